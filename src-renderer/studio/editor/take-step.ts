import type { History, Lifted, UndoOutcome } from '../../../engine/document/index.ts';

type Way = 'undo' | 'redo';

/** Steps with files that are on their way: what is asked for meanwhile comes after them. */
const underWay = new WeakMap<History, Promise<unknown>>();

/** Takes the next step back, or makes it again: at once where it is of documents only, whole where files come or go with it. Rejects with why it cannot be: then the step stays. */
export function takeStep(history: History, way: Way): UndoOutcome | Promise<UndoOutcome> {
  const before = underWay.get(history);
  const after = (): UndoOutcome | Promise<UndoOutcome> => takeStep(history, way);
  if (before) return before.then(after, after);
  const lifted = history.lift(way);
  if (!lifted) return history[way]();
  const done = takeWhole(lifted, way).finally(() => underWay.delete(history));
  underWay.set(history, done);
  return done;
}

async function takeWhole({ label, deed, takeBack, settle, putBack }: Lifted, way: Way): Promise<UndoOutcome> {
  try {
    const came = deed.comes === way && (await deed[way]());
    const { changed, overwritten } = takeBack();
    const went = deed.comes !== way && (await deed[way]());
    if (came || went || changed) {
      settle();
      return { label, skipped: [], overwritten };
    }
  } catch (error) {
    putBack();
    throw error;
  }
  // Nothing of it was left to do. What comes before it is another step, which nobody has asked for yet.
  return { label: undefined, skipped: [label], overwritten: [] };
}
