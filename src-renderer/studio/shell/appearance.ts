import { systemTheme, watchSystemTheme } from '../../ui/index.ts';
import type { Editor } from '../editor/index.ts';

/** Keeps the page in step with the person's choices and the system: theme, text size, motion, language. Returns how to stop. */
export function followAppearance({ preferences }: Editor, page: Document): () => void {
  const { theme, textSize, zoom, motion, language } = preferences;
  const apply = (): void => {
    const root = page.documentElement;
    root.dataset['theme'] = theme.get() === 'system' ? systemTheme() : theme.get();
    root.dataset['motion'] = motion.get();
    root.style.setProperty('--zoom', String(zoom.get() / 100));
    root.style.setProperty('--text-scale', String((textSize.get() * zoom.get()) / 10_000));
    root.lang = language.get();
  };
  apply();
  const stops = [...[theme, textSize, zoom, motion, language].map((cell) => cell.subscribe(apply)), watchSystemTheme(apply)];
  return () => {
    for (const stop of stops) stop();
  };
}
