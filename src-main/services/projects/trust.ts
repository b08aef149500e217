import { existsSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import { productRoot } from '../engine/index.ts';

const Trusted = z.object({ format: z.literal(1), folders: z.array(z.string()) });

export interface TrustOptions {
  /** The person's data folder. */
  dataDir: string;
  /** Where the shipped samples lie: whoever runs the product trusts them already. Those of this installation, unless said otherwise. */
  shipped?: string;
}

export type Trust = ReturnType<typeof openTrust>;

/** As a shell takes it. */
const quoted = (dir: string): string => (/^[\w./-]+$/.test(dir) ? dir : `'${dir.replaceAll("'", String.raw`'\''`)}'`);

const real = (dir: string): string => (existsSync(dir) ? realpathSync(dir) : resolve(dir));

/**
 * Which folders this person trusts: those they made here, those they said so of, and what the product ships. Every other folder is restricted:
 * it may be edited and previewed, and not published. Read anew at each question, because the command line and Studio are two processes.
 */
export function openTrust({ dataDir, shipped = join(productRoot(), 'samples') }: TrustOptions) {
  const file = join(dataDir, 'trusted.json');
  const folders = (): string[] =>
    readDataFile(file, Trusted, { hint: 'Move it away: every project from elsewhere is then restricted until you trust it again.' })
      ?.folders ?? [];
  const of = (dir: string): boolean => real(dir).startsWith(real(shipped) + sep) || folders().includes(real(dir));
  return {
    of,
    give(dir: string): void {
      if (of(dir)) return;
      writePrivateFile(file, `${JSON.stringify({ format: 1, folders: [...folders(), real(dir)] }, null, 2)}\n`);
    },
    /** The one check in front of every publish. @throws LedgerError `project-restricted` */
    require({ dir, name }: { dir: string; name: string }): void {
      if (of(dir)) return;
      throw new LedgerError({
        code: 'project-restricted',
        message: `${name} came from elsewhere and is restricted: it cannot be published.`,
        hint: `Look at its scripts, then trust it: in Studio choose Trust this project, on the command line lq trust ${quoted(dir)}.`,
      });
    },
  };
}
