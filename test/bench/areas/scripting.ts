import { getQuickJS } from 'quickjs-emscripten';
import { bareScriptingWasm, ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { initHash } from '../../../engine/kernel/index.ts';
import { openScripting, type ScriptHost, type ScriptInstance } from '../../../engine/rules/scripting/index.ts';
import { TestWorld } from '../../../engine/rules/scripting/testing/world.ts';
import type { Area, Row } from '../bench.ts';
import { compare, measure, row } from '../bench.ts';
import { scenario, scenarioTicks } from '../scripting/scenario.ts';

const target = { peerName: 'target' } as const;
const bodies = 500;
const fields = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

const load = (host: ScriptHost, path: string, code: string, world: TestWorld): ScriptInstance => {
  const loaded = host.load(
    { path, code },
    { seed: 7, params: {}, tables: {}, components: world.components, limits: { hook: 2_000_000_000 } },
  );
  if (!loaded.ok) throw new Error(loaded.fault.message);
  return loaded.instance;
};

/** One tick, its writes applied; what the hook returned, as text. */
const ticker = (instance: ScriptInstance, world: TestWorld, events: { type: string; payload: never }[] = []): (() => string) => {
  return () => {
    world.tick++;
    const outcome = instance.call('onTick', { world, events });
    if (!outcome.ok) throw new Error(outcome.fault.message);
    world.apply(outcome.effects);
    return JSON.stringify(outcome.result) ?? '';
  };
};

const checked = (name: string, ours: string, peer: string): { ours: string; peer: string } => {
  if (ours !== peer) throw new Error(`${name}: the two sides do different work: ${ours} against ${peer}`);
  return { ours, peer };
};

/** What counting costs: the same script in the same binary, with and without it. */
async function meteringRows(): Promise<Row[]> {
  const [metered, bare] = [
    await openScripting({ wasm: { quickjs: ensureScriptingWasm().wasm } }),
    await openScripting({ wasm: { quickjs: bareScriptingWasm('quickjs') } }),
  ];
  return Object.entries(scenario).map(([name, code]) => {
    const [a, b] = [metered, bare].map((host) => {
      const world = new TestWorld({}, {});
      return ticker(load(host, 'bench.js', code, world), world);
    }) as [() => string, () => string];
    const work = checked(name, repeat(a), repeat(b));
    const { ours, peer } = compare(a, b);
    return row({
      name: `metered QuickJS, ${name}, vs the same binary unmetered`,
      ours: 1e6 / ours,
      peer: 1e6 / peer,
      unit: 'us',
      peerName: 'quickjs-wasi 3.6.2, its imports closed',
      better: 'lower',
      work,
    });
  });
}

const repeat = (step: () => string): string => {
  let last = '';
  for (let i = 0; i < scenarioTicks; i++) last = step();
  return last;
};

const numbers = Object.fromEntries(fields.map((field) => [field, { kind: 'f64' as const }]));
const crowd = (): TestWorld =>
  new TestWorld(
    { Body: numbers },
    Object.fromEntries(
      Array.from({ length: bodies }, (_, i) => [`b${i}`, { Body: Object.fromEntries(fields.map((field, k) => [field, i + k])) }]),
    ),
    bodies + 1,
  );

const sumOf = `function sum(all) { let s = 0; for (const x of all) s += ${fields.map((field) => `x.${field}`).join(' + ')}; return s; }`;
const step = fields.map((field, k) => `x.${field} = x.${field} * 0.5 + ${k};`).join(' ');

/** 500 entities with six numbers each, in, changed and out again: as columns, and as JSON. */
async function dataRows(host: ScriptHost): Promise<Row[]> {
  const world = crowd();
  const columns = ticker(
    load(host, 'columns.js', `function onTick() { for (const { Body: x } of query('Body')) { ${step} } }`, world),
    world,
  );
  // The same numbers as one text in and one text out: what a sandbox without columns has to do.
  const list = Array.from({ length: bodies }, (_, i) => Object.fromEntries(fields.map((field, k) => [field, i + k])));
  const jsonWorld = new TestWorld({}, {});
  let now = list;
  const script = load(host, 'json.js', `${sumOf}\non('In', (list) => { for (const x of list) { ${step} } return list; });`, jsonWorld);
  const json = (): void => {
    const outcome = script.call('on', { world: jsonWorld, events: [{ type: 'In', payload: now }] });
    if (!outcome.ok) throw new Error(outcome.fault.message);
    now = outcome.result as typeof list;
  };
  const emscripten = await emscriptenJson();
  for (let i = 0; i < 3; i++) {
    columns();
    json();
  }
  const sum = (rows: readonly Record<string, number>[]): string =>
    rows.reduce((total, one) => total + fields.reduce((part, field) => part + one[field]!, 0), 0).toFixed(6);
  const lanes = fields.map((field) => world.lanes('Body', field)[0]!);
  const members = world.members('Body');
  const held = members.map((index) => Object.fromEntries(fields.map((field, k) => [field, lanes[k]![index]!])));
  const work = checked('columns', `sum ${sum(held)} after 3 ticks`, `sum ${sum(now)} after 3 ticks`);
  const ours = measure(columns);
  return [
    ...(await crossingRows(host, list)),
    row({
      name: '500 entities x 6 numbers in and out: columns vs JSON, the same sandbox',
      ours: 1e6 / ours,
      peer: 1e6 / measure(json),
      unit: 'us',
      peerName: 'JSON text',
      better: 'lower',
      work,
    }),
    row({
      name: '500 entities x 6 numbers in and out: columns vs JSON in quickjs-emscripten',
      ours: 1e6 / ours,
      peer: 1e6 / measure(emscripten),
      unit: 'us',
      peerName: 'quickjs-emscripten 0.32.0',
      better: 'lower',
    }),
  ];
}

/** The way there and back alone: all numbers are new to the script every time, and it looks at none of them. */
async function crossingRows(host: ScriptHost, list: readonly Record<string, number>[]): Promise<Row[]> {
  const world = crowd();
  const lanes = fields.map((field) => world.lanes('Body', field)[0]!);
  const columns = ticker(load(host, 'columns.js', "function onTick() { return query('Body').length; }", world), world);
  const empty = new TestWorld({}, {});
  const script = load(host, 'json.js', "on('In', (list) => list);", empty);
  const json = (): number => {
    const outcome = script.call('on', { world: empty, events: [{ type: 'In', payload: list as never }] });
    if (!outcome.ok) throw new Error(outcome.fault.message);
    return (outcome.result as unknown[]).length;
  };
  let n = 0;
  const renew = (): void => {
    n += 1;
    for (const lane of lanes) lane.fill(n);
  };
  return [
    row({
      name: '500 entities x 6 numbers there and back, untouched: columns vs JSON',
      ours:
        1e6 /
        measure(() => {
          renew();
          columns();
        }),
      peer: 1e6 / measure(() => void json()),
      unit: 'us',
      peerName: 'JSON text, the same sandbox',
      better: 'lower',
      work: checked('crossing', `${columns()} entities`, `${json()} entities`),
    }),
  ];
}

/** The same step over JSON texts, in the peer's sandbox, unlimited. */
async function emscriptenJson(): Promise<() => void> {
  const vm = (await getQuickJS()).newContext();
  const value = vm.unwrapResult(
    vm.evalCode(`(text) => { const list = JSON.parse(text); for (const x of list) { ${step} } return JSON.stringify(list); }`),
  );
  let text = JSON.stringify(Array.from({ length: bodies }, (_, i) => Object.fromEntries(fields.map((field, k) => [field, i + k]))));
  return () => {
    const input = vm.newString(text);
    const result = vm.unwrapResult(vm.callFunction(value, vm.undefined, input));
    text = JSON.stringify(JSON.parse(vm.getString(result)));
    input.dispose();
    result.dispose();
  };
}

/** What a call costs that does nearly nothing, and what it costs to have an interpreter ready for the next script. */
async function callRows(host: ScriptHost): Promise<Row[]> {
  const world = new TestWorld({}, {});
  const plain = ticker(load(host, 'plain.js', 'let n = 0; function onTick() { n += 1; return n; }', world), world);
  const vm = (await getQuickJS()).newContext();
  const peer = vm.unwrapResult(vm.evalCode('let n = 0; () => { n += 1; return n; }'));
  const peerCall = (): void => {
    const result = vm.unwrapResult(vm.callFunction(peer, vm.undefined));
    vm.getNumber(result);
    result.dispose();
  };
  const dirty = load(host, 'dirty.js', 'const kept = []; function onTick() { for (let i = 0; i < 500; i++) kept.push({ i }); }', world);
  const used = ticker(dirty, world);
  const both = measure(() => {
    used();
    dirty.reset();
  });
  dirty.reset();
  const alone = measure(() => dirty.reset());
  return [
    row({
      name: 'one hook call that does nearly nothing vs a bare call without limits',
      ours: 1e6 / measure(plain),
      peer: 1e6 / measure(peerCall),
      unit: 'us',
      peerName: 'quickjs-emscripten 0.32.0',
      better: 'lower',
    }),
    row({ name: 'a script put back to just after loading', ours: 1e6 / alone, peer: 500, unit: 'us', better: 'lower', ...target }),
    row({
      name: 'a call that keeps 500 objects, and back to just after loading',
      ours: 1e6 / both,
      peer: 1000,
      unit: 'us',
      better: 'lower',
      ...target,
    }),
  ];
}

export const area: Area = {
  name: 'scripting',
  run: async () => {
    await initHash();
    const host = await openScripting({ wasm: { quickjs: ensureScriptingWasm().wasm } });
    return [...(await meteringRows()), ...(await callRows(host)), ...(await dataRows(host))];
  },
};
