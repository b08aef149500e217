import { describe, expect, test } from 'vitest';
import { framesOf } from './description.ts';
import { contextOf, emptyWorld, load, openTestHost, tick } from './testing/host.ts';
import type { Fault, ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

/** The fault of loading a script, or of its first tick. */
const faultOf = (code: string): Fault => {
  const world = emptyWorld();
  const loaded = host.load({ path: 'scripts/orders.js', code }, contextOf(world.components));
  if (!loaded.ok) return loaded.fault;
  const outcome = tick(loaded.instance, world);
  return outcome.ok ? expect.fail('the script did not fault') : outcome.fault;
};

const inTick = (body: string): string => `\n\nfunction onTick() {\n${body}\n}\n`;

describe('a fault names file, line and column of the author', () => {
  test.each([
    ['a missing bracket', 'let a = (1 + 2;\n', 'SYNTAX', 1, 15],
    ['an error at the top level', '\n  missing();\n', 'ERROR', 2, 3],
    ['an error in a tick', inTick('  const a = 1;\n  a.b.c;'), 'ERROR', 5, 3],
    ['an error in a helper', `${inTick('  helper();')}function helper() {\n  throw new Error('no stock');\n}`, 'ERROR', 7, 13],
    ['data that does not parse, which is no syntax error of the script', inTick("  JSON.parse('{');"), 'ERROR', 4, 8],
    ['an error of the SDK, at the line that called it', inTick("  query('Nothing');"), 'ERROR', 4, 3],
    ['an error in an awaited part', inTick('  return (async () => {\n    await 1;\n    null.x;\n  })();'), 'ERROR', 6, 5],
    ['a loop that calls', inTick('  for (;;) {\n    Math.abs(1);\n  }'), 'FUEL', 5, 10],
    ['a loop that writes', inTick('  const list = [];\n  while (true) {\n    list[0] = 1;\n  }'), 'FUEL', 6, 5],
    ['a loop that does nothing at all', inTick('  let i = 0;\n  while (true);'), 'FUEL', 5, 3],
    ['such a loop in a helper', `${inTick('  spin();')}const spin = () => {\n  for (;;) {}\n};`, 'FUEL', 7, 3],
    ['a loop at the top level', '\n\nfor (;;) {}\n', 'FUEL', 3, 1],
    ['recursion', inTick('  return onTick() + 1;'), 'DEPTH', 4, 10],
    ['deep data', inTick("  return JSON.parse('['.repeat(200000));"), 'DEPTH', 4, 25],
    ['too much memory', inTick('  const all = [];\n  for (;;) all.push(new Uint8Array(100000));'), 'MEMORY', 5, 25],
  ])('%s', (_name, code, expected, line, column) => {
    const fault = faultOf(code);
    expect({ code: fault.code, file: fault.file, line: fault.line, column: fault.column }).toEqual({
      code: expected,
      file: 'scripts/orders.js',
      line,
      column,
    });
    expect(fault.hint).toMatch(/\.$/);
  });

  test('and the way there, innermost first', () => {
    const fault = faultOf(
      `${inTick('  first();')}function first() { second(); }\nfunction second() { third(); }\nfunction third() { nothing.at = all; }`,
    );
    expect(fault.stack?.map(({ name, line }) => [name, line])).toEqual([
      ['third', 8],
      ['second', 7],
      ['first', 6],
      ['onTick', 4],
    ]);
  });

  test('and what was used up, where', () => {
    expect(faultOf(`${inTick('  spin();')}function spin() { for (;;) Math.abs(1); }`).message).toBe(
      'The script used up its budget in spin().',
    );
  });
});

describe('a fault explains', () => {
  test.each([
    ['new Date()', 'no clock'],
    ["fetch('/')", 'nothing outside its level'],
    ['process.exit()', 'nothing outside its level'],
    ['undefinedName', 'no such name'],
    ['undefined.x', 'log(...)'],
    ['for (;;) Math.abs(1)', 'after()'],
    ['onTick()', 'a loop instead of recursion'],
  ])('%s: %s', (body, hint) => expect(faultOf(inTick(body)).hint).toContain(hint));

  test('import, which a script does not have', () => {
    expect(faultOf("import x from 'y';\n").hint).toContain('without import');
  });

  test.each([
    ['throw null', 'threw null'],
    ["throw 'text'", 'threw "text"'],
    ['throw { a: 1 }', 'threw {a: 1}'],
    [
      "throw { code: 'NO_STOCK', 'in stock': 2, at: [1, { deep: { er: 1 } }] }",
      'threw {code: "NO_STOCK", "in stock": 2, at: [1, an object]}',
    ],
    ['throw Array.from({ length: 1000 }, (_, i) => i)', 'threw [0, 1, 2, 3, 4, 5, 6, 7, ...]'],
    ['const me = {}; me.me = me; throw me', 'threw {me: {me: an object}}'],
    ['throw { get a() { throw 1; } }', 'threw an object'],
    ['throw {}', 'threw {}'],
    ['throw Symbol()', 'threw a symbol'],
    ['throw new Proxy({ a: 1 }, { get() { throw 1; } })', 'threw an object'],
  ])('%s, which is no error', (body, message) => expect(faultOf(inTick(body))).toMatchObject({ code: 'ERROR', message }));

  test('what was thrown and is no error is at most 200 characters of the message', () => {
    const many = "Object.fromEntries(Array.from({ length: 8 }, (_, i) => ['x'.repeat(40) + i, 'y'.repeat(40)]))";
    expect(faultOf(inTick(`throw ${many}`)).message).toMatch(/^threw \{x.{198}\.\.\.$/);
  });

  test('at most 2,000 characters long', () => {
    expect(faultOf(inTick("throw new Error('x'.repeat(100000))")).message).toHaveLength(2000);
  });
});

test.each([
  ['a loop that throws', '  for (;;) {\n    try {\n      throw 1;\n    } catch {}\n  }', [4, 5, 6, 7, 8]],
  ['a loop that makes errors', '  for (;;) {\n    new Error();\n  }', [5]],
  ['a promise that asks for the next', '  const again = () =>\n    Promise.resolve().then(again);\n  again();', [5]],
  [
    'a loop that leaves much to clear',
    '  const held = [];\n  for (let i = 0; i < 60000; i++) held.push([i]);\n  for (;;) {\n    const a = [];\n    a[0] = a;\n  }',
    [6, 7, 8],
  ],
])('where fuel ran out in the work of the interpreter itself, the line of the script is named: %s', (_name, body, lines) => {
  for (const hook of [9_700_000, 9_700_100, 9_700_350]) {
    const world = emptyWorld();
    const outcome = tick(load(host, inTick(body), world, { limits: { hook } }), world);
    expect(outcome).toMatchObject({
      ok: false,
      fuel: hook,
      fault: { code: 'FUEL', stack: [{ name: body.includes('again') ? 'again' : 'onTick' }] },
    });
    expect(lines).toContain(outcome.ok || outcome.fault.line);
  }
});

test.each([
  ['js', 'function onTick() { return 5; }'],
  ['lua', 'function on_tick() return 5 end'],
  ['py', 'def on_tick(): return 5'],
])('the mark that editors put before the first line is none of the script: %s', (ending, code) => {
  const world = emptyWorld();
  expect(tick(load(host, `\ufeff${code}`, world, {}, `scripts/test.${ending}`), world)).toMatchObject({ ok: true, result: 5 });
});

test('a fault, its frames and what was logged before it hold whole characters only', () => {
  const fault = faultOf(inTick("  const half = { ['\\ud800']() { throw new Error('a\\udc00'); } };\n  half['\\ud800']();"));
  expect(fault.message).toBe('a\ufffd');
  expect(fault.stack?.[0]?.name).toBe('\ufffd');
  expect(faultOf(inTick("  throw new Error('a' + '\\ud83d\\ude00'.repeat(1000));")).message.isWellFormed()).toBe(true);
  const world = emptyWorld();
  expect(tick(load(host, "function onTick() { log('\\ud800'); null.x; }", world), world)).toMatchObject({ logs: ['\ufffd'] });
});

describe('what a script may try', () => {
  test('a forged stack leads nowhere but into its own file', () => {
    const fault = faultOf(
      inTick("const e = new Error('forged'); e.stack = '    at secret (/etc/passwd:1:1)\\n    at me (scripts/orders.js:2:3)'; throw e;"),
    );
    expect(fault.stack).toEqual([{ name: 'me', file: 'scripts/orders.js', line: 2, column: 3 }]);
  });

  test('an error whose properties throw is still a fault', () => {
    expect(faultOf(inTick("throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } });"))).toMatchObject({
      code: 'ERROR',
      message: 'threw something that cannot be read',
    });
  });

  test('a catch or finally does not get past an empty budget', () => {
    expect(faultOf(inTick('try { for (;;) Math.abs(1); } catch { return 1; } finally { for (;;) Math.abs(2); }')).code).toBe('FUEL');
  });
});

test('logs written before a fault are there to explain it', () => {
  const world = emptyWorld();
  for (const end of ['null.x', 'for (;;) Math.abs(1)']) {
    const outcome = tick(load(host, `function onTick() { log('before', 1); ${end}; }`, world), world);
    expect(!outcome.ok && outcome.logs, end).toEqual(['before 1']);
  }
});

test('frames are read only where they are frames', () => {
  expect(
    framesOf('    at f (a.js:1:2)\n    at a.js:3:4\n    at g (b.js:5:6)\n    at h (native)\n    at i (missing)\nat (a.js:x:1)', 'a.js'),
  ).toEqual([
    { name: 'f', file: 'a.js', line: 1, column: 2 },
    { name: '', file: 'a.js', line: 3, column: 4 },
  ]);
  expect(framesOf(undefined, 'a.js')).toEqual([]);
});
