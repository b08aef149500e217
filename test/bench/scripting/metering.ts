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
  const hosts = [await openHost(language), await openHost(language, 'bare')];
  return Object.entries(scenario).map(([name, codes]) => {
    const [metered, bare] = hosts.map((host) => {
      const world = emptyWorld();
      return ticker(load(host, `bench.${language.ending}`, codes[language.ending], world), world);
    }) as [() => string, () => string];
    const work = same(name, last(metered), last(bare));
    const { ours, peer } = contrast(metered, bare);
    return row({
      name: `metered ${language.name}, ${name}, vs the same binary unmetered`,
      ours: 1e6 / ours,
      peer: 1e6 / peer,
      unit: 'us',
      peerName: `${language.source}, its imports closed`,
      better: 'lower',
      work,
    });
  });
}

const last = (step: () => string): string => Array.from({ length: scenarioTicks }, step).at(-1)!;
