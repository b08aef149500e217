import { type CloudTarget, openTarget, StackOutputs } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { tellingOfPeople } from './from-next-start.ts';
import { openIdentities } from './identities.ts';
import { openLocalLogs } from './local-logs.ts';
import { openWitness } from './witness.ts';
import { discover, type DiscoveryFile } from '../data-folder/discovery.ts';
import { asPerson, type PersonalClient } from './as-person.ts';
import { playerIdOf } from './player-id.ts';
import { unknownTenant } from './unknown-tenant.ts';

export interface Connection {
  client: PersonalClient;
  discovery: DiscoveryFile;
  /** Tenants of this target. */
  tenants: readonly string[];
}

/** The cloud that runs in a data folder. @throws LedgerError `no-cloud` where none does */
export function runningCloud(dataDir: string): DiscoveryFile {
  const discovery = discover(dataDir);
  if (discovery) return discovery;
  throw new LedgerError({
    code: 'no-cloud',
    message: 'No cloud answers at target local.',
    hint: `Start one: lq up --data ${dataDir}`,
    where: 'local',
  });
}

/** A running cloud as whoever has the keys sees it. */
export function targetOf(
  { endpoint, region, playground, dataDir, outputs }: DiscoveryFile,
  { accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string },
): CloudTarget {
  return {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    outputs: StackOutputs.parse(outputs),
    playground,
    engines: `${dataDir}/engines`,
    identities: openIdentities(dataDir),
    witness: openWitness(dataDir),
    logs: openLocalLogs(dataDir),
  };
}

/**
 * The cloud that runs in a data folder, as a person may use it on one of its tenants.
 * @throws LedgerError `no-cloud` where none runs, `unknown-tenant` naming those there are
 */
export function connect(dataDir: string, tenant: string, person: string): Connection {
  const discovery = runningCloud(dataDir);
  const keys = discovery.tenants.find(({ id }) => id === tenant);
  const tenants = discovery.tenants.map(({ id }) => id);
  if (!keys) throw unknownTenant(tenant, tenants);
  const client = tellingOfPeople(openTarget(targetOf(discovery, keys)), discovery.dataDir);
  return { client: asPerson(client, { person, reader: playerIdOf(dataDir, person) }), discovery, tenants };
}

/** The tenant of a session, among those named in which the person has a role. @throws LedgerError `session-unknown`, whether another tenant has it or none */
export async function findSession(
  dataDir: string,
  session: string,
  among: readonly string[],
  person: string,
): Promise<{ connection: Connection; tenant: string }> {
  for (const tenant of among) {
    const connection = connect(dataDir, tenant, person);
    if (await connection.client.findSession(session, [tenant])) return { connection, tenant };
    connection.client.close();
  }
  throw new LedgerError({
    code: 'session-unknown',
    message: `${person} has a role in no tenant that has a session ${session}.`,
    hint: 'List them: lq session list --tenant <tenant>',
    where: session,
  });
}
