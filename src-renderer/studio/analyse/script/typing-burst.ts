import type { EditOrigin, Gesture, History } from '../../../../engine/document/index.ts';
import type { EditorClock } from '../../editor/index.ts';

/** A pause longer than this begins a new step of the history. */
const pause = 1200;

export interface TypingBurst {
  /** What an edit made now belongs to: the burst that is going on, else a new one. */
  origin(): EditOrigin;
  /** The next edit is another step: the caret went elsewhere, the person left. */
  end(): void;
}

/** Groups typing into steps of the person's history: one for each burst between pauses. */
export function createTypingBurst(history: History, clock: EditorClock, label: string): TypingBurst {
  let gesture: Gesture | undefined;
  let callOff = (): void => {};
  const end = (): void => {
    callOff();
    gesture?.end();
    gesture = undefined;
  };
  return {
    origin() {
      callOff();
      callOff = clock.after(pause, end);
      // Another gesture, or an undo, may have ended ours.
      if (!gesture?.open) gesture = history.begin(label);
      return gesture.origin;
    },
    end,
  };
}
