import type { Editor } from '../editor/index.ts';

/** Milliseconds without a key, a press or a movement until somebody counts as away. */
const patience = 3 * 60_000;
const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/** Says to the others when this person has not touched the window for a while, and when they are back. Returns how to stop. */
export function tellAway({ ports: { clock }, announce }: Pick<Editor, 'ports' | 'announce'>, target: EventTarget): () => void {
  let touched = clock.now();
  let isAway = false;
  let callOff = (): void => {};
  const look = (): void => {
    const left = touched + patience - clock.now();
    if (left > 0) callOff = clock.after(left, look);
    else announce({ away: (isAway = true) });
  };
  const touch = (): void => {
    touched = clock.now();
    if (!isAway) return;
    isAway = false;
    announce({ away: undefined });
    look();
  };
  for (const sign of signs) target.addEventListener(sign, touch, { capture: true, passive: true });
  look();
  return () => {
    callOff();
    for (const sign of signs) target.removeEventListener(sign, touch, { capture: true });
  };
}
