/** What the trace of a tick says: every form of the language that a script may be written in, and nothing of it changed by looking. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHost } from '../testing/host.ts';
import { linesOf, traceOf, valueAt, watchedOf } from '../testing/watched.ts';
import { TestWorld } from '../testing/world.ts';
import type { ScriptHost } from '../world.ts';

let host: ScriptHost;
beforeAll(async () => {
  host = await openTestHost();
});

const lines = (code: string): string[] => linesOf(traceOf(host, code));
/** The lines of a tick's own code, without the hook around it. */
const body = (code: string): string[] =>
  lines(`function onTick() {\n${code}\n}`).map((line) => line.replace(/^\d+/, (n) => String(Number(n) - 1)));

describe('a trace stops', () => {
  test('before every statement, with the variables declared so far', () => {
    expect(body('let a = 1;\nconst b = a + 1;\na = b;')).toEqual(['1', '2 a=1', '3 a=1 b=2', '4 a=2 b=2']);
  });

  test('at the test of a loop, every time', () => {
    expect(body('for (let i = 0; i < 2; i++)\n  state.i = i;')).toEqual(['1', '1 i=0', '2 i=0', '1 i=1', '2 i=1', '1 i=2', '3']);
    expect(body('let n = 2;\nwhile (n > 0) n--;')).toEqual(['1', '2 n=2', '2 n=2', '2 n=1', '2 n=1', '2 n=0', '3 n=0']);
    expect(body('let n = 1;\ndo n--; while (n > 0)')).toEqual(['1', '2 n=1', '2 n=0', '3 n=0']);
  });

  test('at the head of for-of and for-in, with the turn\u2019s value', () => {
    expect(body('for (const x of [7, 8]) {\n}')).toEqual(['1', '1 x=7', '1 x=8', '3']);
    expect(body('for (const [k] of [[1]]) ;')).toEqual(['1', '1 k=1', '2']);
    expect(body('for (const k in { a: 1 })\n  state.k = k;')).toEqual(['1', '1 k="a"', '2 k="a"', '3']);
  });

  test('before the value of an arrow function, which sees what is around it', () => {
    expect(body('const by = 2;\nstate.list = [1, 2].map((n) => n * by);')).toEqual(['1', '2 by=2', '2 n=1 by=2', '2 n=2 by=2', '3 by=2']);
    expect(body('state.f = (() => ({ a: 1 }))().a;')).toEqual(['1', '1', '2']);
    expect(body('state.n = ((a) => (b) => (a, b))(1)(2);')).toEqual(['1', '1 a=1', '1 b=2 a=1', '2']);
  });

  test('in closures, at each of their calls', () => {
    const code = 'const from = (n) => {\n  let count = n;\n  return () => ++count;\n};\nconst next = from(4);\nnext();\nnext();';
    expect(body(code)).toEqual([
      '1',
      '5',
      '2 n=4',
      '3 n=4 count=4',
      '6 next=ƒ ()',
      '3 n=4 count=4 next=ƒ ()',
      '7 next=ƒ ()',
      '3 n=4 count=5 next=ƒ ()',
      '8 next=ƒ ()',
    ]);
  });

  test('through try, catch and finally', () => {
    const code = 'try {\n  null.x;\n} catch ({ message }) {\n  state.m = message;\n} finally {\n  state.done = true;\n}';
    expect(body(code)).toEqual(['2', '4 message="cannot read property \'x\' of null"', '6', '8']);
  });

  test('in switches that jump over a declaration', () => {
    const code = 'switch (2) {\n  case 1:\n    let a = 1;\n  case 2:\n    a = 3;\n}';
    const { outcome, trace } = watchedOf(host, `function onTick() {\n${code}\n}`);
    expect(outcome).toMatchObject({ ok: false, fault: { code: 'ERROR', line: 6 } });
    expect(linesOf(trace!)).toEqual(['2', '6']);
    expect(trace!.calls[0]?.fault).toMatchObject({ code: 'ERROR', line: 6 });
  });

  test('with destructured, default and rest parameters', () => {
    const code = 'const f = ({ a, b: [c = 5] = [] }, d = a, ...e) => {\n  return c;\n};\nf({ a: 1 }, undefined, 7, 8);';
    expect(body(code)).toEqual(['1', '4', '2 a=1 c=5 d=1 e=[7, 8]', '5']);
  });

  test('in classes: constructors, methods, accessors, fields and static blocks', () => {
    const code = `class Base { constructor() {\n    this.n = 1;\n  } }
class Own extends Base { twice = () => this.n * 2; static k = 1; static {
    this.k += 1;
  } constructor() {
    super();
  } get half() {
    return this.n / 2;
  } }
state.k = Own.k + new Own().half;`;
    expect(body(code)).toEqual([
      '1',
      '4',
      '5',
      '11',
      '7',
      '2 this=Own {}',
      '3 this=Own {n: 1}',
      '8 this=Own {n: 1, twice: ƒ twice()}',
      '9 this=Own {n: 1, twice: ƒ twice()}',
      '12',
    ]);
  });

  test('in generators, where they are asked for the next value', () => {
    const code = 'function* two() {\n  yield 1;\n  yield 2;\n}\nfor (const n of two())\n  state.n = n;';
    expect(body(code)).toEqual(['5', '2', '5 n=1', '6 n=1', '3', '5 n=2', '6 n=2', '4', '7']);
  });

  test('in async functions, when their turn comes', () => {
    const code =
      'const late = async (n) => {\n  await null;\n  state.n = n;\n};\nlate(3).then((v) => {\n  state.v = typeof v;\n});\nstate.first = true;';
    expect(body(code)).toEqual(['1', '5', '2 n=3', '8', '9', '3 n=3', '4 n=3', '6 v=undefined', '7 v=undefined']);
  });

  test('in labelled loops and what continues them', () => {
    const code = 'outer: for (const a of [1, 2])\n  for (;;) {\n    if (a === 1) continue outer;\n    else break outer;\n  }';
    expect(body(code)).toEqual(['1', '1 a=1', '2 a=1', '3 a=1', '3 a=1', '1 a=2', '2 a=2', '3 a=2', '4 a=2', '6']);
  });

  test('nowhere before a directive, and where no semicolon stands', () => {
    const code =
      "'use strict'\n;(function () { 'use strict'; state.s = this === undefined })()\nlet a = 1\na\n++\na\nif (a) a = 3\nelse a = 4";
    expect(body(code).map((line) => line.split(' ')[0])).toEqual(['2', '2', '2', '3', '4', '5', '7', '7', '9']);
  });
});

