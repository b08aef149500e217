import { expect, test } from 'vitest';
import { en } from './en/index.ts';

/** Words of those who build the product, each with what people read in its place. */
const jargon = /(?<![.\w'$])(fuel|redrive\w*|slices?|p50|p99|dead letters?|checkpoints?)\b/i;

test('no window says a word that only those who build the product know', () => {
  const said = Object.entries(en).map(([key, message]) => `${key}: ${String(message)}`);
  expect(said.filter((text) => jargon.test(text.slice(text.indexOf(': '))))).toEqual([]);
});
