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
  // Enough small ones that a quick disk is found out.
  const small = Array.from({ length: 300 }, (_, at) => Buffer.from(`${at} `));
  const pieces = [...small, large, ...small, Buffer.from('two')];
  for (const bytes of pieces) {
    await file.append(bytes);
    await file.sync();
  }
  await file.close();
  expect(readFileSync(path).equals(Buffer.concat([Buffer.from('before '), ...pieces]))).toBe(true);
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
