import { describe, expect, test } from 'vitest';
import { SOURCE_BYTES } from './limits.ts';
import { contextOf, emptyWorld, load, openTestHost, resultOf, tick } from './testing/host.ts';
import { recursions } from './testing/recursions.ts';
import type { HookOutcome, Limits, ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

const run = (body: string, limits: Partial<Limits> = {}): HookOutcome => {
  const world = emptyWorld();
  return tick(load(host, `function onTick() { ${body} }`, world, { limits }), world);
};
const codeOf = (outcome: HookOutcome): string => (outcome.ok ? 'ok' : outcome.fault.code);
const messageOf = (outcome: HookOutcome): string => (outcome.ok ? 'ok' : outcome.fault.message);

describe('fuel', () => {
  test('is exact: the last drop runs, one less does not', () => {
    const body = 'let n = 0; for (let i = 0; i < 1000; i++) n += i; return n;';
    const { fuel } = run(body);
    expect(run(body).fuel).toBe(fuel);
    expect(resultOf(run(body, { hook: fuel }))).toBe(499_500);
    const short = run(body, { hook: fuel - 1 });
    expect([codeOf(short), short.fuel]).toEqual(['FUEL', fuel - 1]);
  });

  test('also ends loading', () => {
    const loaded = host.load({ path: 's.js', code: 'for (;;) {}' }, contextOf(new Map(), { limits: { load: 100_000 } }));
    expect(loaded).toMatchObject({
      ok: false,
      fuel: 100_000,
      fault: { code: 'FUEL', hint: 'Loading only prepares: do the work in start, onTick or on(...) handlers.' },
    });
  });

  test('is charged for work that runs no code of the script', () => {
    for (const body of [
      "'x'.repeat(50_000).split('').reverse().join('')",
      "/^(a+)+$/.test('a'.repeat(18) + '!')",
      'new Uint8Array(4_000_000).fill(7)',
      "JSON.stringify(Array(20_000).fill('word'))",
    ]) {
      expect(run(body, { hook: 5_000 }).fuel, body).toBe(5_000);
    }
  });
});

describe('depth', () => {
  test.each(Object.entries(recursions))('ends recursion by %s as a fault of the script, never of the host', (_name, body) => {
    const outcome = run(body);
    expect(['DEPTH', 'FUEL', 'ERROR', 'MEMORY']).toContain(codeOf(outcome));
    expect(outcome.fuel).toBeGreaterThan(0);
  });

  test('leaves plain recursion some two hundred frames', () => {
    expect(resultOf(run('const f = (n) => (n === 0 ? 0 : 1 + f(n - 1)); return f(200);'))).toBe(200);
  });
});

describe('memory', () => {
  test('ends growth with a fault, and the next tick has it all again', () => {
    const world = emptyWorld();
    const script = load(
      host,
      'let keep = []; function onTick() { if (time.tick === 1) for (;;) keep.push(new Uint8Array(100_000)); return keep.length; }',
      world,
    );
    expect(codeOf(tick(script, world))).toBe('MEMORY');
    expect(resultOf(tick(script, world))).toBe(0);
  });

  test('has a limit that a level can lower', () => {
    expect(codeOf(run('return new Uint8Array(3_000_000).length'))).toBe('ok');
    expect(codeOf(run('return new Uint8Array(3_000_000).length', { heap: 2_000_000 }))).toBe('MEMORY');
  });
});

describe('what comes back', () => {
  test('has a size', () => {
    expect(messageOf(run("emit('A', 'x'.repeat(2000))", { resultBytes: 1000 }))).toContain('longer than 1000 characters');
    expect(codeOf(run("return 'x'.repeat(800_000)"))).toBe('RESULT');
  });

  test('has a depth', () => {
    const nested = (depth: number): string => `let v = 1; for (let i = 0; i < ${depth}; i++) v = [v]; emit('A', v);`;
    expect(codeOf(run(nested(32)))).toBe('ok');
    expect(messageOf(run(nested(33)))).toContain('nested too deeply');
  });

  test('has a number', () => {
    const many = (n: number): string => `for (let i = 0; i < ${n}; i++) kpi('k', i);`;
    expect(codeOf(run(many(100), { effects: 100 }))).toBe('ok');
    expect(messageOf(run(many(101), { effects: 100 }))).toContain('100 things at most');
  });

  test('holds no name that means something to a host', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      expect(messageOf(run(`emit('A', JSON.parse('{"${name}": {"polluted": 1}}'))`)), name).toContain('cannot be the name of a field');
    }
    expect(messageOf(run("emit('A', '\\ud800')"))).toContain('surrogate');
    const outcome = run("emit('A', { toString: 1, hasOwnProperty: 2 })");
    const payload = outcome.ok && outcome.effects[0]?.kind === 'emit' ? outcome.effects[0].payload : undefined;
    expect(Object.getPrototypeOf(payload)).toBe(null);
  });
});