describe('what it tells', () => {
  test('values as short texts: lists, maps, decimals, errors, objects, what has no end', () => {
    const trace = traceOf(
      host,
      `const m = new Map([['a', { b: 1 }]]); const s = new Set([1]);
function onTick() {
  const d = decimal('1.50'), list = [1, , 'x', null, undefined], big = 5n, minus = -0, e = new RangeError('no');
  let fn = function add() {}; const loop = { d }; loop.loop = loop;
  const long = Array.from({ length: 1000 }, (_, i) => i); const text = 'x'.repeat(500);
  return 0;
}`,
    );
    const at = (name: string): string | undefined => valueAt(trace, -1, name);
    expect(at('d')).toBe('1.50');
    expect(at('list')).toBe('(5) [1, undefined, "x", null, undefined]');
    expect([at('big'), at('minus'), at('fn'), at('e')]).toEqual(['5n', '-0', 'ƒ add()', 'RangeError: no']);
    expect([at('m'), at('s')]).toEqual(['Map(1) {"a" → {b: 1}}', 'Set(1) {1}']);
    expect(at('loop')).toBe('{d: 1.50, loop: {d: 1.50, loop: {d: 1.50, loop: {d: 1.50, loop: {…}}}}}');
    expect(at('long')).toMatch(/^\(1000\) \[0, 1, 2, .*, …\]$/);
    for (const name of ['long', 'text']) expect(at(name)!.length).toBeLessThanOrEqual(200);
  });

  test('rows of the world with what they hold now', () => {
    const world = new TestWorld(
      { Stock: { count: { kind: 'i32' }, cost: { kind: 'decimal' } } },
      { shop: { Stock: { count: 3, cost: '1.00' } } },
    );
    const code = `function onTick() {\n  const [row] = query('Stock');\n  row.Stock.count -= 1;\n  const { Stock } = row;\n  return row.key;\n}`;
    const trace = traceOf(host, code, { world });
    expect(valueAt(trace, 1, 'row')).toBe('{key: "shop", Stock: Stock {cost: 1.00, count: 3}}');
    expect(valueAt(trace, -1, 'Stock')).toBe('Stock {cost: 1.00, count: 2}');
  });

  test('the script\u2019s own variables and state, at every step', () => {
    const trace = traceOf(
      host,
      'let count = 4;\nconst seen = [];\nfunction onTick() {\n  count++;\n  state.n = seen.push(count);\n  return 1;\n}',
    );
    expect([valueAt(trace, 0, 'count'), valueAt(trace, 1, 'count'), valueAt(trace, 2, 'seen'), valueAt(trace, 2, 'state')]).toEqual([
      '4',
      '5',
      '[5]',
      '{n: 1}',
    ]);
  });

  test('who called whom, from which place', () => {
    const code = `function onTick() {\n  const é = 1; [2].forEach((n) => add(n, é));\n}\nfunction add(a, b) {\n  return a + b;\n}\n`;
    const { steps, stacks, functions, sites } = traceOf(host, code);
    const deepest = steps.find(({ site }) => sites[site]!.line === 5)!;
    expect(functions[sites[deepest.site]!.owner]!.name).toBe('add');
    expect(stacks[deepest.stack]!.map(({ owner, line, column }) => [functions[owner]!.name, line, column])).toEqual([
      ['forEach callback', 2, 42],
      ['onTick', 2, 20],
    ]);
  });

  test('handlers of events, before the hook', () => {
    const { calls, steps, sites, functions } = traceOf(
      host,
      `on('Order', ({ n }) => {\n  state.n = n;\n});\nfunction onTick() {\n  state.done = true;\n}`,
      {
        events: [
          { type: 'Order', payload: { n: 2 } },
          { type: 'Other', payload: null },
        ],
      },
    );
    expect(calls).toEqual([{ hook: 'onTick', events: ['Order'], from: 0 }]);
    expect(steps.map(({ site }) => functions[sites[site]!.owner]!.name)).toEqual(['on Order', 'on Order', 'onTick', 'onTick']);
  });

  test('the steps up to what ended a tick', () => {
    const thrown = watchedOf(host, 'function onTick() {\n  let a = 1;\n  a.b.c = 2;\n}');
    expect(linesOf(thrown.trace!)).toEqual(['2', '3 a=1']);
    const endless = watchedOf(host, 'let n = 0;\nfunction onTick() {\n  for (;;) n++;\n}');
    expect(endless.trace!).toMatchObject({ cut: true, calls: [{ fault: { code: 'FUEL', line: 3 } }] });
    expect(endless.trace!.steps).toHaveLength(20_000);
    expect(valueAt(endless.trace!, -1, 'n')).toBe('19998');
    const deep = watchedOf(host, 'function onTick() {\n  return down(0);\n}\nfunction down(n) {\n  return down(n + 1) + 1;\n}');
    expect(deep.outcome).toMatchObject({ ok: false, fault: { code: 'DEPTH' } });
    expect(Number(valueAt(deep.trace!, -20, 'n'))).toBeGreaterThan(100);
  });
});

