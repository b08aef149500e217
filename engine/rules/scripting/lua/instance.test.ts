/** What instance.test.ts promises of JavaScript, for Lua. */
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../kernel/hash/index.ts';
import { busyLua, empty, finish, shops, step, straight as straightOf } from '../testing/busy.ts';
import { contextOf, emptyWorld, load as loadAt, openTestHost, resultOf, tick } from '../testing/host.ts';
import { TestWorld } from '../testing/world.ts';
import type { HookOutcome, ScriptContext, ScriptHost, ScriptInstance } from '../world.ts';

const path = 'scripts/test.lua';
const host: ScriptHost = await openTestHost();
const load = (from: ScriptHost, code: string, world = emptyWorld(), more: Partial<ScriptContext> = {}): ScriptInstance =>
  loadAt(from, code, world, more, path);
const straight = (from: ScriptHost, ticks: number): ReturnType<typeof straightOf> => straightOf(from, ticks, { path, code: busyLua });

describe('the same inputs give the same run, fuel and memory included', () => {
  test('in another pool, after other scripts', async () => {
    const other = await openTestHost();
    load(other, 'local noise = ("x"):rep(5000) function onTick() end').dispose();
    expect(straight(other, 30)).toEqual(straight(host, 30));
  });

  test('with the image saved and restored into a new instance before every tick', () => {
    const expected = straight(host, 30);
    expect(expected.outcomes.every((outcome) => outcome.includes('"ok":true'))).toBe(true);
    const world = shops();
    let script = load(host, busyLua, world);
    const trace = empty();
    for (let n = 1; n <= 30; n++) {
      const image = script.image();
      script = load(host, busyLua, world);
      expect(script.restoreImage(image)).toBe(true);
      step(script, world, trace, n);
    }
    expect(finish(script, trace)).toEqual(expected);
  });

  test('when an instance goes back in time and plays on', () => {
    const world = shops();
    const script = load(host, busyLua, world);
    const first = script.call('onTick', { world });
    const image = script.image();
    const second = script.call('onTick', { world });
    script.call('onTick', { world });
    expect(script.restoreImage(image)).toBe(true);
    expect(script.call('onTick', { world })).toEqual(second);
    script.reset();
    expect(script.call('onTick', { world })).toEqual(first);
  });

  test('and a planted difference is seen', () => {
    const world = shops();
    const script = load(host, busyLua.replace('1e-3', '1.0001e-3'), world);
    const trace = empty();
    for (let n = 1; n <= 5; n++) step(script, world, trace, n);
    expect(finish(script, trace).image).not.toBe(straight(host, 5).image);
  });
});

describe('a fault takes back the tick', () => {
  const faulting = `${busyLua}
on('Fail', function(how)
  price, history, goods = -1, {}, {}
  state.last = 'gone'
  random('price'):next()
  query('Shop')[1].Shop.name = 'half'
  turns()
  if how == 'loop' then while true do end end
  if how == 'grow' then local all = {} while true do all[#all + 1] = ('x'):rep(1e6) .. #all end end
  if how == 'deep' then local function f(n) return 1 + f(n + 1) end f(0) end
  if how == 'coroutine' then coroutine.wrap(function() while true do end end)() end
  local none = nil
  none.x = 1
end)`;

  test.each(['throw', 'loop', 'grow', 'deep', 'coroutine'])('by %s: what follows is as if it had never been', (how) => {
    const clean = load(host, faulting, shops());
    const cleanWorld = shops();
    const world = shops();
    const script = load(host, faulting, world);
    const faultNow = (): void => {
      const durable = script.durable();
      const outcome = script.call('on', { world, events: [{ type: 'Fail', payload: how }] });
      expect(outcome.ok).toBe(false);
      expect({ ...script.durable(), faults: 0 }).toEqual({ ...durable, faults: 0 });
    };
    const expected = empty();
    const found = empty();
    for (let n = 1; n <= 12; n++) {
      if (n % 4 === 0) faultNow();
      step(clean, cleanWorld, expected, n);
      step(script, world, found, n);
    }
    expect(found).toEqual(expected);
    expect(sha256Hex(script.image())).toBe(sha256Hex(clean.image()));
  });

  test('also of what grows: the memory ends where it does for one that never faulted, in another interpreter too', () => {
    const code = `local kept = {}
on('Fail', function() local all = {} while true do all[#all + 1] = ('x'):rep(1000):rep(100) .. #all end end)
function onTick()
  local ok, why = pcall(function() for i = 1, 20 do kept[#kept + 1] = ('y'):rep(1000):rep(100) .. #kept end end)
  return { #kept, ok, why }
end`;
    const world = emptyWorld();
    const clean = load(host, code, world);
    const script = load(host, code, world);
    const [expected, found, faults] = [[] as unknown[], [] as unknown[], [] as boolean[]];
    for (let n = 1; n <= 8; n++) {
      if (n === 2 || n === 4) faults.push(script.call('on', { world, events: [{ type: 'Fail', payload: null }] }).ok);
      expected.push(clean.call('onTick', { world }));
      found.push(script.call('onTick', { world }));
    }
    expect(found).toEqual(expected);
    expect(faults).toEqual([false, false]);
    expect(JSON.stringify(expected)).toContain('not enough memory');
    const moved = load(host, code, world);
    expect(moved.restoreImage(script.image())).toBe(true);
    expect(moved.call('onTick', { world })).toEqual(clean.call('onTick', { world }));
  });

  test('of a writer leaves the columns alone', () => {
    const world = shops();
    const script = load(host, "function onTick() for _, row in ipairs(query('Shop')) do row.Shop.stock = 99 end error('no') end", world);
    expect(tick(script, world).ok).toBe(false);
    expect(world.read('a', 'Shop', 'stock')).toBe(1);
  });

  test('three in a row put the script to rest, one good tick in between does not', () => {
    const world = emptyWorld();
    const script = load(host, "on('Good', function() end) on('Bad', function() error('bad') end)", world);
    const send = (type: string): HookOutcome => script.call('on', { world, events: [{ type, payload: null }] });
    const disabled = (outcome: HookOutcome): boolean | undefined => (outcome.ok ? undefined : outcome.disabled);
    expect(['Bad', 'Bad', 'Good', 'Bad', 'Bad'].map((type) => disabled(send(type)))).toEqual([false, false, undefined, false, false]);
    expect(disabled(send('Bad'))).toBe(true);
    expect(send('Bad')).toEqual({ ok: true, effects: [], fuel: 0 });
    expect(script.durable()).toMatchObject({ faults: 3, disabled: true });
  });
});

