import { TestWorld } from '../../../engine/rules/scripting/testing/world.ts';
import { compare, row, type Row } from '../bench.ts';
import { languages, openHost, type Language } from './languages.ts';
import type { Peer, Rows } from './peers.ts';
import type { Ending } from './scenario.ts';
import { emptyWorld, handler, load, same, ticker } from './scripts.ts';

const bodies = 500;
const fields = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const warm = 3;

const steps = (separator: string): string => fields.map((field, k) => `x.${field} = x.${field} * 0.5 + ${k}`).join(separator);
const items = fields.map((field, k) => `        x['${field}'] = x['${field}'] * 0.5 + ${k}\n`).join('');

/** The same change of every row: of the world's columns, of a list that came as text, and nothing but a look at how many there are. */
const scripts: Readonly<Record<Ending, { columns: string; rows: string; list: string; count: string; echo: string }>> = {
  js: {
    columns: `function onTick() { for (const { Body: x } of query('Body')) { ${steps('; ')}; } }`,
    rows: `(list) => { for (const x of list) { ${steps('; ')}; } return list; }`,
    list: `on('In', (list) => { for (const x of list) { ${steps('; ')}; } return list; });`,
    count: "function onTick() { return query('Body').length; }",
    echo: "on('In', (list) => list);",
  },
  lua: {
    columns: `function onTick() for _, row in ipairs(query('Body')) do local x = row.Body ${steps(' ')} end end`,
    rows: `function(list) for _, x in ipairs(list) do ${steps(' ')} end return list end`,
    list: `on('In', function(list) for _, x in ipairs(list) do ${steps(' ')} end return list end)`,
    count: "function onTick() return #query('Body') end",
    echo: "on('In', function(list) return list end)",
  },
  py: {
    columns: `def on_tick():\n    for row in query('Body'):\n        x = row.Body\n        ${steps('\n        ')}\n`,
    rows: '',
    list: `@on('In')\ndef taken(rows):\n    for x in rows:\n${items}    return rows\n`,
    count: "def on_tick():\n    return len(query('Body'))\n",
    echo: "@on('In')\ndef taken(rows):\n    return rows\n",
  },
};

const listed = (): Rows =>
  Array.from({ length: bodies }, (_, i) => Object.fromEntries(fields.map((field, k) => [field, i + k])) as Rows[number]);

const crowd = (): TestWorld =>
  new TestWorld(
    { Body: Object.fromEntries(fields.map((field) => [field, { kind: 'f64' as const }])) },
    Object.fromEntries(listed().map((row, i) => [`b${i}`, { Body: row }])),
    bodies + 1,
  );

const held = (world: TestWorld): Rows => {
  const lanes = fields.map((field) => world.lanes('Body', field)[0]!);
  return [...world.members('Body')].map(
    (index) => Object.fromEntries(fields.map((field, k) => [field, lanes[k]![index]!])) as Rows[number],
  );
};

const sum = (rows: Rows): string =>
  rows.reduce((total, one) => total + fields.reduce((part, field) => part + one[field]!, 0), 0).toFixed(6);

/** 500 entities with six numbers each, in, changed and out again: as columns, as JSON, and in the peers' own way. */
export async function columnRows(peers: Partial<Record<Ending, Peer>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const language of languages) rows.push(...(await rowsOf(language, peers[language.ending])));
  return rows;
}

async function rowsOf(language: Language, peer: Peer | undefined): Promise<Row[]> {
  const { name, ending } = language;
  const host = await openHost(language);
  const script = scripts[ending];
  const path = `bench.${ending}`;
  const world = crowd();
  const columns = ticker(load(host, path, script.columns, world), world);
  const taken = handler(load(host, path, script.list, emptyWorld()), emptyWorld());
  const json = again((rows) => taken(rows) as unknown as Rows);
  const theirs = peer && again(peer.onRows(script.rows));
  for (let i = 0; i < warm; i++) {
    columns();
    json.step();
    theirs?.step();
  }
  const what = (rows: Rows): string => `sum ${sum(rows)} after ${warm} ticks`;
  const work = same(name, what(held(world)), what(json.rows()));
  if (theirs) same(name, work.ours, what(theirs.rows()));
  const title = `500 entities x 6 numbers in and out of ${name}: columns vs`;
  const rowAgainst = (other: string, peerName: string, step: () => void): Row => {
    const { ours, peer: figure } = compare(columns, step);
    return row({ name: `${title} ${other}`, ours: 1e6 / ours, peer: 1e6 / figure, unit: 'us', peerName, better: 'lower', work });
  };
  return [
    crossing(language, () => crowd(), host),
    rowAgainst('JSON, the same sandbox', 'JSON text', json.step),
    ...(theirs ? [rowAgainst(peer.name, peer.name, theirs.step)] : []),
  ];
}

/** What came out goes in again. */
const again = (work: (rows: Rows) => Rows): { step: () => void; rows: () => Rows } => {
  let rows = listed();
  return {
    step: () => {
      rows = work(rows);
    },
    rows: () => rows,
  };
};

/** The way there and back alone: all numbers are new to the script every time, and it looks at none of them. */
function crossing({ name, ending }: Language, open: () => TestWorld, host: Parameters<typeof load>[0]): Row {
  const world = open();
  const lanes = fields.map((field) => world.lanes('Body', field)[0]!);
  const count = ticker(load(host, `bench.${ending}`, scripts[ending].count, world), world);
  const echo = handler(load(host, `bench.${ending}`, scripts[ending].echo, emptyWorld()), emptyWorld());
  const list = listed();
  let n = 0;
  const columns = (): string => {
    n += 1;
    for (const lane of lanes) lane.fill(n);
    return count();
  };
  const json = (): string => String((echo(list) as unknown[]).length);
  const work = same('crossing', `${columns()} entities`, `${json()} entities`);
  const { ours, peer } = compare(columns, json);
  return row({
    name: `500 entities x 6 numbers to ${name} and back, untouched: columns vs JSON`,
    ours: 1e6 / ours,
    peer: 1e6 / peer,
    unit: 'us',
    peerName: 'JSON text, the same sandbox',
    better: 'lower',
    work,
  });
}
