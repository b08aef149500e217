import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLogs } from './logs.ts';

it('a disk that takes no logs stops nobody; the next line that it takes says what is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  const logs = openLogs(folder);
  const file = join(folder, 'play_.ndjson');
  mkdirSync(file);
  logs.write('play!', { n: 1 });
  logs.write('play!', { n: 2 });
  rmdirSync(file);
  logs.write('play!', { n: 3 });
  logs.write('play!', { n: 4 });
  expect(readFileSync(file, 'utf8')).toBe('{"n":3,"linesLeftOutBefore":2}\n{"n":4}\n');
  rmSync(folder, { recursive: true });
});
