import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askYes, isTerminal } from './ask-yes.ts';

const terminal = (answer: string) => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  input.end(answer);
  return { input, output: Object.assign(new PassThrough(), { isTTY: true }) };
};

test.each([
  ['y\n', true],
  ['Yes\n', true],
  ['n\n', false],
  ['\n', false],
  ['', false],
  ['yesterday\n', false],
])('%j means %s', async (answer, meant) => {
  expect(await askYes(terminal(answer), 'End it?')).toBe(meant);
});

test('nobody is asked where one of both is no terminal', () => {
  expect(isTerminal(terminal(''))).toBe(true);
  expect(isTerminal({ ...terminal(''), output: new PassThrough() })).toBe(false);
  expect(isTerminal({ ...terminal(''), input: new PassThrough() })).toBe(false);
});
