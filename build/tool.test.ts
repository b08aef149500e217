import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tool } from './tool.ts';

test.each(['tsc', 'oxlint', 'oxfmt', 'knip', 'electron-vite', 'vitest', 'playwright'])(
  '%s is run by this Node from its own file',
  (name) => {
    const [program, entry = ''] = tool(name);
    expect(program).toBe(process.execPath);
    expect(entry).not.toContain('.bin');
    expect(existsSync(entry)).toBe(true);
  },
);

test('a tool runs like that', () => {
  const [program = '', ...args] = tool('oxfmt');
  expect(spawnSync(program, [...args, '--version'], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/\d+\.\d+/),
  });
});

test('a tool that a package does not have is named', () => {
  expect(() => tool('zod')).toThrow('has no tool zod');
});
