/** What a guest's computer remembers of a project that it joined, so that it can come back: one file each, for its owner only. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import type { JoinLink } from '../../contract/join-link.ts';
import { Redeemed } from './protocol.ts';

const Joined = z.strictObject({
  format: z.literal(1),
  at: z.strictObject({ host: z.string(), port: z.int(), project: z.string(), fingerprint: z.string() }),
  redeemed: Redeemed,
  /** Where the window was served: what a browser keeps for it is kept by this address. */
  studioPort: z.int().optional(),
});
export type Joined = z.infer<typeof Joined>;

const hint = 'Move it away, and join again with a new link.';
const folderOf = (dataDir: string): string => join(dataDir, 'joined');
const fileOf = (dataDir: string, { project, fingerprint }: Pick<JoinLink, 'project' | 'fingerprint'>): string =>
  join(folderOf(dataDir), `${project}.${fingerprint}.json`);

export function openJoined(dataDir: string) {
  return {
    find: (link: Pick<JoinLink, 'project' | 'fingerprint'>): Joined | undefined => readDataFile(fileOf(dataDir, link), Joined, { hint }),
    /** The one that was joined or come back to last. */
    last(): Joined | undefined {
      const files = list(folderOf(dataDir)).map((name) => join(folderOf(dataDir), name));
      const latest = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
      return latest === undefined ? undefined : readDataFile(latest, Joined, { hint });
    },
    keep: (joined: Joined): void => writePrivateFile(fileOf(dataDir, joined.at), `${JSON.stringify(joined, null, 2)}\n`),
  };
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
};
