import type { ScriptHost } from '../../../engine/rules/scripting/index.ts';
import { compare, contrast, measure, row, type Row } from '../bench.ts';
import { languages, openHost, type Language } from './languages.ts';
import type { Peer } from './peers.ts';
import type { Ending } from './scenario.ts';
import { emptyWorld, load, ticker } from './scripts.ts';

const plain: Readonly<Record<Ending, string>> = {
  js: 'let n = 0; function onTick() { n += 1; return n; }',
  lua: 'local n = 0 function onTick() n = n + 1 return n end',
  py: 'n = 0\ndef on_tick():\n    global n\n    n += 1\n    return n\n',
};

const hoarder: Readonly<Record<Ending, string>> = {
  js: 'const kept = []; function onTick() { for (let i = 0; i < 500; i++) kept.push({ i }); }',
  lua: 'local kept = {} function onTick() for i = 1, 500 do kept[#kept + 1] = { i = i } end end',
  py: "kept = []\ndef on_tick():\n    for i in range(500):\n        kept.append({'i': i})\n",
};

/** Microseconds in which a script must be as it was loaded. */
const RESET = 500;

/** What a call costs that does nearly nothing, and what it costs to have an interpreter ready for the next script. */
export async function callRows(peers: Partial<Record<Ending, Peer>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const language of languages) {
    const host = await openHost(language);
    rows.push(await callRow(language, host, peers[language.ending]), ...resetRows(language, host));
  }
  return rows;
}

async function callRow(language: Language, host: ScriptHost, peer: Peer | undefined): Promise<Row> {
  const step = (of: ScriptHost): (() => string) => {
    const world = emptyWorld();
    return ticker(load(of, `plain.${language.ending}`, plain[language.ending], world), world);
  };
  const figures = peer
    ? compare(step(host), peer.call)
    : await contrast(async () => [step(await openHost(language)), step(await openHost(language, 'bare'))]);
  return row({
    name: `one hook call in ${language.name} that does nearly nothing vs ${peer ? 'a bare call without limits' : 'the same unmetered'}`,
    ours: 1e6 / figures.ours,
    peer: 1e6 / figures.peer,
    unit: 'us',
    peerName: peer?.name ?? language.source,
    better: 'lower',
  });
}

function resetRows({ name, ending }: Language, host: ScriptHost): Row[] {
  const world = emptyWorld();
  const script = load(host, `hoarder.${ending}`, hoarder[ending], world);
  const used = ticker(script, world);
  const both = measure(() => {
    used();
    script.reset();
  });
  const alone = measure(() => script.reset());
  const target = { unit: 'us', better: 'lower', peerName: 'target' } as const;
  return [
    row({ name: `a script in ${name} put back to just after loading`, ours: 1e6 / alone, peer: RESET, ...target }),
    row({ name: `a call in ${name} that keeps 500 objects, and back to just after loading`, ours: 1e6 / both, peer: 2 * RESET, ...target }),
  ];
}
