import { expect, test } from 'vitest';
import { shortLabels } from './labels.ts';

test('what labels share at their end is said by the title', () => {
  expect(shortLabels(['Customers ask for', 'Retailer orders', 'Factory orders'])).toEqual(['Customers ask for', 'Retailer', 'Factory']);
  expect(shortLabels(['Retailer net stock', 'Factory net stock'])).toEqual(['Retailer', 'Factory']);
});

test('a label keeps something of its own, and no two become the same', () => {
  expect(shortLabels(['Orders', 'Factory orders'])).toEqual(['Orders', 'Factory orders']);
  expect(shortLabels(['Old cost', 'Old price', 'New cost', 'New price'])).toEqual(['Old cost', 'Old price', 'New cost', 'New price']);
  expect(shortLabels(['Total cost'])).toEqual(['Total cost']);
});
