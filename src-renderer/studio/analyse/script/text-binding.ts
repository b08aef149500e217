import {
  applyTextEdits,
  diffText,
  editScript,
  type History,
  maxScriptLength,
  observeScript,
  readScript,
  type ScriptDocument,
  type TextEdit,
} from '../../../../engine/document/index.ts';
import type { EditorClock } from '../../editor/index.ts';
import { createTypingBurst } from './typing-burst.ts';

/** An editor of text, as the binding needs it. */
export interface TextSurface {
  read(): string;
  /** Changes the text without telling `onEdit` listeners of it as the person's own. Edits speak of the text before them, in order. */
  apply(edits: readonly TextEdit[]): void;
  /** Tells what the person did: in order, of the text before; undefined where the whole text was replaced. Returns how to stop. */
  onEdit(listener: (edits: readonly TextEdit[] | undefined) => void): () => void;
}

export interface TextBinding {
  /** The next edit begins a new step of the history. */
  endBurst(): void;
  dispose(): void;
}

export interface BindingOptions {
  history: History;
  clock: EditorClock;
  label: string;
  /** Told of an edit that was not taken because the script would have had this many characters. */
  onTooLong: (length: number) => void;
}

/**
 * Keeps an editor's text and a shared script the same. What the person types goes into the script as it is, inside one gesture of their
 * history per burst; what anybody else does (other people, undo, the disk) is applied to the editor and not sent back.
 */
export function bindText(
  document: ScriptDocument,
  surface: TextSurface,
  { history, clock, label, onTooLong }: BindingOptions,
): TextBinding {
  const burst = createTypingBurst(history, clock, label);
  let writing = false;
  /** The script as last seen: what the person's next edits speak of, as long as the editor shows exactly this. */
  let shared = readScript(document);
  const show = (text: string): void => surface.apply(diffText(surface.read(), text));

  show(shared);
  // An editor has one kind of line ending in a text; where it could not show the script exactly, edits go in as differences.
  let exact = surface.read() === shared;

  const stopEdits = surface.onEdit((edits) => {
    const after = surface.read();
    const told = exact && edits ? edits : diffText(shared, after);
    if (told.length === 0) return;
    // No room takes it: one edit too many would cost the person everything that is not saved yet.
    if (after.length > maxScriptLength && after.length > shared.length) {
      show(shared);
      exact = surface.read() === shared;
      return onTooLong(after.length);
    }
    writing = true;
    editScript(document, told, burst.origin());
    writing = false;
    shared = readScript(document);
    if (shared !== after) show(shared);
    exact = surface.read() === shared;
  });
  const stopObserving = observeScript(document, (edits) => {
    if (writing) return;
    shared = applyTextEdits(shared, edits);
    if (exact) surface.apply(edits);
    else show(shared);
    exact = surface.read() === shared;
  });

  return {
    endBurst: () => burst.end(),
    dispose() {
      burst.end();
      stopEdits();
      stopObserving();
    },
  };
}
