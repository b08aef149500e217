import type { Editor } from '../editor/index.ts';

/** Keeps the page in step with the person's choices and the system: theme, text size, motion, language. Returns how to stop. */
export function followAppearance({ preferences }: Editor, page: Document): () => void {
  const { theme, textSize, zoom, motion, language } = preferences;
  const light = globalThis.matchMedia('(prefers-color-scheme: light)');
  const contrast = globalThis.matchMedia('(prefers-contrast: more)');
  const ofSystem = (): string => (contrast.matches ? 'contrast' : light.matches ? 'light' : 'dark');
  const apply = (): void => {
    const root = page.documentElement;
    root.dataset['theme'] = theme.get() === 'system' ? ofSystem() : theme.get();
    root.dataset['motion'] = motion.get();
    root.style.setProperty('--zoom', String(zoom.get() / 100));
    root.style.setProperty('--text-scale', String((textSize.get() * zoom.get()) / 10_000));
    root.lang = language.get();
  };
  apply();
  const stops = [theme, textSize, zoom, motion, language].map((cell) => cell.subscribe(apply));
  for (const system of [light, contrast]) system.addEventListener('change', apply);
  return () => {
    for (const stop of stops) stop();
    for (const system of [light, contrast]) system.removeEventListener('change', apply);
  };
}
