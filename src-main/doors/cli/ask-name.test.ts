import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askName } from './ask-name.ts';

const terminal = (typed: string, isTTY: boolean) => {
  const [input, output] = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY }));
  input!.write(typed);
  return { input: input!, output: output! };
};

test('in a terminal a guest is asked for their name; Enter alone means the usual one', async () => {
  const asked = terminal(' Ben \n', true);
  expect(await askName(asked, 'ben-laptop')).toBe('Ben');
  expect(String(asked.output.read())).toContain('What are you called there? (ben-laptop) ');
  expect(await askName(terminal('\n', true), 'ben-laptop')).toBe('ben-laptop');
  const ended = terminal('', true);
  ended.input.end();
  expect(await askName(ended, 'ben-laptop'), 'Ctrl+D').toBe('ben-laptop');
});

test('elsewhere nobody is asked', async () => {
  const asked = terminal('Ben\n', false);
  expect(await askName(asked, 'ben-laptop')).toBe('ben-laptop');
  expect(asked.output.read()).toBeNull();
});
