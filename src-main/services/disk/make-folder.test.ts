import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'lq-make-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a folder', () => {
  test('is made with those above it, and stays as it is when it is there', () => {
    const dir = join(root, 'a', 'b');
    makeFolder(dir, 0o700);
    makeFolder(dir, 0o755);
    for (const each of [dir, join(root, 'a')]) expect(statSync(each).mode & 0o777).toBe(0o700);
  });

  test('is not made where a file is, nor inside one', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow(expect.objectContaining({ code: 'EEXIST', path: file }));
    expect(() => makeFolder(join(file, 'x', 'y'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  });

  test.runIf(existsSync('/proc/self'))('is refused in a sentence where the one above takes none', () => {
    for (const dir of ['/proc/lq', '/proc/lq/data'])
      expect(() => makeFolder(dir)).toThrow(
        expect.objectContaining({ code: 'folder-impossible', message: 'No folder can be made at /proc/lq.' }),
      );
  });
});
