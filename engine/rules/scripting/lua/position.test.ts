/** A fault in Lua names the author's line: of an error, of a text that does not parse, and of the loop that did not end. */
import { describe, expect, test } from 'vitest';
import { emptyWorld, load, openTestHost } from '../testing/host.ts';
import type { Fault, ScriptHost } from '../world.ts';

const host: ScriptHost = await openTestHost();
const limits = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 17, 19, 23].map((more) => 300_000 + more);

const faultOf = (code: string, type: string, hook = 10_000_000): Fault => {
  const world = emptyWorld();
  const script = load(host, code, world, { limits: { hook } }, 'scripts/test.lua');
  const outcome = type === 'onTick' ? script.call('onTick', { world }) : script.call('on', { world, events: [{ type, payload: null }] });
  script.dispose();
  return outcome.ok ? expect.fail('the script did not fault') : outcome.fault;
};

const code = `local function helper(n)
  local s = 0
  for i = 1, n do s = s + i end
  return s
end
on('While', function()
  helper(5)
  local i = 0
  while true do
    i = i + 1
  end
end)
on('Numeric', function()
  for i = 1, 1e12 do
    local x = i * 2
    if x < 0 then break end
  end
end)
on('Repeat', function()
  local n = 0
  repeat
    n = n + 1
    n = n - 1
  until n > 5
end)
on('Empty', function() math.abs(1)
  while true do end
end)
on('Nested', function()
  local c = coroutine.wrap(function()
    for k = 1, 3 do helper(k) end
    while true do
      local o = { x = 1 }
      o.x = o.x + 1
    end
  end)
  c()
end)
on('Resumed', function()
  local co = coroutine.create(function() coroutine.yield(1) for i = 1, 1e12 do end end)
  coroutine.resume(co)
  local status = coroutine.status(co)
  coroutine.resume(co)
end)`;

describe('a loop that does not end is named by its head, wherever in it the fuel ran out', () => {
  test.each([
    ['While', 9],
    ['Numeric', 14],
    ['Repeat', 21],
    ['Empty', 27],
    ['Nested', 32],
    ['Resumed', 40],
  ])('%s', (type, line) => {
    const lines = new Set(limits.map((hook) => faultOf(code, type, hook)).map((fault) => `${fault.code} ${fault.line}`));
    expect([...lines]).toEqual([`FUEL ${line}`]);
  });

  test('and the frames around it are told, through a coroutine too', () => {
    expect(faultOf(code, 'Nested').stack?.map(({ line }) => line)).toEqual([32, 37]);
  });

  test('where the fuel ran out while the interpreter moved its own stack, what can be told is', () => {
    const source = 'local function f(x)\n  return f(x) + 1\nend\nfunction onTick() f(1) end';
    const faults = Array.from({ length: 150 }, (_, n) => faultOf(source, 'onTick', 100_000 + n * 5000));
    expect(new Set(faults.map(({ code: found, line }) => `${found} ${line ?? '-'}`))).toEqual(new Set(['FUEL 1', 'FUEL 2', 'FUEL -']));
  });

  test('what was logged before is kept', () => {
    const world = emptyWorld();
    const script = load(host, "function onTick() log('one') log('two') while true do end end", world, {}, 'scripts/test.lua');
    expect(script.call('onTick', { world })).toMatchObject({ ok: false, logs: ['one', 'two'] });
  });
});

