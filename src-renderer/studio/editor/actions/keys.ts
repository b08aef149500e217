/** Keys as people write them: `Mod+Shift+Z`, `Space`, `.`, `?`, `F1`; `Num7` is the 7 of the number pad. */
export interface Keystroke {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

export interface KeyPress {
  key: string;
  /** Which key it is, whatever is printed on it: `Digit7`, `Numpad7`. */
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const names: Readonly<Record<string, string>> = { Space: ' ', Plus: '+', Esc: 'Escape', Del: 'Delete' };
const isLetter = (key: string): boolean => key.length === 1 && key.toLowerCase() !== key.toUpperCase();
const isDigit = (key: string): boolean => /^\d$/.test(key);
/** Digits are known by their place: with Shift another character stands there, on the number pad another name without NumLock. */
const codeOf = (key: string): string | undefined =>
  isDigit(key) ? `Digit${key}` : key.startsWith('Num') ? `Numpad${key.slice(3)}` : undefined;
/** Keys whose shifted form is a character of its own: writing the character says it all. */
const isSymbol = (key: string): boolean => key.length === 1 && !isLetter(key) && !isDigit(key) && key !== ' ';

export function parseKeys(text: string): Keystroke {
  const parts = text.split('+').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const key = names[last] ?? last;
  return {
    key: key.length === 1 ? key.toLowerCase() : key,
    mod: parts.includes('Mod'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
  };
}

export function matches(stroke: Keystroke, press: KeyPress, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const code = codeOf(stroke.key);
  const isKey = code !== undefined && press.code !== undefined ? press.code === code : key === stroke.key;
  const shift = isSymbol(stroke.key) ? true : press.shiftKey === stroke.shift;
  return isKey && mod === stroke.mod && !other && shift && press.altKey === stroke.alt;
}

const arrows: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
const macSigns: Readonly<Record<string, string>> = {
  ...arrows,
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Delete: '⌫',
  Escape: 'esc',
  Space: 'space',
};

const written: Readonly<Record<string, string>> = { ' ': 'Space', '+': 'Plus' };
const alone: readonly string[] = ['Control', 'Meta', 'Shift', 'Alt', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified', 'Tab'];

/** What was pressed, as keys are written; undefined for modifiers alone and for what the page needs to be walked. */
export function keysOfPress({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyPress, mac: boolean): string | undefined {
  if (alone.includes(key) || (mac ? ctrlKey : metaKey)) return undefined;
  const name = written[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const shift = shiftKey && !isSymbol(key);
  return [(mac ? metaKey : ctrlKey) && 'Mod', shift && 'Shift', altKey && 'Alt', name].filter(Boolean).join('+');
}

/** Keys that a browser does not leave to its pages. */
export const isBrowsers = (keys: string): boolean => /^Mod\+(Shift\+)?[TNW]$/.test(keys);

/** For people: `Ctrl+Shift+Z`, or `⇧⌘Z` on a Mac. */
export function showKeys(text: string, mac: boolean): string {
  const parts = text.split('+').filter((part) => part !== '');
  if (!mac) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : (arrows[part] ?? part))).join('+');
  const order = ['Alt', 'Shift', 'Mod'];
  const sorted = parts.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  const [modifiers, keys] = [sorted.filter((part) => order.includes(part)), sorted.filter((part) => !order.includes(part))];
  return [...modifiers, ...keys].map((part) => macSigns[part] ?? part).join('');
}
