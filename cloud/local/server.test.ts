import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { machineHost } from './index.ts';
import { startLocalCloud } from './server.ts';
import { manualTime } from './timers/timers.ts';

it('outlives a sweep that fails, says which, and sweeps again a minute later', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sweep-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const time = manualTime(Date.now());
  const failures: { readonly service: string; readonly action: string }[] = [];
  const cloud = await startLocalCloud({
    dataDir,
    host: { ...machineHost(), clock: time },
    timers: time,
    onFailure: (failure) => void failures.push(failure),
  });
  onTestFinished(() => cloud.close());
  // As with a folder that cannot be listed for want of files.
  rmSync(join(dataDir, 's3'), { recursive: true, force: true });
  writeFileSync(join(dataDir, 's3'), '');
  await time.advance(61_000);
  const fails = { service: 's3', action: 'Sweep' };
  expect(failures).toMatchObject([fails]);
  await time.advance(60_000);
  expect(failures).toMatchObject([fails, fails]);
});
