import type { SessionRef, WaitingJoin, WaitingJoins } from '../../ports/index.ts';

/** Who waits for a seat, in memory. */
export class MemoryWaitingJoins implements WaitingJoins {
  readonly #waiting = new Map<string, WaitingJoin>();

  async put({ tenant, session }: SessionRef, join: WaitingJoin): Promise<void> {
    this.#waiting.set(`${tenant}/${session}/${join.secretHash}`, join);
  }
  async list({ tenant, session }: SessionRef): Promise<WaitingJoin[]> {
    return [...this.#waiting].filter(([key]) => key.startsWith(`${tenant}/${session}/`)).map(([, join]) => join);
  }
  async remove({ tenant, session }: SessionRef, secretHash: string): Promise<void> {
    this.#waiting.delete(`${tenant}/${session}/${secretHash}`);
  }
}
