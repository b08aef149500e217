import { openOperator, readPeopleFile } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import { runningCloud, targetOf } from './connect.ts';
import { openIdentities } from './identities.ts';
import { join } from 'node:path';

/**
 * Takes a person's name and keys out of a running cloud and its data folder. What they published and started stays, under an id that nothing
 * leads from to them any more.
 * @returns the tenants that knew them, and those that have no owner any more
 * @throws LedgerError `no-cloud`, `unknown-person`
 */
export async function erasePerson(dataDir: string, person: string): Promise<{ tenants: string[]; ownerless: string[] }> {
  const discovery = runningCloud(dataDir);
  const file = join(discovery.dataDir, 'people.json');
  const written = readPeopleFile(file, person);
  const people = written.tenants;
  const operator = openOperator(targetOf(discovery, discovery));
  const known: string[] = [];
  try {
    for (const tenant of await operator.tenants()) if ((await operator.erasePerson(tenant, person)) === 'erased') known.push(tenant);
  } finally {
    operator.close();
  }
  const ownersOf = (members: Readonly<Record<string, readonly string[]>>): string[] =>
    Object.entries(members).flatMap(([name, roles]) => (roles.includes('owner') ? [name] : []));
  const isLastOwner = (owners: readonly string[]): boolean => owners.length === 1 && owners[0] === person;
  const ownerless = Object.entries(people).flatMap(([tenant, members]) => (isLastOwner(ownersOf(members)) ? [tenant] : []));
  const listed = Object.values(people).some((members) => Object.hasOwn(members, person));
  if (listed) {
    const tenants = Object.fromEntries(Object.entries(people).map(([tenant, { [person]: _erased, ...others }]) => [tenant, others]));
    writePrivateFile(file, `${JSON.stringify({ ...written, tenants }, null, 2)}\n`);
  }
  openIdentities(discovery.dataDir).forget(person);
  if (known.length === 0 && !listed)
    throw new LedgerError({
      code: 'unknown-person',
      message: `No tenant of this target knows ${person}.`,
      hint: `People stand in ${file}.`,
      where: person,
    });
  return { tenants: known, ownerless };
}
