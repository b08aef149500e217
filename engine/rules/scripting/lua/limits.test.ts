/** What limits.test.ts promises of JavaScript, for Lua. */
import { describe, expect, test } from 'vitest';
import { emptyWorld, load, openTestHost, resultOf } from '../testing/host.ts';
import { recursionsLua } from '../testing/recursions.ts';
import type { HookOutcome, Limits, ScriptHost } from '../world.ts';

const host: ScriptHost = await openTestHost();

const run = (body: string, limits: Partial<Limits> = {}): HookOutcome => {
  const world = emptyWorld();
  const script = load(host, `function onTick() ${body} end`, world, { limits }, 'scripts/test.lua');
  const outcome = script.call('onTick', { world });
  script.dispose();
  return outcome;
};

test('fuel is exact: the last drop runs, one less does not', () => {
  const { fuel } = run('local s = 0 for i = 1, 1000 do s = s + i end return s');
  expect(resultOf(run('local s = 0 for i = 1, 1000 do s = s + i end return s', { hook: fuel }))).toBe(500_500);
  expect(run('local s = 0 for i = 1, 1000 do s = s + i end return s', { hook: fuel - 1 })).toMatchObject({ ok: false, fuel: fuel - 1 });
});

test('what native code does inside is counted too', () => {
  for (const body of [
    "return ('x'):rep(1000000)",
    "return #string.rep('word', 20000, ',')",
    'local t = {} for i = 1, 300 do t[i] = 301 - i end table.sort(t) return t[1]',
    "return string.find(('a'):rep(4000), 'b')",
    'return table.concat({ table.unpack({}, 1, 20000) }) ',
    "for i = 1, 20 do pcall(error, 'x') end",
  ])
    expect(run(body, { hook: 5_000 }).fuel, body).toBe(5_000);
});

describe('depth', () => {
  test.each(Object.entries(recursionsLua))('ends recursion by %s as a fault of the script, never of the host', (_name, body) => {
    const outcome = run(body);
    expect(outcome.ok ? 'ok' : outcome.fault.code).toMatch(/^(?:DEPTH|FUEL|ERROR)$/);
    expect(outcome.fuel).toBeGreaterThan(0);
  });

  test('leaves plain recursion some thousand frames', () => {
    expect(resultOf(run('local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(20000)'))).toBe(20_000);
  });
});

test('memory ends growth with an error that can be caught, at the same place every time', () => {
  const grow =
    "local t = {} local ok, why = pcall(function() while true do t[#t + 1] = ('x'):rep(1000):rep(100) .. #t end end) return { ok, why, #t }";
  const first = resultOf(run(grow));
  expect(first).toEqual([false, 'not enough memory', expect.any(Number)]);
  expect(resultOf(run(grow))).toEqual(first);
  const [, , less] = resultOf(run(grow, { heap: 4 << 20 })) as [boolean, string, number];
  expect(less).toBeLessThan((first as [boolean, string, number])[2] / 2);
});

test('a source that is too large, or turns its reading direction, is refused before it runs', () => {
  const refused = (code: string): unknown =>
    host.load({ path: 'scripts/test.lua', code }, { seed: 1, params: {}, tables: {}, components: new Map() });
  expect(refused(`-- ${'x'.repeat(300_000)}`)).toMatchObject({ ok: false, fault: { code: 'SYNTAX' } });
  expect(refused('local a = 1\nlocal b = "\u202e"')).toMatchObject({ ok: false, fault: { code: 'SYNTAX', line: 2 } });
});
