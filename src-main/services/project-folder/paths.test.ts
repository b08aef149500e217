import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveInside } from './paths.ts';

test('a folder that is reached through a link holds its files, and still nothing leads out of it', async () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ledgerquest-paths-')));
  mkdirSync(join(dir, 'real'));
  writeFileSync(join(dir, 'real', 'ledgerquest.json'), '{}');
  writeFileSync(join(dir, 'secret.json'), '{}');
  symlinkSync(join(dir, 'real'), join(dir, 'link'));
  symlinkSync(join(dir, 'secret.json'), join(dir, 'real', 'stolen.json'));
  expect(await resolveInside(join(dir, 'link'), 'ledgerquest.json')).toBe(join(dir, 'real', 'ledgerquest.json'));
  await expect(resolveInside(join(dir, 'link'), 'stolen.json')).rejects.toMatchObject({ code: 'outside-project' });
});