describe('an error', () => {
  test.each<[string, string, Partial<Fault>]>([
    [
      'of the language',
      'function onTick()\n  local x = nil\n  return x.y\nend',
      { code: 'ERROR', line: 3, message: "attempt to index a nil value (local 'x')" },
    ],
    [
      'of a name that is not there',
      'function onTick()\n  return os.time()\nend',
      { code: 'ERROR', line: 2, message: "attempt to index a nil value (global 'os')" },
    ],
    ['of its own', "function onTick()\n\n  error('too much')\nend", { code: 'ERROR', line: 3, message: 'too much' }],
    ['that is no text', 'function onTick()\n  error({ code = 5 })\nend', { code: 'ERROR', line: 2, message: 'threw {code = 5}' }],
    [
      'that is more than one reads',
      "function onTick()\n  error({ code = 'NO_STOCK', at = { 1, { { 2 } } }, [7] = 8, ['in stock'] = state })\nend",
      { code: 'ERROR', line: 2, message: 'threw {at = {1, a list}, code = "NO_STOCK", ["in stock"] = {}}' },
    ],
    [
      'that is a long list, in itself',
      'function onTick()\n  local all = {}\n  for i = 1, 1000 do all[i] = i > 2 and i or all end\n  error(all)\nend',
      {
        code: 'ERROR',
        line: 4,
        message: 'threw {{a list, a list, 3, 4, 5, 6, 7, 8, ...}, {a list, a list, 3, 4, 5, 6, 7, 8, ...}, 3, 4, 5, 6, 7, 8, ...}',
      },
    ],
    [
      'that says of itself what it wants',
      "function onTick()\n  error(setmetatable({ a = 1 }, { __index = function() error('no') end, __tostring = function() error('no') end }))\nend",
      { code: 'ERROR', line: 2, message: 'threw {a = 1}' },
    ],
    ['of the SDK', "function onTick()\n  kpi('', 1)\nend", { code: 'ERROR', line: 2 }],
    [
      'by too many calls',
      'local function deep(n)\n  return 1 + deep(n + 1)\nend\nfunction onTick()\n  deep(0)\nend',
      { code: 'DEPTH', line: 2, message: 'stack overflow' },
    ],
    [
      'by no memory',
      "local kept = {}\nfunction onTick()\n  while true do kept[#kept + 1] = ('x'):rep(1000):rep(1000) .. #kept end\nend",
      { code: 'MEMORY', line: 3, message: 'not enough memory' },
    ],
  ])('%s', (_name, source, expected) => {
    expect(faultOf(source, 'onTick')).toMatchObject({ ...expected, file: 'scripts/test.lua' });
  });

  test('by no memory, so little that not even that can be told', () => {
    const code =
      'local kept = {}\nfunction onTick()\n  local n = 0\n  while true do\n    n = n + 1\n    kept[n] = { n, tostring(n) }\n  end\nend';
    const world = emptyWorld();
    const script = load(host, code, world, { limits: { heap: 2_000_000 } }, 'scripts/test.lua');
    for (let n = 0; n < 2; n++)
      expect(script.call('onTick', { world })).toMatchObject({ ok: false, fault: { code: 'MEMORY', message: 'out of memory', line: 6 } });
  });

  test('by no memory names the function that took it', () => {
    const code =
      "local function grow(list)\n  for i = 1, 1000 do\n    list[#list + 1] = ('y'):rep(1000):rep(100) .. i\n  end\nend\nfunction onTick()\n  local list = {}\n  while true do\n    grow(list)\n  end\nend";
    expect(faultOf(code, 'onTick')).toMatchObject({ code: 'MEMORY', stack: [{ name: 'grow', line: 3 }, { line: 9 }] });
  });

  test('tells every frame of the author, innermost first', () => {
    const source =
      'local function a(x)\n  return x.y.z\nend\nlocal function b(x)\n  local r = a(x)\n  return r\nend\nfunction onTick()\n  b({})\nend';
    expect(faultOf(source, 'onTick').stack?.map(({ name, line }) => `${name} ${line}`)).toEqual(['a 2', 'b 5', '<anonymous> 9']);
  });

  test('cannot be told by a name that is longer than the interpreter keeps', () => {
    const long = `scripts/${'long'.repeat(30)}.lua`;
    const world = emptyWorld();
    const script = load(host, "function onTick()\n  error('here')\nend", world, {}, long);
    expect(script.call('onTick', { world })).toMatchObject({ ok: false, fault: { file: long, line: 2, message: 'here' } });
  });
});

test.each([
  ['function onTick()\n  return (\nend', 3],
  ["local x = 'open", 1],
  ['x = = 1', 1],
  ['goto nowhere', 1],
  [`local a = 1\nlocal b =\n ${'('.repeat(300)}1${')'.repeat(300)}\nlocal c`, 3],
  [`local a = 1\nlocal b = ${"'x'\n..".repeat(300)}'x'`, 200],
  [`\n\n${'if true then\n'.repeat(250)}`, 201],
])('a text that does not parse: %j', (source, line) => {
  const loaded = host.load({ path: 'scripts/test.lua', code: source }, { seed: 1, params: {}, tables: {}, components: new Map() });
  expect(loaded).toMatchObject({ ok: false, fault: { code: 'SYNTAX', line, file: 'scripts/test.lua' } });
});

test('an unequal of other languages is told what it is here', () => {
  const script = { path: 'scripts/test.lua', code: 'if 1 != 2 then end' };
  expect(host.load(script, { seed: 1, params: {}, tables: {}, components: new Map() })).toMatchObject({
    fault: { code: 'SYNTAX', hint: 'In Lua unequal is written ~=, and ! is written not.' },
  });
});
