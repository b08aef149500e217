/** Random programs: a language is tables of what an expression and a statement may be, and one walk chooses from them. */
import type { Chance } from '../../../../kernel/testing/chance.ts';

/** One way to write something; what stands in its places comes from the grammar again. */
export type Rule = (g: Grammar) => string;

export interface Language {
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly members: readonly string[];
  /** All equally likely: what is to be frequent stands more than once. */
  readonly values: readonly Rule[];
  readonly functions: readonly Rule[];
  readonly statements: readonly Rule[];
  /** Statements that leave 'ESCAPED' in RESULT where something is reached that is not the script's. */
  readonly claims: readonly Rule[];
  /** What claims need, before anything else of a script. */
  readonly head: string;
  /** Where the grammar ends: a function of no depth. */
  readonly leaf: string;
  readonly block: (statements: readonly string[]) => string;
  /** A whole script with a hook. */
  readonly program: Rule;
  /** A line of a script with statements more after it. */
  readonly longer: (line: string, g: Grammar) => string;
}

const MOST_DEPTH = 5;

/** One program's choices, its depth held down. */
export class Grammar {
  readonly language: Language;
  readonly #dice: Chance;
  #depth = 0;
  #names = 0;

  constructor(language: Language, dice: Chance) {
    this.language = language;
    this.#dice = dice;
  }

  below = (count: number): number => this.#dice.below(count);
  pick = <T>(items: readonly T[]): T => this.#dice.pick(items);
  number = (): string => this.pick(this.language.numbers);
  text = (): string => this.pick(this.language.texts);
  name = (): string => this.pick(this.language.names);
  member = (): string => this.pick(this.language.members);
  /** A name that is nowhere else. */
  own = (): string => `n${(this.#names += 1)}`;
  value = (): string =>
    this.#deeper(
      () => this.pick(this.language.values)(this),
      () => this.pick([...this.language.numbers, ...this.language.names]),
    );
  fn = (): string =>
    this.#deeper(
      () => this.pick(this.language.functions)(this),
      () => this.language.leaf,
    );
  statement = (): string => this.pick(this.language.statements)(this);
  body = (): string =>
    this.#deeper(
      () => this.language.block(Array.from({ length: 1 + this.below(3) }, () => this.statement())),
      () => this.language.block([]),
    );

  #deeper(make: () => string, leaf: () => string): string {
    if (this.#depth >= MOST_DEPTH) return leaf();
    this.#depth += 1;
    try {
      return make();
    } finally {
      this.#depth -= 1;
    }
  }
}

/** A program of the grammar alone. */
export const grown = (language: Language, dice: Chance): string => language.program(new Grammar(language, dice));

/**
 * A script of the corpus with lines and words exchanged, doubled, cut out, or taken from another. A condition that was broken proves nothing:
 * what the corpus claims is made harmless, and a claim of the grammar's own stands at the end.
 */
export function crossed(language: Language, corpus: readonly string[], dice: Chance): string {
  const g = new Grammar(language, dice);
  // Without the first line: it says what must happen.
  const linesOf = (source: string): string[] => source.split('\n').slice(1);
  let lines = linesOf(dice.pick(corpus));
  const other = linesOf(dice.pick(corpus));
  const changes: readonly ((line: string, at: number) => readonly string[])[] = [
    () => [],
    (line) => [dice.pick(other), line],
    (line) => [swapped(line, /\d+/g, g.number, dice)],
    (line) => [line.slice(0, dice.below(line.length + 1))],
    (line) => [swapped(line, /[a-z_]+/gi, () => dice.pick([...language.names, ...language.members]), dice)],
    (line) => [language.longer(line, g)],
  ];
  for (let times = 1 + dice.below(4); times > 0; times -= 1) {
    const at = dice.below(lines.length);
    lines = lines.toSpliced(at, 1, ...dice.pick(changes)(lines[at] ?? '', at));
    if (lines.length === 0) lines = [''];
  }
  return `${language.head}\n${lines.join('\n').replaceAll('ESCAPED', 'claimed')}\n${dice.pick(language.claims)(g)}`;
}

/** One of the places that match, written anew. */
const swapped = (line: string, pattern: RegExp, make: () => string, dice: Chance): string => {
  const places = [...line.matchAll(pattern)];
  if (places.length === 0) return line;
  const { index, 0: found } = dice.pick(places);
  return line.slice(0, index) + make() + line.slice(index + found.length);
};
