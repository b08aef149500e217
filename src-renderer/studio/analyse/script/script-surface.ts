import type { TextEdit } from '../../../../engine/document/index.ts';
import { monaco } from './monaco.ts';
import type { TextSurface } from './text-binding.ts';

/** A Monaco model as the binding needs it. */
export function surfaceOf(model: monaco.editor.ITextModel): TextSurface {
  let applying = false;
  return {
    read: () => model.getValue(),
    apply(edits) {
      if (edits.length === 0) return;
      applying = true;
      model.applyEdits(
        edits.map(({ at, remove, insert }) => ({
          range: monaco.Range.fromPositions(model.getPositionAt(at), model.getPositionAt(at + remove)),
          text: insert,
          // What others insert where the caret stands goes behind it.
          forceMoveMarkers: false,
        })),
      );
      applying = false;
    },
    onEdit(listener) {
      const subscription = model.onDidChangeContent(({ changes, isFlush }) => {
        if (!applying) listener(isFlush ? undefined : editsOf(changes));
      });
      return () => subscription.dispose();
    },
  };
}

/** Monaco tells the last change of the text first. */
const editsOf = (changes: readonly monaco.editor.IModelContentChange[]): TextEdit[] =>
  changes
    .toReversed()
    .map(({ rangeOffset, rangeLength, text }) => ({ at: rangeOffset, remove: rangeLength, insert: text }))
    .toSorted((a, b) => a.at - b.at);
