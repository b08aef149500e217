/** `people.json` counts from the next start of a cloud: who was given a role in it since, and is refused, is told. */
import { join } from 'node:path';
import { readPeopleFile, type CloudClient } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';

/** A client whose refusals say where the file in `dataDir` gives a role that the cloud does not know of yet. */
export function tellingOfPeople(client: CloudClient, dataDir: string): CloudClient {
  return {
    ...client,
    async authorise(tenant, person, to) {
      try {
        await client.authorise(tenant, person, to);
      } catch (error) {
        const { code, message, hint, where } = error as LedgerError;
        if (code !== 'forbidden') throw error;
        const roles = await client.rolesOf(tenant, person);
        const isNew = writtenRoles(dataDir, { tenant, person }).some((role) => !roles.some((known) => known === role));
        if (!isNew) throw error;
        const later = 'What people.json gives there since counts from the next start of lq up.';
        throw new LedgerError({
          code,
          message,
          hint: hint === undefined ? later : `${hint} ${later}`,
          ...(where !== undefined && { where }),
        });
      }
    },
  };
}

/** None where the file cannot be read: the next start says so. */
function writtenRoles(dataDir: string, { tenant, person }: { tenant: string; person: string }): readonly string[] {
  try {
    return readPeopleFile(join(dataDir, 'people.json'), person).tenants[tenant]?.[person] ?? [];
  } catch {
    return [];
  }
}
