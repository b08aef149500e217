import { expect, test } from 'vitest';
import { JsonValue } from './json-value.ts';

test.each([
  ['null', null],
  ['a number', -0.5],
  ['a text', ''],
  ['what is nested deep', JSON.parse('['.repeat(256) + ']'.repeat(256))],
  ['what is nested', { a: [{ b: [[], {}, true] }], '': null }],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
])('%s is JSON, and comes out as it is', (_, value) => {
  expect(JsonValue.parse(value)).toBe(value);
});

test.each([
  ['NaN', NaN],
  ['infinity', [Infinity]],
  ['undefined', { a: { b: undefined } }],
  ['a hole in a list', [1, , 2]], // oxlint-disable-line no-sparse-arrays
  ['a function', () => 1],
  ['a big whole number', 1n],
  ['an object of a class', { at: new Date(0) }],
  ['a map', new Map()],
  ['what is nested too deep', JSON.parse('['.repeat(5000) + ']'.repeat(5000))],
  ['a name that would change a prototype', JSON.parse('{"a":{"__proto__":{}}}')],
])('%s is none', (_, value) => {
  const { success, error } = JsonValue.safeParse(value);
  expect(success).toBe(false);
  expect(error?.issues[0]?.message).toContain('what JSON can hold');
});
