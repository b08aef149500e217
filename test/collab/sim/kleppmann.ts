/**
 * The oracle: the move operation of Kleppmann, Mulligan, Gomes and Beresford, "A highly-available move operation for replicated trees"
 * (IEEE TPDS 2021). Every move ever made is kept in the order of its timestamp; a move that comes late is put in its place by undoing what
 * is newer, doing it and redoing the rest. A move that would make a circle at its place in the order does nothing.
 */
import { compareText } from '../../../engine/kernel/json.ts';

export interface Move {
  /** A Lamport clock: higher than that of every move that its author had seen. */
  time: number;
  /** Breaks ties. */
  replica: number;
  child: string;
  parent: string;
}

interface Logged extends Move {
  /** Where the child stood before; undefined when it was not there. */
  before: string | undefined;
}

const isNewer = (a: Move, b: Move): boolean => (a.time - b.time || a.replica - b.replica || compareText(a.child, b.child)) > 0;

export class MoveLog {
  readonly #parents = new Map<string, string>();
  readonly #log: Logged[] = [];

  get parents(): ReadonlyMap<string, string> {
    return this.#parents;
  }

  apply(move: Move): void {
    const newer: Move[] = [];
    for (let last = this.#log.at(-1); last && isNewer(last, move); last = this.#log.at(-1)) {
      this.#log.pop();
      newer.push(last);
      if (last.before === undefined) this.#parents.delete(last.child);
      else this.#parents.set(last.child, last.before);
    }
    this.#do(move);
    for (const later of newer.toReversed()) this.#do(later);
  }

  #do({ time, replica, child, parent }: Move): void {
    this.#log.push({ time, replica, child, parent, before: this.#parents.get(child) });
    if (!this.#isWithin(parent, child)) this.#parents.set(child, parent);
  }

  #isWithin(id: string, ancestor: string): boolean {
    for (let at: string | undefined = id; at !== undefined; at = this.#parents.get(at)) if (at === ancestor) return true;
    return false;
  }
}
