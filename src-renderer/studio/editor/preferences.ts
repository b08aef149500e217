import type { KeyBindings } from './actions/registry.ts';
import { type Cell, createCell } from './cell.ts';
import type { Keepsakes } from './host/ports.ts';

export type Theme = 'system' | 'dark' | 'light';
export type Preset = 'scenario' | 'design';

export interface Preferences {
  readonly theme: Cell<Theme>;
  readonly bindings: Cell<KeyBindings>;
  readonly preset: Cell<Preset>;
  setTheme(theme: Theme): void;
  bind(bindings: KeyBindings): void;
  setPreset(preset: Preset): void;
}

const isOne =
  <T extends string>(...words: readonly T[]) =>
  (value: unknown): value is T =>
    words.includes(value as T);
const isTheme = isOne<Theme>('system', 'dark', 'light');
const isPreset = isOne<Preset>('scenario', 'design');
const isBindings = (value: unknown): value is KeyBindings =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((keys) => Array.isArray(keys) && keys.every((key) => typeof key === 'string'));

/** A person's own settings; what was stored and does not fit any more falls back to the default. */
export function createPreferences(keepsakes: Keepsakes): Preferences {
  const kept = <T>(key: string, fits: (value: unknown) => value is T, initial: T) => {
    const stored = keepsakes.read(key);
    const cell = createCell(fits(stored) ? stored : initial);
    return {
      cell,
      set: (value: T): void => {
        cell.set(value);
        keepsakes.write(key, value);
      },
    };
  };
  const theme = kept<Theme>('theme', isTheme, 'system');
  const bindings = kept<KeyBindings>('keys', isBindings, {});
  const preset = kept<Preset>('preset', isPreset, 'scenario');
  return {
    theme: theme.cell,
    bindings: bindings.cell,
    preset: preset.cell,
    setTheme: theme.set,
    bind: bindings.set,
    setPreset: preset.set,
  };
}
