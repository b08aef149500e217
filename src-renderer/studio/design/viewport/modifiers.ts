import { type Cell, createCell } from '../../editor/index.ts';

/** Keys that are held while a hand works in the scene. */
export interface Modifiers {
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  vertex: boolean;
}

const none: Modifiers = { ctrl: false, shift: false, alt: false, vertex: false };
const same = (a: Modifiers, b: Modifiers): boolean => a.ctrl === b.ctrl && a.shift === b.shift && a.alt === b.alt && a.vertex === b.vertex;

/** Follows the keys of a window; all are let go when it loses the focus. */
export function watchModifiers(target: Window): { held: Cell<Modifiers>; dispose: () => void } {
  const held = createCell(none, same);
  const read = (event: KeyboardEvent | PointerEvent): void => {
    const { ctrlKey, metaKey, shiftKey, altKey } = event;
    const vertex =
      'key' in event && event.key.toLowerCase() === 'v' ? event.type === 'keydown' && !(ctrlKey || metaKey) : held.get().vertex;
    held.set({ ctrl: ctrlKey || metaKey, shift: shiftKey, alt: altKey, vertex });
  };
  const letGo = (): void => held.set(none);
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  target.addEventListener('keydown', read, options);
  target.addEventListener('keyup', read, options);
  target.addEventListener('pointerdown', read, options);
  target.addEventListener('blur', letGo, options);
  return { held, dispose: () => stop.abort() };
}
