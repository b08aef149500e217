import type { CloudClient, Permission } from '../../../cloud/client/index.ts';

/** What every door leaves to this table: which right an operation on a tenant's cloud needs. */
const needs = {
  publish: 'publish',
  rollback: 'rollback',
  publications: 'readLevels',
  revisions: 'readLevels',
  scenarios: 'readLevels',
  thumbnail: 'readLevels',
  assetThumbnail: 'readLevels',
  package: 'readLevels',
  startSession: 'startSession',
  playersLink: 'invitePlayers',
  changePhase: 'pauseSessions',
  sendCommand: 'play',
  sessions: 'readSessions',
  session: 'readSessions',
  sessionLevel: 'readSessions',
  entities: 'readAudit',
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
  exportPerson: 'exportPeople',
  limits: 'readLimits',
  letters: 'redrive',
  redrive: 'redrive',
  notices: 'readSessions',
  markNoticesRead: 'readSessions',
  playersOf: 'readSessions',
  achievements: 'readSessions',
  analytics: 'readAudit',
  health: 'readSessions',
  logs: 'readLogs',
  trace: 'readLogs',
  traceUntil: 'readLogs',
  operations: 'operate',
} as const satisfies Partial<Record<keyof CloudClient, Permission>>;
type Guarded = keyof typeof needs;

/** The rest tells nothing of a tenant's, or only what the asker may: a session of a tenant where they are nobody is as one that nobody has. `logRead` is nobody's to call: reading does. */
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
    async findSession(id, tenants) {
      const own: string[] = [];
      for (const tenant of tenants) if ((await client.rolesOf(tenant, person)).length > 0) own.push(tenant);
      return client.findSession(id, own);
    },
    close: () => client.close(),
    async entities(ref, entity) {
      const found = await guarded.entities(ref, entity);
      await client.logRead({ ...ref, reader });
      return found;
    },
    async *audit(tenant, session) {
      await client.authorise(tenant, person, needs.audit);
      yield* client.audit(tenant, session);
    },
    async *logs(tenant, query) {
      await client.authorise(tenant, person, needs.logs);
      yield* client.logs(tenant, query);
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
    notices: (tenant) => guarded.notices(tenant, person),
    markNoticesRead: (tenant, _person, upTo) => guarded.markNoticesRead(tenant, person, upTo),
    async achievements(tenant, player) {
      // One's own are for everybody who plays.
      if (player !== reader) return guarded.achievements(tenant, player);
      await client.authorise(tenant, person, needs.sendCommand);
      return client.achievements(tenant, player);
    },
    async *analytics(tenant, hours) {
      await client.authorise(tenant, person, needs.analytics);
      yield* client.analytics(tenant, hours);
    },
    async playersLink(order) {
      const link = await guarded.playersLink(order);
      await client.logRead({ tenant: order.tenant, session: order.session, reader, what: 'link' });
      return link;
    },
    async recording(tenant, session) {
      const recording = await guarded.recording(tenant, session);
      await client.logRead({ tenant, session, reader });
      return recording;
    },
  };
}
