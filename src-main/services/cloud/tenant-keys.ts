import { join } from 'node:path';
import { z } from 'zod';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';

const Keys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const TenantKeysFile = z.record(z.string(), Keys);
/** The access keys of tenants, by their names; a map, because a tenant may be called what every object has, such as `constructor`. */
export type TenantKeys = ReadonlyMap<string, z.infer<typeof Keys>>;

/**
 * The keys that a data folder keeps in `tenants.json`; none where there is no file.
 * @throws LedgerError `bad-data-file`
 */
export function readTenantKeys(dataDir: string): TenantKeys {
  const hint = 'Delete it: every tenant gets a new key, and the old ones end.';
  return new Map(Object.entries(readDataFile(join(dataDir, 'tenants.json'), TenantKeysFile, { hint }) ?? {}));
}

export const writeTenantKeys = (dataDir: string, keys: TenantKeys): void =>
  writePrivateFile(join(dataDir, 'tenants.json'), `${JSON.stringify(Object.fromEntries(keys), null, 2)}\n`);
