import { nameOfWaiting, type SessionRef, type Waiting, type WaitingList } from '../../ports/index.ts';
import { waitingPartition } from './keys-of-items.ts';
import type { Table } from './table.ts';

/** What a router that died has left is forgotten after so many seconds. */
const keptSeconds = 3600;

/** What waits at a session's door, in a partition beside the session's: an item each. */
export class DynamoWaitingList implements WaitingList {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(ref: SessionRef, waiting: Waiting): Promise<void> {
    await this.#table.update({
      key: { pk: waitingPartition(ref), sk: nameOfWaiting(waiting) },
      set: { waiting: JSON.stringify(waiting), exp: Math.floor(waiting.at / 1000) + keptSeconds },
    });
  }
  async list(ref: SessionRef): Promise<Waiting[]> {
    const found: Waiting[] = [];
    for await (const { waiting } of this.#table.all(waitingPartition(ref))) {
      const read = readWaiting(String(waiting));
      if (read !== undefined) found.push(read);
    }
    return found;
  }
  async remove(ref: SessionRef, waiting: Waiting): Promise<void> {
    await this.#table.delete({ pk: waitingPartition(ref), sk: nameOfWaiting(waiting) });
  }
}

/** Undefined where somebody spoilt it: whoever wrote it tries by themselves. */
function readWaiting(text: string): Waiting | undefined {
  try {
    return JSON.parse(text) as Waiting;
  } catch {
    return undefined;
  }
}
