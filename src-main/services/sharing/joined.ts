/** What a guest's computer remembers of a project that it joined, so that it can come back: one file each, and the credential as a secret. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import type { JoinLink } from '../../contract/join-link.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { Redeemed } from './protocol.ts';

const Known = z.strictObject({
  format: z.literal(1),
  at: z.strictObject({ host: z.string(), port: z.int(), project: z.string(), fingerprint: z.string() }),
  /** The credential lies here in files of before there were secrets; whoever comes back takes it along. */
  redeemed: Redeemed.partial({ credential: true }),
  /** Where the window was served: what a browser keeps for it is kept by this address. */
  studioPort: z.int().optional(),
});
type Known = z.infer<typeof Known>;
export type Joined = Known & { redeemed: Redeemed };

type Name = Pick<JoinLink, 'project' | 'fingerprint'>;

const hint = 'Move it away, and join again with a new link.';
const folderOf = (dataDir: string): string => join(dataDir, 'joined');
const nameOf = ({ project, fingerprint }: Name): string => `${project}.${fingerprint}`;
const fileOf = (dataDir: string, name: Name): string => join(folderOf(dataDir), `${nameOf(name)}.json`);

export function openJoined(dataDir: string, secrets: Secrets) {
  const whole = async (known: Known | undefined): Promise<Joined | undefined> => {
    if (known === undefined) return undefined;
    const words = { what: `The right to come back to ${known.at.project}`, again: 'Ask whoever shares the project for a new link.' };
    const credential = known.redeemed.credential ?? (await secrets.find(`joined.${nameOf(known.at)}`, words));
    if (credential === undefined)
      throw new LedgerError({ code: 'secret-lost', message: `${words.what} was kept until LedgerQuest was closed.`, hint: words.again });
    return { ...known, redeemed: { ...known.redeemed, credential } };
  };
  return {
    /** @throws LedgerError `secret-lost`, `secret-sealed`, `keychain-closed` where it is known and there is no way back */
    find: async (link: Name): Promise<Joined | undefined> => whole(readDataFile(fileOf(dataDir, link), Known, { hint })),
    /** The one that was joined or come back to last. @throws as `find` */
    async last(): Promise<Joined | undefined> {
      const files = list(folderOf(dataDir)).map((name) => join(folderOf(dataDir), name));
      const latest = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
      return latest === undefined ? undefined : whole(readDataFile(latest, Known, { hint }));
    },
    async keep({ redeemed: { credential, ...redeemed }, ...joined }: Joined): Promise<void> {
      // Before the file is written without it.
      await secrets.keep(`joined.${nameOf(joined.at)}`, credential);
      writePrivateFile(fileOf(dataDir, joined.at), `${JSON.stringify({ ...joined, redeemed }, null, 2)}\n`);
    },
  };
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
};
