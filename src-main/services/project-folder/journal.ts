/**
 * What a file said when rooms and disk last agreed. Only against that can it be told what changed outside. Before a save the text to come is
 * noted too: if the process dies in between, both are ours and neither is an outside change.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './write.ts';

const Entry = z.object({ base: z.string(), pending: z.string().optional() });
export type JournalEntry = z.infer<typeof Entry>;

export interface Journal {
  read(path: string): Promise<JournalEntry | undefined>;
  /** Files that there is an entry of. */
  paths(): Promise<string[]>;
  write(path: string, entry: JournalEntry): Promise<void>;
  /** Forgets a file that room and disk agree is not there. */
  remove(path: string): Promise<void>;
}

export function openJournal(folder: string): Journal {
  const fileOf = (path: string): string => join(folder, `${encodeURIComponent(path)}.json`);
  return {
    async read(path) {
      try {
        return Entry.parse(JSON.parse(await readFile(fileOf(path), 'utf8')));
      } catch {
        return undefined;
      }
    },
    async paths() {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => name.endsWith('.json')).map((name) => decodeURIComponent(name.slice(0, -'.json'.length)));
    },
    write: (path, entry) => writeAtomically(fileOf(path), JSON.stringify(entry)),
    remove: (path) => rm(fileOf(path), { force: true }),
  };
}
