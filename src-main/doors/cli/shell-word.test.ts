import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test.each(['my-game', 'my game', "it's", '$HOME & more', '', 'a"b', '~/x'])('%j is pasted as one word', (text) => {
  expect(shellWord('my-game')).toBe('my-game');
  const pasted = execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });
  expect(pasted).toBe(text);
});
