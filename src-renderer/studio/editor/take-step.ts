import type { History, Lifted, UndoOutcome } from '../../../engine/document/index.ts';

type Way = 'undo' | 'redo';

/**
 * Takes the next step back, or makes it again: at once where it is of documents only, whole where files come or go with it. Rejects with why
 * it cannot be: then the step stays. Presses of a person go through `inTurn`.
 */
export function takeStep(history: History, way: Way): UndoOutcome | Promise<UndoOutcome> {
  const lifted = history.lift(way);
  return lifted ? takeWhole(lifted, way) : history[way]();
}

async function takeWhole({ label, deed, takeBack, settle, putBack, drop }: Lifted, way: Way): Promise<UndoOutcome> {
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
  drop();
  return { label: undefined, skipped: [label], overwritten: [] };
}
