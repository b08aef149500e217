import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readProject } from './read.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ledgerquest-read-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a folder that is reached through a link is read, and still nothing leads out of it', async () => {
  mkdirSync(join(dir, 'real', 'levels'), { recursive: true });
  writeFileSync(join(dir, 'real', 'ledgerquest.json'), '{}');
  writeFileSync(join(dir, 'secret.json'), '{}');
  symlinkSync(join(dir, 'real'), join(dir, 'link'));
  symlinkSync(join(dir, 'secret.json'), join(dir, 'real', 'levels', 'stolen.json'));
  const { files, problems } = await readProject(join(dir, 'link'));
  expect([...files.keys()]).toEqual(['ledgerquest.json']);
  expect(problems).toMatchObject([{ code: 'outside-project', file: 'levels/stolen.json' }]);
});
