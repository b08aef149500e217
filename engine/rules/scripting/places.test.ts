/** Faults at expressions that have no place of their own name the line where they happen. */
import { describe, expect, test } from 'vitest';
import { contextOf, emptyWorld, load, openTestHost, tick } from './testing/host.ts';
import { TestWorld } from './testing/world.ts';
import type { Fault, HookOutcome, ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

const faultOf = (outcome: HookOutcome): Fault => (outcome.ok ? expect.fail('it did not fail') : outcome.fault);

/** The source with the place of the fault marked. */
const marked = (source: string): { code: string; line: number; column: number } => {
  const at = source.indexOf('¶');
  const before = source.slice(0, at).split('\n');
  return { code: source.replace('¶', ''), line: before.length, column: before.at(-1)!.length + 1 };
};

test.each([
  ['what is undefined, taken apart', 'function onTick() {\n  let u;\n\n  ¶const { a } = u;\n  return a;\n}'],
  ['a list of null', 'function onTick() {\n  let u = null;\n  ¶const [a] = u;\n  return a;\n}'],
  ['something deeper', 'function onTick() {\n  const u = {};\n  log(1);\n  ¶const { b: { c } } = u;\n  return c;\n}'],
  ['after a line that has a place', 'function onTick() {\n  let u;\n  log(u);\n  if (time.tick > 0) {\n    ¶const { a } = u;\n  }\n}'],
  ['the second of two', 'function onTick() {\n  let u;\n  const { a } = params;\n  ¶const { b } = u;\n}'],
  ['a method', 'class Shop {\n  sell() {\n    let u;\n    ¶const { a } = u;\n  }\n}\nfunction onTick() {\n  new Shop().sell();\n}'],
  ['a callback', 'function onTick() {\n  [1, 2].forEach((n) => {\n    let u;\n    if (n > 1) {\n      ¶const { a } = u;\n    }\n  });\n}'],
  ['an async function', 'async function later() {\n  await 1;\n  ¶const { a } = null;\n}\nfunction onTick() {\n  return later();\n}'],
  ['a generator', 'function* all() {\n  let u;\n  ¶const { a } = u;\n}\nfunction onTick() {\n  return [...all()];\n}'],
  ['the parent of a class', 'function onTick() {\n  const n = 5;\n  ¶class Shop extends 5 {}\n}'],
  ['null itself', 'const f = () => ¶null.x;\nfunction onTick() {\n  f();\n}'],
  [
    'what is thrown and is no error',
    'function sell(n) {\n  if (n > 1) {\n    ¶throw "sold out";\n  }\n}\nfunction onTick() {\n  sell(1);\n  sell(2);\n}',
  ],
])('%s', (_name, source) => {
  const { code, line, column } = marked(source);
  const world = emptyWorld();
  expect(faultOf(tick(load(host, code, world), world))).toMatchObject({ code: 'ERROR', line, column });
});

test('a script that does much while it loads is not loaded again for it: that would be work at nobody’s cost', () => {
  const { code, line } = marked(
    'let x = 0;\nfor (let i = 0; i < 60000; i++) x = (x * 31 + 7) & 255;\nfunction onTick() {\n  let u;\n  log(x);\n  ¶const { a } = u;\n}',
  );
  const world = emptyWorld();
  const loaded = load(host, code, world);
  const fault = faultOf(tick(loaded, world));
  expect(fault.message).toContain('undefined or null');
  expect(fault.line).toBeLessThan(line);
});

test('at the top level', () => {
  const { code, line, column } = marked('let u;\nconst y = 1;\n¶const { a } = u;\nfunction onTick() {}');
  const loaded = host.load({ path: 's.js', code }, contextOf(new Map()));
  expect(loaded.ok ? undefined : loaded.fault).toMatchObject({ line, column });
});

test('with the way there', () => {
  const code = 'function inner(u) {\n  let x = 1;\n  const { a } = u;\n}\nfunction onTick() {\n  inner();\n}';
  const world = emptyWorld();
  expect(faultOf(tick(load(host, code, world), world)).stack).toMatchObject([
    { name: 'inner', line: 3 },
    { name: 'onTick', line: 6 },
  ]);
});

describe('looking for the place', () => {
  const code = `let n = 0;
function onTick() {
  n += 1;
  state.ticks = (state.ticks ?? 0) + 1;
  const row = query('Shop')[0];
  row.Shop.label = 'tick ' + state.ticks;
  random.next();
  if (state.ticks % 2 === 0) {
    const { a } = [][0];
  }
  return n;
}`;
  const worldOf = (): TestWorld => new TestWorld({ Shop: { label: { kind: 'string' } } }, { a: { Shop: { label: 'first' } } });

  test('changes nothing of the script or the world, and costs nothing', () => {
    const worlds = [worldOf(), worldOf()] as const;
    const plain = load(host, code.replace('const { a } = [][0]', 'fail()   '), worlds[0]);
    const placed = load(host, code, worlds[1]);
    const outcomes = [plain, placed].map((script, i) => [1, 2, 3, 4].map(() => tick(script, worlds[i]!)));
    expect(outcomes[1]!.map(({ ok }) => ok)).toEqual([true, false, false, false]);
    expect(faultOf(outcomes[1]![1]!)).toMatchObject({ line: 9, column: 5 });
    expect(placed.durable()).toEqual({ ...plain.durable() });
    expect(worlds[1].read('a', 'Shop', 'label')).toBe('tick 1');
    // What an instance says after it has looked is what another says that has not.
    const again = load(host, code, worldOf());
    expect(again.call('onTick', { world: worldOf() })).toMatchObject({ ok: true, fuel: outcomes[1]![0]!.fuel });
  });

  test('leaves the fault as it was where the copy goes another way', () => {
    // The copy begins with n = 0, so that it does not fail there.
    const source = 'let n = 0;\nfunction onTick() {\n  n += 1;\n  if (n > 1) {\n    const { a } = [][0];\n  }\n  return n;\n}';
    const world = emptyWorld();
    const script = load(host, source, world);
    expect(tick(script, world).ok).toBe(true);
    const { line } = faultOf(tick(script, world));
    expect(line).toBeLessThan(5);
  });

  test('ends, also where a script did much before it failed', () => {
    const source = 'function onTick() {\n  let u;\n  for (let i = 0; i < 100000; i++) u = undefined;\n  const { a } = u;\n}';
    const world = emptyWorld();
    expect(faultOf(tick(load(host, source, world), world))).toMatchObject({
      code: 'ERROR',
      message: expect.stringContaining('null to object') as string,
    });
  });
});
