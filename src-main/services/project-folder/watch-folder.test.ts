import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FolderWatch, watchFolder } from './watch-folder.ts';
import { writeAtomically } from './write.ts';

let watched: FolderWatch | undefined;
afterEach(() => watched?.close());

describe('a folder that is watched', () => {
  test('tells of what happens to a file that was replaced, and in folders that are made later or made anew', async () => {
    const root = mkdtempSync(join(tmpdir(), 'lq-watch-'));
    const [levels, deep] = [join(root, 'levels'), join(root, 'scripts', 'lib')];
    const heard = vi.fn<() => void>();
    const failed = vi.fn<(error: unknown) => void>();
    mkdirSync(levels);
    watched = watchFolder(root, ['levels', 'scripts'], heard, failed);
    await watched.refresh();
    const tellsOf = async (change: () => unknown): Promise<void> => {
      heard.mockClear();
      await change();
      await vi.waitFor(() => expect(heard).toHaveBeenCalled());
      // What belongs to the same change is over when nothing more is heard.
      for (let count = -1; count !== heard.mock.calls.length; await new Promise((resolve) => setTimeout(resolve, 30)))
        count = heard.mock.calls.length;
      await watched!.refresh();
    };
    const file = join(levels, 'a.json');
    for (const text of ['one', 'two']) await tellsOf(() => writeAtomically(file, text));
    await tellsOf(() => truncateSync(file, 0));
    await tellsOf(() => mkdirSync(deep, { recursive: true }));
    await tellsOf(() => writeFileSync(join(deep, 'a.ts'), ''));
    await tellsOf(() => rmSync(levels, { recursive: true }));
    await tellsOf(() => mkdirSync(levels));
    await tellsOf(() => writeFileSync(file, 'again'));
    expect(failed).not.toHaveBeenCalled();
  });
});
