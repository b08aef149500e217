import { constants, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFiles } from './files.ts';

const logFile = (): string => join(mkdtempSync(join(tmpdir(), 'lq-files-')), 'log');

test('what is appended stands behind what was there, also in large pieces', async () => {
  const path = logFile();
  writeFileSync(path, 'before ');
  const file = await nodeFiles.openForAppend(path);
  const large = Buffer.alloc(3 << 20, 'x');
  for (const bytes of [Buffer.from('one '), large, Buffer.from('two')]) {
    await file.append(bytes);
    await file.sync();
  }
  await file.close();
  expect(readFileSync(path).equals(Buffer.concat([Buffer.from('before one '), large, Buffer.from('two')]))).toBe(true);
});

test.runIf(process.platform === 'linux')('on Linux a write to a log returns only when it is on the disk', async () => {
  const path = logFile();
  const file = await nodeFiles.openForAppend(path);
  const number = readdirSync('/proc/self/fd').find((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  });
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'utf8'))![1]!, 8);
  expect(flags & constants.O_DSYNC).toBe(constants.O_DSYNC);
  await file.close();
});
