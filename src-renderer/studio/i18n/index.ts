/** Every sentence of Studio, by key, with typed arguments. A language is one object of this shape. */
import { en } from './en/index.ts';

type Catalogue = typeof en;
export type MessageKey = keyof Catalogue;
type Arguments<K extends MessageKey> = Catalogue[K] extends (input: infer Input) => string ? [input: Input] : [];
/** Messages that need no arguments: titles, labels. */
export type PlainKey = { [K in MessageKey]: Catalogue[K] extends string ? K : never }[MessageKey];
/** Another language: the same keys, the same arguments. */
export type Translation = { readonly [K in MessageKey]: Catalogue[K] extends string ? string : Catalogue[K] };

let messages: Translation = en;

/** Changes the language of everything said from now on. */
export const setLanguage = (translation: Translation): void => {
  messages = translation;
};

/** The sentence of `key` in the person's language. */
export function t<K extends MessageKey>(key: K, ...input: Arguments<K>): string {
  const message = messages[key] as string | ((input: unknown) => string);
  return typeof message === 'string' ? message : message(input[0]);
}
