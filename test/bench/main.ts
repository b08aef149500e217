import { readdir } from 'node:fs/promises';
import type { Area, Report } from './bench.ts';
import { machine } from './bench.ts';

/** `npm run bench -- [area] [--json]`: ratios against a peer in the same process. Without an area, all of them. */

const folder = new URL('areas/', import.meta.url);

const areas = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();

const load = async (name: string): Promise<Area> => ((await import(new URL(`${name}.ts`, folder).href)) as { area: Area }).area;

const print = ({ area, machine: on, rows }: Report): void => {
  process.stdout.write(`${area} on ${on}\n`);
  for (const { name, ours, peer, ratio, unit, peerName, better, work } of rows) {
    process.stdout.write(
      `  ${name.padEnd(44)} ${String(ours).padStart(10)} ${unit} | ${peerName} ${peer} | ratio ${ratio} (${better} is better)\n`,
    );
    if (work) process.stdout.write(`    work: ours ${work.ours}; peer ${work.peer}\n`);
  }
};

const main = async (): Promise<number> => {
  const words = process.argv.slice(2);
  const json = words.includes('--json');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const known = await areas();
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no bench area "${unknown}". Areas: ${known.join(', ')}.\n`);
    return 2;
  }
  const reports: Report[] = [];
  for (const name of wanted.length > 0 ? wanted : known) {
    const area = await load(name);
    reports.push({ area: area.name, machine: machine(), rows: await area.run() });
  }
  if (json) process.stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports)}\n`);
  else reports.forEach(print);
  return 0;
};

process.exitCode = await main();
