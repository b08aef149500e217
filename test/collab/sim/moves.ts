/** Every move that was made in a schedule, who had seen which, and where Kleppmann's log of them puts everything. */
import * as Y from 'yjs';
import { type LevelDocument, type Tree } from '../../../engine/document/index.ts';
import { registersOf } from '../../../engine/document/level/document.ts';
import { readPlacement } from '../../../engine/document/tree.ts';
import { MoveLog } from './kleppmann.ts';
import { yard } from './schedule.ts';

interface Made {
  child: string;
  parent: string;
  /** The write that made it. */
  client: number;
  clock: number;
  /** Moves that its author had before them. */
  seen: readonly Made[];
}

/**
 * `lamport`: later than every move that its author had seen, and nothing else. `document`: also later than those that the document puts
 * before it among the moves of its entity. Of two that did not know each other the document lets the newer session's stand, a Lamport clock
 * any of the two; what the order of such moves is, is a choice, and a log can only be asked where everything goes once it is made.
 */
export type Order = 'lamport' | 'document';

export class Moves {
  #all: Made[] = [];

  /** Takes down what is done in this replica, not what reaches it. */
  follow(doc: Y.Doc): void {
    const entities = doc.getMap('entities');
    entities.observeDeep((events, transaction) => {
      if (!transaction.local) return;
      for (const { target, keys } of events) {
        if (!(target instanceof Y.Map)) continue;
        for (const [key, { oldValue }] of keys) {
          const changed = target as Y.Map<unknown>;
          if (changed === entities) this.#record(doc, key, entities.get(key), undefined);
          else if (key === '@' && changed._item?.parentSub) this.#record(doc, changed._item.parentSub, changed, oldValue);
        }
      }
    });
  }

  #record(doc: Y.Doc, child: string, entity: unknown, oldValue: unknown): void {
    if (!(entity instanceof Y.Map)) return;
    const [now, before] = [readPlacement(entity.get('@')), readPlacement(oldValue)];
    const id = entity._map.get('@')?.id;
    // A new key among the same siblings is no move.
    if (!now || !id || (before?.parent === now.parent && before.lamport === now.lamport)) return;
    const seen = this.#all.filter(({ client, clock }) => clock < Y.getState(doc.store, client));
    this.#all.push({ child, parent: now.parent, client: id.client, clock: id.clock, seen });
  }

  /** What a server had not saved when it died was never seen by anybody. */
  forget(doc: Y.Doc): void {
    this.#all = this.#all.filter(({ client, clock }) => client !== doc.clientID || clock < Y.getState(doc.store, client));
  }

  log(document: LevelDocument, order: Order): MoveLog {
    const before = order === 'document' ? precedence(document, this.#all) : new Map<Made, Made>();
    const times = new Map<Made, number>();
    const timeOf = (move: Made, path: ReadonlySet<Made>): number => {
      const known = times.get(move);
      if (known !== undefined) return known;
      // Orders of several entities can contradict each other; then what was seen decides.
      const previous = before.get(move);
      const along = new Set([...path, move]);
      const earlier = previous && !along.has(previous) ? [...move.seen, previous] : move.seen;
      const time = 1 + Math.max(0, ...earlier.map((one) => timeOf(one, along)));
      times.set(move, time);
      return time;
    };
    const log = new MoveLog();
    for (const [child, { parent }] of Object.entries(yard.entities)) log.apply({ time: 0, replica: 0, child, parent: parent ?? '#root' });
    for (const move of this.#all)
      log.apply({ time: timeOf(move, new Set()), replica: move.client, child: move.child, parent: move.parent });
    return log;
  }
}

/** Of each move the one that the document has before it among the moves of the same entity. */
function precedence(document: LevelDocument, moves: readonly Made[]): Map<Made, Made> {
  const before = new Map<Made, Made>();
  for (const child of new Set(moves.map((move) => move.child))) {
    const own = moves.filter((move) => move.child === child);
    let next: Made | undefined;
    for (let item = registersOf(document, child)?._map.get('@') ?? null; item !== null; item = item.left) {
      const { id, length } = item;
      const here = own
        .filter(({ client, clock }) => client === id.client && clock >= id.clock && clock < id.clock + length)
        .toSorted((a, b) => b.clock - a.clock);
      for (const move of here) {
        if (next) before.set(next, move);
        next = move;
      }
    }
  }
  return before;
}

/** How many entities stand where the log has them. */
export function agreement(tree: Tree, { parents }: Pick<MoveLog, 'parents'>): number {
  let agree = 0;
  for (const [id, parent] of tree.parents) if (parents.get(id) === parent) agree += 1;
  return agree;
}
