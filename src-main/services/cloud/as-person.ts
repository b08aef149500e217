import type { CloudClient, Permission } from '../../../cloud/client/index.ts';

/** What every door leaves to this table: which right an operation on a tenant's cloud needs. */
const needs = {
  publish: 'publish',
  rollback: 'rollback',
  publications: 'readLevels',
  thumbnail: 'readLevels',
  package: 'readLevels',
  startSession: 'startSession',
  changePhase: 'pauseSessions',
  sendCommand: 'play',
  sessions: 'readSessions',
  session: 'readSessions',
  hostOf: 'readSessions',
  socketUrl: 'play',
  audit: 'readAudit',
  queryAudit: 'readAudit',
  exportAudit: 'readAudit',
  recording: 'readAudit',
  verifySession: 'readAudit',
  verifyAudit: 'readAudit',
  reads: 'readAudit',
  usage: 'readAudit',
  sessionUsage: 'readAudit',
  letters: 'redrive',
  redrive: 'redrive',
} as const satisfies Partial<Record<keyof CloudClient, Permission>>;
type Guarded = keyof typeof needs;

/** The rest tells nothing of a tenant's, or only what the asker may. `logRead` is nobody's to call: reading does. */
type Open = 'target' | 'engines' | 'bringEngine' | 'rolesOf' | 'nameOf' | 'authorise' | 'findSession' | 'close';

/** A tenant's cloud as one person may use it: every operation is authorised before it is asked, and opened sessions leave an entry. */
export type PersonalClient = Pick<CloudClient, Guarded | Open>;

/** Whether a person has a right in a tenant. */
export async function isAllowed(
  client: Pick<CloudClient, 'authorise'>,
  { tenant, person, to }: { tenant: string; person: string; to: Permission },
): Promise<boolean> {
  try {
    await client.authorise(tenant, person, to);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'forbidden') return false;
    throw error;
  }
}

type Operation = (about: string | { tenant: string }, ...more: unknown[]) => Promise<unknown>;
const tenantOf = (about: string | { tenant: string }): string => (typeof about === 'string' ? about : about.tenant);

/**
 * @param who `person` is authorised, `reader` is the opaque id that the log of reads keeps
 * @throws LedgerError `forbidden` from each operation, naming the roles that may
 */
export function asPerson(client: CloudClient, { person, reader }: { person: string; reader: string }): PersonalClient {
  const guarded = Object.fromEntries(
    (Object.keys(needs) as Guarded[]).map((name) => {
      const operation = client[name] as Operation;
      return [
        name,
        (async (about, ...more) => {
          await client.authorise(tenantOf(about), person, needs[name]);
          return operation(about, ...more);
        }) satisfies Operation,
      ];
    }),
  ) as unknown as Pick<CloudClient, Guarded>;
  return {
    ...guarded,
    target: client.target,
    engines: () => client.engines(),
    bringEngine: (id) => client.bringEngine(id),
    rolesOf: (tenant, whose) => client.rolesOf(tenant, whose),
    nameOf: (tenant, id) => client.nameOf(tenant, id),
    authorise: (tenant, whose, to) => client.authorise(tenant, whose, to),
    findSession: (id, tenants) => client.findSession(id, tenants),
    close: () => client.close(),
    async *audit(tenant, session) {
      await client.authorise(tenant, person, needs.audit);
      yield* client.audit(tenant, session);
    },
    async queryAudit(tenant, session, query) {
      const found = await guarded.queryAudit(tenant, session, query);
      await client.logRead({ tenant, session, reader });
      return found;
    },
    async *exportAudit(tenant, session) {
      await client.authorise(tenant, person, needs.exportAudit);
      await client.logRead({ tenant, session, reader });
      yield* client.exportAudit(tenant, session);
    },
    async recording(tenant, session) {
      const recording = await guarded.recording(tenant, session);
      await client.logRead({ tenant, session, reader });
      return recording;
    },
  };
}
