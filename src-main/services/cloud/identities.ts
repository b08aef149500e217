import { join } from 'node:path';
import { z } from 'zod';
import { identityOf, newIdentity, StoredIdentity, type Identities } from '../../../cloud/client/index.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';

const IdentitiesFile = z.strictObject({ format: z.literal(1), people: z.record(z.string(), StoredIdentity) });
type People = z.infer<typeof IdentitiesFile>['people'];

export interface KeptIdentities extends Identities {
  /** Makes ids and keys for those who have none yet. */
  ensure(people: Iterable<string>): void;
  /** The id and the private key of a person go; who comes back under the name is somebody else. */
  forget(person: string): void;
}

/**
 * The people of a data folder with their opaque ids and signing keys: `identities.json`, readable by its owner only. Whoever can read it can
 * sign as each of them.
 * @throws LedgerError `bad-identities-file`
 */
export function openIdentities(dataDir: string): KeptIdentities {
  const file = join(dataDir, 'identities.json');
  const read = (): People =>
    readDataFile(file, IdentitiesFile, {
      code: 'bad-identities-file',
      hint: 'Put back a copy, or move it away: the next lq up makes new keys, and what was done before is then done by nobody that has a name.',
    })?.people ?? {};
  const write = (people: People): void => writePrivateFile(file, `${JSON.stringify({ format: 1, people }, null, 2)}\n`);
  return {
    of(person) {
      const people = read();
      return Object.hasOwn(people, person) ? identityOf(people[person]!) : undefined;
    },
    ensure(names) {
      const people = read();
      const missing = [...new Set(names)].filter((name) => !Object.hasOwn(people, name));
      if (missing.length > 0) write({ ...people, ...Object.fromEntries(missing.map((name) => [name, newIdentity()])) });
    },
    forget(person) {
      const { [person]: forgotten, ...people } = read();
      if (forgotten !== undefined) write(people);
    },
  };
}