describe('state', () => {
  test.each([
    ["state.text = '\\ud800';", {}, 'surrogate'],
    ["state.text = 'x'.repeat(1000);", { stateBytes: 1000 }, 'more than 1000 bytes'],
    ["state.deep = JSON.parse('['.repeat(40) + ']'.repeat(40));", {}, 'nested too deeply'],
  ])('that is none is refused by name where a script loads: %s', (code, limits, said) => {
    const loaded = host.load({ path: 'scripts/test.js', code }, contextOf(emptyWorld().components, { limits }));
    expect(loaded).toMatchObject({ ok: false, fault: { message: expect.stringContaining(said) as string } });
  });

  test('has a size, in bytes of its canonical text', () => {
    expect(codeOf(run("state.text = 'x'.repeat(900)", { stateBytes: 1000 }))).toBe('ok');
    expect(messageOf(run("state.text = 'x'.repeat(1000)", { stateBytes: 1000 }))).toContain('more than 1000 bytes');
    expect(messageOf(run("state.text = '\u20ac'.repeat(400)", { stateBytes: 1000 }))).toContain('more than 1000 bytes');
  });

  test.each([
    ['state.x = NaN', 'x is NaN'],
    ['state.f = () => 1', 'f is a function'],
    ['state.b = 1n', 'bigint'],
    ['state = 7', 'state is an object'],
    ['state.self = state', 'circular'],
  ])('refuses %s', (body, expected) => {
    expect(messageOf(run(body))).toContain(expected);
  });
});

describe('logs', () => {
  test('have a number and a length', () => {
    const outcome = run("for (let i = 0; i < 500; i++) log('x'.repeat(3000))", { logLines: 10 });
    expect(outcome.ok && outcome.effects.map((effect) => effect.kind === 'log' && effect.text.length)).toEqual(Array(10).fill(2000));
    const bytes = run("for (let i = 0; i < 100; i++) log('x'.repeat(1000))", { logBytes: 5000 });
    expect(bytes.ok && bytes.effects.length).toBe(5);
  });
});

describe('a source', () => {
  const load1 = (code: string): string => {
    const loaded = host.load({ path: 's.js', code }, contextOf(new Map()));
    return loaded.ok ? 'ok' : `${loaded.fault.code} ${loaded.fault.line ?? '-'} ${loaded.fault.message}`;
  };

  test('has a size', () => {
    expect(load1(`/*${'x'.repeat(SOURCE_BYTES - 4)}*/`)).toBe('ok');
    expect(load1(`/*${'x'.repeat(SOURCE_BYTES - 3)}*/`)).toContain('SYNTAX');
  });

  test('does not read otherwise than it runs', () => {
    expect(load1("const a = 1;\nif (a !== '\u202e') a;")).toBe('SYNTAX 2 This line holds invisible marks that turn the reading direction.');
  });

  test('is strict', () => {
    expect(load1('undeclared = 1;')).toContain('undeclared is not defined');
  });
});
