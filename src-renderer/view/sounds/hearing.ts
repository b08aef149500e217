/** Where a page is heard. A browser lets it be heard once somebody has pressed a key or the pointer on it. */
interface Hearing {
  /** Undefined before that. */
  context(): AudioContext | undefined;
  dispose(): void;
}

/** @param opened called when the page may be heard */
export function openHearing(opened: () => void): Hearing {
  let context: AudioContext | undefined;
  const signs = ['pointerdown', 'keydown'] as const;
  const forget = (): void => {
    for (const sign of signs) window.removeEventListener(sign, open, true);
  };
  function open(): void {
    forget();
    try {
      context = new AudioContext();
    } catch {
      // A machine without sound shows the level all the same.
      return;
    }
    opened();
  }
  for (const sign of signs) window.addEventListener(sign, open, true);
  return {
    context: () => context,
    dispose() {
      forget();
      void context?.close();
      context = undefined;
    },
  };
}
