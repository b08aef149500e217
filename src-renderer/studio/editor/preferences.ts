import { type FormatStyle, formatStyles, setFormats as sayNumbersAs } from '../i18n/formats.ts';
import { type Language, languages, setLanguage as sayIn } from '../i18n/index.ts';
import type { KeyBindings } from './actions/registry.ts';
import type { Cell } from './cell.ts';
import type { Keepsakes } from './host/ports.ts';
import { createKept, isOneOf, type Kept } from './kept.ts';

export const themes = ['system', 'dark', 'light', 'contrast'] as const;
export type Theme = (typeof themes)[number];
export const motions = ['system', 'reduced', 'full'] as const;
export type Motion = (typeof motions)[number];
/** In per cent of the usual. */
export const textSizes = [80, 90, 100, 110, 125, 150] as const;
export type TextSize = (typeof textSizes)[number];
/** Of everything in the window, in per cent. */
export const zooms = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200] as const;
export type Zoom = (typeof zooms)[number];
export interface TourPlace {
  at: number;
  on: boolean;
}
/** What draws the scene: WebGPU where a graphics card has it, or what is chosen. */
export const graphics = ['auto', 'webgpu', 'webgl'] as const;
export type Graphics = (typeof graphics)[number];
export type Preset = 'scenario' | 'design';

export interface Preferences {
  readonly theme: Cell<Theme>;
  readonly bindings: Cell<KeyBindings>;
  readonly preset: Cell<Preset>;
  /** Components whose cards of the inspector are folded. */
  readonly folded: Cell<readonly string[]>;
  /** What was chosen in the palette, the latest first. */
  readonly recent: Cell<readonly string[]>;
  used(id: string): void;
  readonly textSize: Cell<TextSize>;
  readonly zoom: Cell<Zoom>;
  /** The step of the guided tour that the person is at, and whether it is shown. */
  readonly tour: Cell<TourPlace>;
  setTour(place: TourPlace): void;
  readonly motion: Cell<Motion>;
  readonly graphics: Cell<Graphics>;
  readonly formats: Cell<FormatStyle>;
  readonly language: Cell<Language>;
  setTheme(theme: Theme): void;
  setTextSize(size: TextSize): void;
  setZoom(zoom: Zoom): void;
  setMotion(motion: Motion): void;
  setGraphics(graphics: Graphics): void;
  setFormats(formats: FormatStyle): void;
  setLanguage(language: Language): void;
  bind(bindings: KeyBindings): void;
  setPreset(preset: Preset): void;
  fold(component: string, folded: boolean): void;
}

const presets = ['scenario', 'design'] as const satisfies readonly Preset[];
const isBindings = (value: unknown): value is KeyBindings =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((keys) => Array.isArray(keys) && keys.every((key) => typeof key === 'string'));

const isNames = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((name) => typeof name === 'string');

const isPlace = (value: unknown): value is TourPlace =>
  typeof value === 'object' &&
  value !== null &&
  Number.isSafeInteger((value as TourPlace).at) &&
  typeof (value as TourPlace).on === 'boolean';

const mostRecent = 8;

/** A person's own settings; what was stored and does not fit any more falls back to the default. */
export function createPreferences(keepsakes: Keepsakes): Preferences {
  const kept = <T>(key: string, fits: (value: unknown) => value is T, initial: T): Kept<T> => createKept(keepsakes, key, fits, initial);
  const theme = kept<Theme>('theme', isOneOf(themes), 'system');
  const textSize = kept<TextSize>('textSize', isOneOf(textSizes), 100);
  const zoom = kept<Zoom>('zoom', isOneOf(zooms), 100);
  const tour = kept<TourPlace>('tour', isPlace, { at: 0, on: false });
  const motion = kept<Motion>('motion', isOneOf(motions), 'system');
  const drawn = kept<Graphics>('graphics', isOneOf(graphics), 'auto');
  const formats = kept<FormatStyle>('formats', isOneOf(formatStyles), 'auto');
  const language = kept<Language>('language', isOneOf(languages), 'en');
  // What is said from now on is said so: one person sits before a window.
  sayNumbersAs(formats.get());
  sayIn(language.get());
  const bindings = kept<KeyBindings>('keys', isBindings, {});
  const preset = kept<Preset>('preset', isOneOf(presets), 'scenario');
  const folded = kept<readonly string[]>('inspector/folded', isNames, []);
  const recent = kept<readonly string[]>('palette/recent', isNames, []);
  return {
    recent,
    used: (id) => recent.set([id, ...recent.get().filter((other) => other !== id)].slice(0, mostRecent)),
    theme,
    textSize,
    zoom,
    tour,
    setTour: tour.set,
    motion,
    graphics: drawn,
    formats,
    language,
    setTextSize: textSize.set,
    setZoom: zoom.set,
    setMotion: motion.set,
    setGraphics: drawn.set,
    setFormats(next) {
      sayNumbersAs(next);
      formats.set(next);
    },
    setLanguage(next) {
      sayIn(next);
      language.set(next);
    },
    bindings,
    preset,
    folded,
    setTheme: theme.set,
    bind: bindings.set,
    setPreset: preset.set,
    fold(component, isFolded) {
      const others = folded.get().filter((name) => name !== component);
      folded.set(isFolded ? [...others, component] : others);
    },
  };
}
