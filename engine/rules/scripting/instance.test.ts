import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../kernel/hash/index.ts';
import type { Json } from '../../kernel/json.ts';
import { contextOf, emptyWorld, load, openTestHost, resultOf, tick } from './testing/host.ts';
import { busy, empty, finish, shops, step, straight } from './testing/busy.ts';
import { TestWorld } from './testing/world.ts';
import type { HookOutcome, ScriptHost, ScriptInstance } from './world.ts';

const host: ScriptHost = await openTestHost();

describe('the same inputs give the same run, fuel and memory included', () => {
  test('in another pool, after other scripts', async () => {
    const other = await openTestHost();
    load(other, 'let noise = "x".repeat(5000); function onTick() {}').dispose();
    expect(straight(other, 30)).toEqual(straight(host, 30));
  });

  test('with the image saved and restored into a new instance before every tick', () => {
    const expected = straight(host, 30);
    const world = shops();
    let script = load(host, busy, world);
    const trace = empty();
    for (let n = 1; n <= 30; n++) {
      const image = script.image();
      script = load(host, busy, world);
      expect(script.restoreImage(image)).toBe(true);
      step(script, world, trace, n);
    }
    expect(finish(script, trace)).toEqual(expected);
  });

  test('when an instance goes back in time and plays on', () => {
    const world = shops();
    const script = load(host, busy, world);
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
    const script = load(host, busy.replace('1e-3', '1.0001e-3'), world);
    const trace = empty();
    for (let n = 1; n <= 5; n++) step(script, world, trace, n);
    expect(finish(script, trace).image).not.toBe(straight(host, 5).image);
  });
});

