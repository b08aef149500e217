/** Every sentence of Studio, by key, with typed arguments. A language is one object of this shape. */
import { en } from './en/index.ts';
import { pseudo } from './pseudo.ts';
import type { NumberProblem } from '../../ui/index.ts';

type Catalogue = typeof en;
export type MessageKey = keyof Catalogue;
type Arguments<K extends MessageKey> = Catalogue[K] extends (input: infer Input) => string ? [input: Input] : [];
/** Messages that need no arguments: titles, labels. */
export type PlainKey = { [K in MessageKey]: Catalogue[K] extends string ? K : never }[MessageKey];

/** By their tags. `en-XA` is English made strange: what is not, was not said through `t`. */
export const languages = ['en', 'en-XA'] as const;
export type Language = (typeof languages)[number];

/** Another language: the same keys, the same arguments. */
type Translation = { readonly [K in MessageKey]: Catalogue[K] extends string ? string : Catalogue[K] };
const catalogues: Readonly<Record<Language, Translation>> = { en, 'en-XA': en };

let language: Language = 'en';

/** Changes the language of everything said from now on. */
export const setLanguage = (next: Language): void => {
  language = next;
};

/** The sentence of `key` in the person's language. */
export function t<K extends MessageKey>(key: K, ...input: Arguments<K>): string {
  const message = catalogues[language][key] as string | ((input: unknown) => string);
  const text = typeof message === 'string' ? message : message(input[0]);
  return language === 'en-XA' ? pseudo(text) : text;
}

/** What a number field says of what it cannot take. */
export const numberProblem = (problem: NumberProblem): string => t('field.number', problem);
