/** A stop names the line of the loop that did not end, wherever in its turn the fuel ran out. */
import { describe, expect, test } from 'vitest';
import { load, emptyWorld, openTestHost } from '../testing/host.ts';
import type { Fault, ScriptHost } from '../world.ts';

const host: ScriptHost = await openTestHost();

/** Fuel that ends in every part of a short turn. */
const limits = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 17, 19, 23].map((more) => 200_000 + more);

const faultOf = (code: string, type: string, hook: number): Fault => {
  const script = load(host, code, emptyWorld(), { limits: { hook } });
  const world = emptyWorld();
  const outcome = type === 'onTick' ? script.call('onTick', { world }) : script.call('on', { world, events: [{ type, payload: null }] });
  script.dispose();
  return outcome.ok ? expect.fail('the script did not fault') : outcome.fault;
};

/** The lines named, whatever the fuel. */
const linesOf = (code: string, type: string): string =>
  [...new Set(limits.map((hook) => faultOf(code, type, hook)).map(({ code: reason, line }) => `${reason} ${line}`))].toSorted().join(', ');

describe('in a script with several handlers', () => {
  const code = `function helper(n) {
  let s = 0;
  for (let i = 0; i < n; i++) s += i;
  return s;
}
on('AfterCalls', () => {
  helper(5);
  Math.abs(1);
  let i = 0;
  for (;;) i++;
});
on('Function', function () {
  for (let k = 0; k < 3; k++) helper(k);
  const o = { x: 1 };
  while (true) { o.x = o.x + 1; }
});
on('Nested', () => { inner(); });
const inner = () => {
  Math.abs(2);
  const nested = () => {
    let q = 0;
    do { q ^= 1; } while (true);
  };
  nested();
};
on('Writes', () => {
  const a = [];
  for (;;) a[0] = 1;
});
on('Empty', () => {
  Math.abs(1);
  for (;;);
});
on('EmptyAfterLoop', () => {
  for (let i = 0; i < 3; i++) helper(i);
  // for ever, while "do" is a word
  while (true) {}
});
on('EmptyFirst', () => {
  while (true)
    ;
});
on('Callback', () => [3, 1].map((x) => {
  for (;;) x += 1;
}));
on('Implicit', () => {
  const o = { valueOf() {
    for (;;);
  } };
  Math.abs(1);
  return 1 + o;
});
on('Async', async () => {
  await 1;
  for (;;);
});
on('Begun', () => {
  for (let x = helper(1); ;) ;
});
on('Called', () => {
  for (;;) Math.abs(1);
});
on('Native', () => {
  const list = 'x'.repeat(40);
  return /^(x+x+)+y/.test(list);
});
on('Generator', () => {
  for (const x of count()) helper(x);
});
function* count() {
  let i = 0;
  for (;;) { i = (i + 1) & 255; if (i > 255) yield i; }
}
on('Method', () => new Thing().work());
class Thing {
  work() {
    let n = 1;
    while (n) n = n | 2;
  }
}
on('Sdk', () => {
  let sum = decimal('0');
  for (;;)
    sum = sum.plus('1');
});
function onTick() {
  Math.abs(3);
  let z = 0;
  while (z >= 0) z = (z + 1) & 255;
}
on('Last', () => { for (;;) {} });
`;
  const lines = code.split('\n');

  test.each([
    ['AfterCalls', 'for (;;) i++;'],
    ['Function', 'o.x = o.x + 1'],
    ['Nested', 'do { q ^= 1; }'],
    ['Writes', 'a[0] = 1'],
    ['Empty', '  for (;;);'],
    ['EmptyAfterLoop', 'while (true) {}'],
    ['EmptyFirst', 'while (true)'],
    ['Callback', 'x += 1'],
    ['Implicit', '    for (;;);'],
    ['Begun', 'let x = helper(1)'],
    ['Called', 'for (;;) Math.abs(1)'],
    ['Native', '/^(x+x+)+y/'],
    ['Generator', 'i = (i + 1) & 255'],
    ['Method', 'n = n | 2'],
    ['Sdk', 'sum = sum.plus'],
    ['onTick', 'while (z >= 0)'],
    ['Last', "on('Last'"],
  ])('%s', (type, text) => {
    const from = type === 'onTick' ? 0 : lines.findIndex((line) => line.startsWith(`on('${type}'`));
    const inFrom = lines.findIndex((line, i) => i >= from && line.includes(text));
    expect(linesOf(code, type)).toBe(`FUEL ${inFrom + 1}`);
  });

  test('Async, whose innermost frame was resumed', () => {
    expect(linesOf(code, 'Async')).toBe(`FUEL ${lines.indexOf("on('Async', async () => {") + 3}`);
  });
});

test('a turn of several lines names one of them', () => {
  const code = "on('A', () => {\n  let x = 1;\n  Math.abs(x);\n\n  while (x) {\n    if (x > 5) x = 1;\n    x = x + 1;\n  }\n});\n";
  const named = limits.map((hook) => faultOf(code, 'A', hook).line!);
  expect(
    named.every((line) => line >= 5 && line <= 7),
    String(named),
  ).toBe(true);
});

test('fuel that ends after all loops names the place where it ended', () => {
  const code = "on('A', () => {\n  for (let i = 0; i < 1000; i++) Math.abs(i);\n  return [1, 2]\n    .map(String)\n    .join();\n});";
  const script = load(host, code);
  const whole = script.call('on', { world: emptyWorld(), events: [{ type: 'A', payload: null }] }).fuel;
  const named = Array.from({ length: 150 }, (_, i) => faultOf(code, 'A', whole - 4500 + i * 30).line);
  // A list of numbers has no place of its own, nor has what comes after the return: they take one that was passed before.
  expect(new Set(named)).toEqual(new Set([2, 4, 5]));
  expect(named[0]).toBe(2);
});

test.each(['Math.abs(o.for);', 'Math.abs(o?.while);', 'const p = { a: Math.abs(1), do: 2 };', 'const $for = Math.abs(1), do$ = 2;'])(
  'a name that looks like a loop is none: %s',
  (before) => {
    const code = `const o = { for: 1, while: 2 };\non('A', () => {\n  ${before}\n  for (;;);\n});`;
    expect(linesOf(code, 'A')).toBe('FUEL 4');
  },
);

test('the way there is told to the handler', () => {
  const fault = faultOf(
    "on('A', () => {\n  outer();\n});\nfunction outer() {\n  inner();\n}\nfunction inner() {\n  for (;;);\n}",
    'A',
    100_000,
  );
  expect(fault.stack?.map(({ name, line }) => [name, line])).toEqual([
    ['inner', 8],
    ['outer', 5],
    ['<anonymous>', 2],
  ]);
});