describe('looking changes nothing', () => {
  test('no getter, no proxy, no toString of the script is asked', () => {
    const { trace, differs, outcome } = watchedOf(
      host,
      `let asked = 0;
const tell = () => { asked++; return 1; };
Error.prepareStackTrace = tell;
function onTick() {
  const own = { get a() { return tell(); }, toString: tell, valueOf: tell, toJSON: tell, [Symbol.toPrimitive]: tell };
  const proxy = new Proxy({}, { get: tell, has: tell, ownKeys: tell, getPrototypeOf: tell, getOwnPropertyDescriptor: tell });
  const heir = Object.create(proxy), { proxy: revocable } = Proxy.revocable([], { get: tell, getPrototypeOf: tell });
  return asked;
}`,
      {
        breakpoints: [
          { line: 8, condition: 'own.a > 1' },
          { line: 9, condition: 'proxy.x' },
        ],
      },
    );
    expect([outcome, differs]).toMatchObject([{ ok: true, result: 0 }, undefined]);
    expect([valueAt(trace!, -1, 'own'), valueAt(trace!, -1, 'proxy'), valueAt(trace!, -1, 'revocable')]).toEqual([
      '{a: (…), toString: ƒ tell(), valueOf: ƒ tell(), toJSON: ƒ tell(), [symbol]: ƒ tell()}',
      'Proxy',
      'Proxy',
    ]);
    expect(trace!.problems).toEqual([{ line: 8, message: "It could not be decided: reading a would run the script's own code." }]);
  });

  test('a script that replaces what the language is named by is watched all the same', () => {
    const code = `globalThis.JSON = globalThis.Reflect = globalThis.WeakSet = null;\nfunction onTick() {\n  const a = { b: [1] };\n  return a.b;\n}`;
    expect(linesOf(traceOf(host, code))).toEqual(['3', '4 a={b: [1]}']);
  });

  test('a script that reads its own text is found out', () => {
    const { differs, outcome } = watchedOf(host, 'function onTick() {\n  state.length = onTick.toString().length;\n}');
    expect(outcome).toMatchObject({ ok: true });
    expect(differs).toBe('it keeps something else in state');
    expect(watchedOf(host, 'const n = String(onTick).length;\nfunction onTick() {\n  kpi("n", n);\n}').differs).toBe(
      'it asks for something else',
    );
  });
});

