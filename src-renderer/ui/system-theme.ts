const light = (): MediaQueryList => globalThis.matchMedia('(prefers-color-scheme: light)');
const contrast = (): MediaQueryList => globalThis.matchMedia('(prefers-contrast: more)');

/** The theme of the tokens that fits what the person has chosen in their system. */
export const systemTheme = (): 'contrast' | 'light' | 'dark' => (contrast().matches ? 'contrast' : light().matches ? 'light' : 'dark');

/** Calls `changed` when the system's choice is another. Returns how to stop. */
export function watchSystemTheme(changed: () => void): () => void {
  const choices = [light(), contrast()];
  for (const choice of choices) choice.addEventListener('change', changed);
  return () => {
    for (const choice of choices) choice.removeEventListener('change', changed);
  };
}