describe('a fault takes back the tick', () => {
  const faulting = `${busy}\non('Fail', (how) => { price = -1; history.length = 0; goods.clear(); state.last = 'gone'; random('price').next(); query('Shop')[0].Shop.name = 'half'; if (how === 'loop') for (;;) Math.abs(1); if (how === 'grow') { const all = []; for (;;) all.push(new Uint8Array(1e6)); } null.x; });`;

  test.each(['throw', 'loop', 'grow'])('by %s: what follows is as if it had never been', (how) => {
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

  test('also long after the last image', () => {
    const world = emptyWorld();
    const script = load(host, "let n = 0; on('Fail', () => { n = -1; null.x; }); function onTick() { return ++n; }", world);
    for (let n = 1; n <= 700; n++) expect(resultOf(tick(script, world))).toBe(n);
    script.call('on', { world, events: [{ type: 'Fail', payload: null }] });
    expect(resultOf(tick(script, world))).toBe(701);
  });

  test('of a writer leaves the columns alone', () => {
    const world = shops();
    const script = load(host, "function onTick() { for (const { Shop } of query('Shop')) Shop.stock = 99; null.x; }", world);
    expect(tick(script, world).ok).toBe(false);
    expect(world.read('a', 'Shop', 'stock')).toBe(1);
  });

  test('three in a row put the script to rest, one good tick in between does not', () => {
    const world = emptyWorld();
    const script = load(host, "on('Good', () => {}); on('Bad', () => null.x);", world);
    const send = (type: string): HookOutcome => script.call('on', { world, events: [{ type, payload: null }] });
    const disabled = (outcome: HookOutcome): boolean | undefined => (outcome.ok ? undefined : outcome.disabled);
    expect(['Bad', 'Bad', 'Good', 'Bad', 'Bad'].map((type) => disabled(send(type)))).toEqual([false, false, undefined, false, false]);
    expect(script.durable()).toMatchObject({ faults: 2, disabled: false });
    expect(disabled(send('Bad'))).toBe(true);
    expect(send('Bad')).toEqual({ ok: true, effects: [], fuel: 0 });
    expect(script.durable()).toMatchObject({ faults: 3, disabled: true });
    const other = load(host, "on('Good', () => {}); on('Bad', () => null.x);", world);
    other.restoreImage(script.image());
    expect(other.durable()).toEqual(script.durable());
  });
});

describe('durable state', () => {
  test('is canonical, whatever order it was written in', () => {
    const world = emptyWorld();
    const script = load(host, 'function onTick() { state.b = 1; state.a = { z: [decimal("1.50")], y: null }; }', world);
    tick(script, world);
    expect(script.durable().state).toBe('{"a":{"y":null,"z":[{"$decimal":"1.50"}]},"b":1}');
  });

  test('alone carries a script into another engine or version: decimals and streams go on', () => {
    const code =
      'state.cash ??= decimal("100"); function onTick() { state.cash = state.cash.times("1.01"); return [state.cash, random("a").next()]; }';
    const world = emptyWorld();
    const script = load(host, code, world);
    const all = [1, 2, 3, 4].map(() => resultOf(tick(script, world)));
    const before = load(host, code, world);
    [1, 2].forEach(() => tick(before, world));
    const after = load(host, `/* another version */ ${code}`, world);
    expect(after.restoreImage(before.image())).toBe(false);
    after.restoreDurable(before.durable());
    expect(after.durable()).toEqual(before.durable());
    expect([3, 4].map(() => resultOf(tick(after, world)))).toEqual(all.slice(2));
  });

  test('written at the top level is there from the beginning', () => {
    expect(load(host, 'state.round = 1;').durable().state).toBe('{"round":1}');
  });
});

describe('an image', () => {
  const code = 'let n = 0; function onTick() { return ++n; }';
  const world = emptyWorld();
  const image = load(host, code, world).image();

  test.each<[string, () => ScriptInstance]>([
    ['another script', () => load(host, `${code} `, world)],
    ['another seed', () => load(host, code, world, { seed: 43 })],
    ['other parameters', () => load(host, code, world, { params: { a: 1 } })],
    ['other limits', () => load(host, code, world, { limits: { hook: 1000 } })],
    ['another world layout', () => load(host, code, new TestWorld({ Shop: { stock: { kind: 'i32' } } }, {}))],
  ])('of %s is refused, and nothing changes', (_name, other) => {
    const script = other();
    const before = sha256Hex(script.image());
    expect(script.restoreImage(image)).toBe(false);
    expect(sha256Hex(script.image())).toBe(before);
  });

  test('that is cut short, or is none, is refused', () => {
    const script = load(host, code, world);
    for (const bytes of [
      new Uint8Array(0),
      image.subarray(0, 40),
      image.subarray(0, image.length - 1),
      Uint8Array.from({ length: 500 }, (_, i) => i),
    ]) {
      expect(script.restoreImage(bytes)).toBe(false);
    }
  });

  test('is small: pages that the run did not touch are not in it', () => {
    const script = load(host, code, world);
    tick(script, world);
    expect(script.image().length).toBeLessThan(300_000);
  });
});

describe('interpreters are taken back clean or not at all', () => {
  /** Whole memories of every interpreter started since; what a script could read by any trick at all. */
  const watchMemories = (): { memories: () => string[]; stop: () => void } => {
    const original = WebAssembly.Instance;
    const started: WebAssembly.Instance[] = [];
    const Watched = function (module: WebAssembly.Module) {
      const instance = new original(module);
      started.push(instance);
      return instance;
    };
    WebAssembly.Instance = Watched as unknown as typeof WebAssembly.Instance;
    return {
      memories: () =>
        started.map(({ exports }) => new TextDecoder('latin1').decode(new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer))),
      stop: () => {
        WebAssembly.Instance = original;
      },
    };
  };

  test.each([
    ['small', 200],
    ['grown far beyond the loaded memory', 40_000],
  ])('after a script that was %s', async (_name, count) => {
    const watch = watchMemories();
    try {
      const own = await openTestHost();
      const world = emptyWorld();
      const one = load(
        own,
        `const keep = []; for (let i = 0; i < ${count}; i++) keep.push('tenant' + '-one-' + i); function onTick() {}`,
        world,
      );
      expect(watch.memories().some((memory) => memory.includes('tenant-one-150'))).toBe(true);
      one.dispose();
      const two = load(own, "const mark = 'tenant' + '-two'; function onTick() {}", world);
      tick(two, world);
      const found = watch.memories().filter((memory) => memory.includes('tenant-two'));
      expect(found).toHaveLength(1);
      expect(found[0]!.includes('tenant-one')).toBe(false);
      expect(watch.memories().length, 'a grown interpreter is not used again').toBe(count > 1000 ? 2 : 1);
    } finally {
      watch.stop();
    }
  });

  test('fuel does not depend on what ran before', () => {
    const code = 'const list = []; function onTick() { for (let i = 0; i < 500; i++) list.push({ i }); return list.length; }';
    const fuel = (): Json => {
      const world = emptyWorld();
      const script = load(host, code, world);
      const used = [script.loadFuel, tick(script, world).fuel, tick(script, world).fuel];
      script.dispose();
      return used;
    };
    const fresh = fuel();
    load(host, 'let a = []; for (let i = 0; i < 30000; i++) a.push("noise" + i);').dispose();
    expect(fuel()).toEqual(fresh);
    expect(fuel()).toEqual(fresh);
  });
});

test('an engine that is not the metered one is refused', async () => {
  const { openScripting } = await import('./host.ts');
  const plain = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  await expect(openScripting({ wasm: { quickjs: plain } })).rejects.toThrow('not the metered script interpreter');
  expect(host.identity([])).toMatch(/^quickjs-ng@0\.17\.0\+fuel3:[0-9a-f]{8}$/);
});

test('a script is refused as a fault, never as an exception', () => {
  const loaded = host.load({ path: 's.js', code: ')' }, contextOf(new Map()));
  expect(loaded).toMatchObject({ ok: false, fault: { code: 'SYNTAX', file: 's.js', line: 1 } });
});
