import { contrast, row, type Row } from '../bench.ts';
import { languages, openHost, type Language } from './languages.ts';
import { scenario, scenarioTicks } from './scenario.ts';
import { emptyWorld, load, same, ticker } from './scripts.ts';

/** What counting costs: the same script in the same interpreter, with and without it. */
export async function meteringRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const language of languages) rows.push(...(await rowsOf(language)));
  return rows;
}

async function rowsOf(language: Language): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, codes] of Object.entries(scenario)) {
    const open = async (kind: 'metered' | 'bare'): Promise<() => string> => {
      const world = emptyWorld();
      return ticker(load(await openHost(language, kind), `bench.${language.ending}`, codes[language.ending], world), world);
    };
    const work = same(name, last(await open('metered')), last(await open('bare')));
    const { ours, peer } = await contrast(async () => [await open('metered'), await open('bare')]);
    rows.push(
      row({
        name: `metered ${language.name}, ${name}, vs the same binary unmetered`,
        ours: 1e6 / ours,
        peer: 1e6 / peer,
        unit: 'us',
        peerName: `${language.source}, its imports closed`,
        better: 'lower',
        work,
      }),
    );
  }
  return rows;
}

const last = (step: () => string): string => Array.from({ length: scenarioTicks }, step).at(-1)!;
