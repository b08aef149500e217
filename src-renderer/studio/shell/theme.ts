import type { Editor } from '../editor/index.ts';

/** Keeps `data-theme` of the page in step with the person's choice and the system. Returns how to stop. */
export function followTheme({ preferences }: Editor, page: Document): () => void {
  const system = globalThis.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    const chosen = preferences.theme.get();
    page.documentElement.dataset['theme'] = chosen === 'system' ? (system.matches ? 'light' : 'dark') : chosen;
  };
  apply();
  const stop = preferences.theme.subscribe(apply);
  system.addEventListener('change', apply);
  return () => {
    stop();
    system.removeEventListener('change', apply);
  };
}
