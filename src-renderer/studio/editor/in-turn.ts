import type { History } from '../../../engine/document/index.ts';
import { type Cell, createCell, type WritableCell } from './cell.ts';

interface Queue {
  /** Those that wait, and the one that is under way. */
  count: WritableCell<number>;
  last: Promise<unknown>;
  /** What waits behind one that failed was asked for as if that had been done: it goes with it. */
  round: number;
}

const queues = new WeakMap<History, Queue>();

function queueOf(history: History): Queue {
  const queue = queues.get(history) ?? { count: createCell(0), last: Promise.resolve(), round: 0 };
  queues.set(history, queue);
  return queue;
}

/** So many presses of undo and redo wait for each other at most: more than anybody counts. */
export const mostInTurn = 100;

/** How many presses of undo and redo are not done yet. */
export const inTurnOf = (history: History): Cell<number> => queueOf(history).count;

/**
 * Does what a press of undo or redo asks for when all that was asked before is done: at once where nothing is under way. Undefined where one
 * before it failed, or too many wait.
 */
export function inTurn<T>(history: History, work: () => T | Promise<T>): T | Promise<T | undefined> | undefined {
  const queue = queueOf(history);
  if (queue.count.get() >= mostInTurn) return undefined;
  const { round } = queue;
  const before = queue.count.get() > 0 ? queue.last : undefined;
  const begun = before ? before.then(() => (queue.round === round ? work() : undefined)) : work();
  if (!(begun instanceof Promise)) return begun;
  queue.count.update((count) => count + 1);
  const fail = (): void => void (queue.round += 1);
  const done = begun.finally(() => queue.count.update((count) => count - 1));
  // Those that wait come to their turn after one that failed, too, and see that it did.
  queue.last = begun.catch(fail).then(() => done.catch(() => {}));
  return done;
}
