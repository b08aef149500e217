import { compareText } from '../kernel/json.ts';

/** Something the author should know about a file, with the place it leads to. An error refuses the level; a warning does not. */
export interface Problem {
  severity: 'error' | 'warning';
  /** Stable, kebab-case; what code and tests compare. */
  code: string;
  message: string;
  hint?: string | undefined;
  file: string;
  line?: number | undefined;
  column?: number | undefined;
  entity?: string | undefined;
  component?: string | undefined;
  field?: string | undefined;
  /** Where the file in the folder lags behind what is saved: it could not be written, or cannot be read and is not written over. */
  folder?: 'behind' | 'damaged' | undefined;
}

/** One line for a terminal: `levels/a.json:3:7  error  message (hint)`. */
export const problemLine = ({ file, line, column, severity, message, hint }: Problem): string =>
  `${[file, line, column].filter((part) => part !== undefined).join(':')}  ${severity}  ${withHint(message, hint)}`;

/** Both as sentences of one line. */
export const withHint = (message: string, hint: string | undefined): string =>
  hint === undefined || hint === '' ? message : `${message}${/[.!?:…]$/.test(message) ? '' : '.'} ${hint}`;

/** What people call an entity of a level. */
export const entityLabel = (key: string, name: string): string =>
  name === '' || name === key ? `Entity ${key}` : `Entity "${name}" (${key})`;

/** By file, line and column, then code: the order in which a person fixes them. */
export const orderProblems = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted(
    (a, b) =>
      compareText(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );

/** The known word that was probably meant: at most a third of its letters away. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of [...known].toSorted(compareText)) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best !== undefined && bestDistance <= Math.max(1, Math.floor(Math.max(word.length, best.length) / 3)) ? best : undefined;
}

/** "Did you mean Transform?", or the few words there are. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const words = [...known].toSorted(compareText);
  const close = nearest(word, words);
  if (close !== undefined) return `Did you mean ${close}?`;
  return words.length > 0 && words.length <= 12 ? `Known: ${words.join(', ')}.` : undefined;
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let [older, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = row![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? older![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, row![j]! + 1, next[j - 1]! + 1));
    }
    [older, row] = [row, next];
  }
  return row![b.length]!;
}
