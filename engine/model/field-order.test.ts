import { expect, test } from 'vitest';
import { fieldsInOrder } from './field-order.ts';

test('fields come by their order, and those without one after them as they stand', () => {
  const fields = { card: { order: 2 }, a: {}, leisure: { order: 1 }, also: {}, first: { order: -0.5 } };
  expect(fieldsInOrder(fields).map(([name]) => name)).toEqual(['first', 'leisure', 'card', 'a', 'also']);
});