describe('durable state', () => {
  test('is canonical, whatever order it was written in', () => {
    const world = emptyWorld();
    const script = load(host, 'function onTick() state.b = 1 state.a = { z = { decimal("1.50") }, y = "x" } end', world);
    tick(script, world);
    expect(script.durable().state).toBe('{"a":{"y":"x","z":[{"$decimal":"1.50"}]},"b":1}');
  });

  test('alone carries a script into another engine or version: decimals and streams go on', () => {
    const code =
      'state.cash = state.cash or decimal("100") function onTick() state.cash = state.cash * "1.01" return { state.cash, random("a"):next() } end';
    const world = emptyWorld();
    const script = load(host, code, world);
    const all = [1, 2, 3, 4].map(() => resultOf(tick(script, world)));
    const before = load(host, code, world);
    [1, 2].forEach(() => tick(before, world));
    const after = load(host, `-- another version\n${code}`, world);
    expect(after.restoreImage(before.image())).toBe(false);
    after.restoreDurable(before.durable());
    expect(after.durable()).toEqual(before.durable());
    expect([3, 4].map(() => resultOf(tick(after, world)))).toEqual(all.slice(2));
  });
});

describe('an image', () => {
  const code = 'local n = 0 function onTick() n = n + 1 return n end';
  const world = emptyWorld();
  const image = load(host, code, world).image();

  test.each<[string, () => ScriptInstance]>([
    ['another script', () => load(host, `${code} `, world)],
    ['another seed', () => load(host, code, world, { seed: 43 })],
    ['another language', () => loadAt(host, 'let n = 0; function onTick() { return ++n; }', world)],
    ['another world layout', () => load(host, code, new TestWorld({ Shop: { stock: { kind: 'i32' } } }, {}))],
  ])('of %s is refused, and nothing changes', (_name, other) => {
    const script = other();
    const before = sha256Hex(script.image());
    expect(script.restoreImage(image)).toBe(false);
    expect(sha256Hex(script.image())).toBe(before);
  });

  test('is small: pages that the run did not touch are not in it', () => {
    const script = load(host, code, world);
    tick(script, world);
    expect(script.image().length).toBeLessThan(300_000);
  });
});

test('an interpreter that has grown is not used again, and one that was used looks as if it were new', () => {
  const code = "local a = {} for i = 1, 200 do a[i] = 'tenant-one-' .. i end";
  const fuel = (): number[] => {
    const world = shops();
    const script = load(host, busyLua, world);
    const used = [script.loadFuel, tick(script, world).fuel, tick(script, world).fuel];
    script.dispose();
    return used;
  };
  const fresh = fuel();
  load(host, code).dispose();
  load(host, code.replace('200', '60000')).dispose();
  expect(fuel()).toEqual(fresh);
  expect(fuel()).toEqual(fresh);
});

test('an engine without the interpreter of Lua refuses its scripts by name, and no others', async () => {
  const { openScripting } = await import('../host.ts');
  const { ensureScriptingWasm } = await import('../../../../build/wasm/ensure.ts');
  const less = await openScripting({ wasm: { quickjs: ensureScriptingWasm().wasm } });
  expect(() => less.load({ path, code: '' }, contextOf(new Map()))).toThrow('without the interpreter of Lua');
  expect(less.load({ path: 'scripts/test.js', code: '' }, contextOf(new Map())).ok).toBe(true);
  expect(() => less.load({ path: 'scripts/test.rb', code: '' }, contextOf(new Map()))).toThrow('no language that scripts are written in');
});

test('a world is named by the interpreters of the languages that it uses', () => {
  const [js, lua] = [host.identity(['a.js']), host.identity(['a.lua'])];
  expect(js).toMatch(/^quickjs-ng@0\.17\.0\+fuel3:[0-9a-f]{8}$/);
  expect(lua).toMatch(/^lua@5\.4\+fuel3:[0-9a-f]{8}$/);
  expect(host.identity([])).toBe(js);
  expect(host.identity(['a.ts', 'b.js'])).toBe(js);
  expect(host.identity(['b.lua', 'a.ts'])).toBe(`${js} ${lua}`);
});
