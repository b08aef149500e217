import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { alive } from '../data-folder/alive.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';

const KeptPlayer = z.object({ player: z.string(), secret: z.string(), pid: z.int().optional() });

/** Who plays a session: an opaque name, and what nobody else can guess. */
export interface Player {
  readonly player: string;
  readonly secret: string;
}

export interface KeptPlayers {
  /** Who this person was in the session. @throws LedgerError `plays-already` while another program of this machine plays as them */
  known(): Player | undefined;
  /** This program plays as them from now on. */
  keep(player: Player): void;
  /** It does no longer; whoever comes next may. */
  release(): void;
}

/**
 * Who a person of this machine is in a session that they play in a terminal, in a file of the data folder that only they can read. Its name
 * tells nobody which session or person it is of.
 */
export function openKeptPlayers(
  dataDir: string,
  { tenant, session, person }: { tenant: string; session: string; person: string },
  pid: number = process.pid,
): KeptPlayers {
  const name = createHash('sha256')
    .update(JSON.stringify([tenant, session, person]))
    .digest('hex')
    .slice(0, 32);
  const file = join(dataDir, 'players', `${name}.json`);
  const read = () => readDataFile(file, KeptPlayer, { hint: 'Delete it: you are a new player then.' });
  const write = (kept: z.infer<typeof KeptPlayer>): void => writePrivateFile(file, JSON.stringify(kept));
  return {
    known() {
      const kept = read();
      if (kept?.pid !== undefined && kept.pid !== pid && alive(kept.pid))
        throw new LedgerError({
          code: 'plays-already',
          message: `You play this session in another terminal already (process ${kept.pid}).`,
          hint: 'To play as somebody else beside it: --as <name>. To be a new player: --new.',
          where: session,
        });
      return kept && { player: kept.player, secret: kept.secret };
    },
    keep: ({ player, secret }) => write({ player, secret, pid }),
    release() {
      const kept = read();
      if (kept?.pid === pid) write({ player: kept.player, secret: kept.secret });
    },
  };
}