describe('a breakpoint', () => {
  const code = `const limits = new Map([['a', 2]]);\nfunction onTick() {\n  let total = decimal('0.50');\n  for (const n of [1, 2, 3]) {\n    total = total.plus(n);\n  }\n\n  return { total };\n}`;
  const stopped = (line: number, condition?: string): string[] => {
    const trace = traceOf(host, code, { breakpoints: [{ line, condition }] });
    return [...trace.hits.map((hit) => linesOf(trace)[hit]!), ...trace.problems.map(({ message }) => message)];
  };

  test('stops at the first statement of its line, or of the next one that has one', () => {
    expect(stopped(5)).toEqual(['5 n=1 total=0.50', '5 n=2 total=1.50', '5 n=3 total=3.50']);
    expect(stopped(4)).toEqual(['4 total=0.50']);
    expect(stopped(7)).toEqual(['8 total=6.50']);
    expect(stopped(40)).toEqual([]);
  });

  test('with a condition stops where it is true', () => {
    expect(stopped(5, 'n === 2')).toEqual(['5 n=2 total=1.50']);
    expect(stopped(5, "total > 1 && n <= limits.get('a')")).toEqual(['5 n=2 total=1.50']);
    expect(stopped(5, 'total.gt(3) ? true : n == 1')).toEqual(['5 n=1 total=0.50', '5 n=3 total=3.50']);
    expect(stopped(5, '[1, 3].includes(n) && Math.max(n, 2) > 2')).toEqual(['5 n=3 total=3.50']);
    expect(stopped(5, 'limits?.none?.more ?? n - 2')).toEqual(['5 n=1 total=0.50', '5 n=3 total=3.50']);
    expect(stopped(5, 'time.tick === 1 && !state.done && -n < -1')).toEqual(['5 n=2 total=1.50', '5 n=3 total=3.50']);
  });

  test.each([
    ['m > 1', 'There is no variable m here.'],
    ['n = 2', 'A condition only reads; to compare, write == or ===.'],
    ['n >', 'It does not read as an expression: Unexpected token.'],
    ['n; n', 'It does not read as one expression: ; n'],
    ['() => n', 'A condition cannot hold () => n: it reads, compares and calls nothing of the script.'],
    ['new Map()', 'A condition cannot hold new Map(): it reads, compares and calls nothing of the script.'],
    [
      'limits.set(1, 2)',
      'It could not be decided: a condition calls nothing but a few functions of the language, such as includes, has and Math.abs.',
    ],
    ['limits.x.y', 'It could not be decided: there is no y of undefined.'],
    ['limits > 1', 'It could not be decided: only numbers, texts and decimals are compared with >.'],
    ['total + 1', 'It could not be decided: decimals are calculated with plus, minus and times.'],
  ])('says why a condition cannot be: %s', (condition, said) => {
    expect(stopped(5, condition)).toEqual([said]);
  });

  test('stops at a debugger statement by itself', () => {
    const trace = traceOf(host, 'function onTick() {\n  debugger;\n  return 1;\n}');
    expect(trace.hits.map((hit) => linesOf(trace)[hit])).toEqual(['2']);
  });
});
