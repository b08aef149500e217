/** What a command that needs a cloud means: which, as whom, and how it says so. */
import { meantTarget } from '../../services/cloud/target.ts';
import { meantDataDir } from '../../services/data-folder/discovery.ts';
import { openTrust } from '../../services/projects/trust.ts';
import { thisPerson } from '../host/person.ts';
import { namedDataDir, usageError } from './command.ts';

export const cloudOptions = {
  as: { type: 'string' },
  data: { type: 'string' },
  target: { type: 'string' },
} as const;

export const cloudUsage = `  --data <dir>      data folder of the cloud; otherwise LQ_DATA, or the one that runs
  --target <name>   where the cloud is; otherwise LQ_TARGET, or local, the only one there is today`;

/** The tenant that a command cannot do without. */
export function namedTenant({ tenant }: { tenant?: string | undefined }, hint?: string): string {
  if (tenant === undefined) throw usageError('Say whose: --tenant <tenant>.', hint);
  return tenant;
}

/** Does this person trust the project in a folder? */
export const trusts = (dir: string): boolean => openTrust({ dataDir: meantDataDir() }).of(dir);

/** @throws LedgerError `unknown-target` */
export function meant(values: { as?: string | undefined; data?: string | undefined; target?: string | undefined }): {
  dataDir: string;
  person: string;
} {
  meantTarget(values.target);
  return { dataDir: namedDataDir(values.data) ?? meantDataDir(), person: values.as ?? thisPerson() };
}
