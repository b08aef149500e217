/** The hostile corpus of each language, as texts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const scriptLanguages = ['js', 'lua', 'py'] as const;
/** As paths of its scripts end. */
export type ScriptLanguage = (typeof scriptLanguages)[number];

const folder = join(import.meta.dirname, '../../../../test/fixtures/hostile');

/** Source by file name, in the order of names. */
export const hostileCorpus = (language: ScriptLanguage): Record<string, string> => {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith(`.${language}`));
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, language, name), 'utf8')]));
};
