import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Keep } from './window-state.ts';

/** One JSON file; whatever is wrong with it costs a window's place and nothing else. */
export const keepInFile = (path: string): Keep => ({
  read: () => {
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as unknown;
    } catch {
      return undefined;
    }
  },
  write: (value) => {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(value));
      renameSync(`${path}.new`, path);
    } catch {
      // A full disk forgets where the window stood.
    }
  },
});
