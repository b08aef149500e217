import type { SessionRef, WaitingJoin, WaitingJoins } from '../../ports/index.ts';
import { joinsPartition } from './keys-of-items.ts';
import type { Table } from './table.ts';

/** What a router that died has left is forgotten after so many seconds. */
const keptSeconds = 3600;

/** Who waits for a seat, in a partition beside the session's: an item each. */
export class DynamoWaitingJoins implements WaitingJoins {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(ref: SessionRef, { player, secretHash, at }: WaitingJoin): Promise<void> {
    await this.#table.update({
      key: { pk: joinsPartition(ref), sk: secretHash },
      set: { player, at, exp: Math.floor(at / 1000) + keptSeconds },
    });
  }
  async list(ref: SessionRef): Promise<WaitingJoin[]> {
    const found: WaitingJoin[] = [];
    for await (const { sk, player, at } of this.#table.all(joinsPartition(ref)))
      found.push({ secretHash: String(sk), player: String(player), at: Number(at) });
    return found;
  }
  async remove(ref: SessionRef, secretHash: string): Promise<void> {
    await this.#table.delete({ pk: joinsPartition(ref), sk: secretHash });
  }
}
