import { nameOfWaiting, type SessionRef, type Waiting, type WaitingList } from '../../ports/index.ts';

const nameAt = ({ tenant, session }: SessionRef, waiting: Waiting): string => `${tenant}/${session}/${nameOfWaiting(waiting)}`;

/** What waits at a session's door, in memory. */
export class MemoryWaitingList implements WaitingList {
  readonly #waiting = new Map<string, Waiting>();

  async put(ref: SessionRef, waiting: Waiting): Promise<void> {
    this.#waiting.set(nameAt(ref, waiting), waiting);
  }
  async list({ tenant, session }: SessionRef): Promise<Waiting[]> {
    return [...this.#waiting].filter(([name]) => name.startsWith(`${tenant}/${session}/`)).map(([, waiting]) => waiting);
  }
  async remove(ref: SessionRef, waiting: Waiting): Promise<void> {
    this.#waiting.delete(nameAt(ref, waiting));
  }
}
