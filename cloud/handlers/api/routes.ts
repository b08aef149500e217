import { z } from 'zod';
import type { CloudClient } from '../../client/client.ts';
import type { Permission } from '../../domain/publish/index.ts';
import { refuse } from '../../domain/refusal.ts';
import { letterSystems, roles, type Letter, type Member } from '../../ports/index.ts';

/** Links to objects that whoever has them may read, for as long as they are good. */
export interface Links {
  /** Seconds. */
  readonly lifetime: number;
  checkpoint(sha256: string): Promise<string>;
  /** Keeps the text as a file of the tenant, and links to it. */
  file(text: string): Promise<string>;
}

export interface Asked<Query, Body> {
  readonly client: CloudClient;
  readonly links: Links;
  readonly tenant: string;
  readonly member: Member;
  readonly session: string;
  readonly level: string;
  readonly query: Query;
  readonly body: Body;
  readonly now: () => number;
}

/** One thing that can be asked for. */
export interface Route<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST';
  /** Parts in braces are parameters: `{session}` and `{level}`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  /** What the person must be allowed; absent: to be a member. */
  readonly right?: Permission;
  readonly query: Query;
  readonly body?: Body;
  readonly status: 200 | 201 | 202;
  readonly answer: Answer;
  run(asked: Asked<z.output<Query>, z.output<Body>>): Promise<z.input<Answer>>;
}

/** The parameter that a part of a route's path stands for. */
export const parameterOf = (part: string): 'session' | 'level' | undefined =>
  part === '{session}' ? 'session' : part === '{level}' ? 'level' : undefined;

const none = z.strictObject({});
const route = <Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
  parts: Omit<Route<Query, Body, Answer>, 'query' | 'status'> & { query?: Query; status?: 200 | 201 | 202 },
): Route => ({ status: 200, query: none, ...parts }) as unknown as Route;

const Session = z
  .object({
    id: z.string(),
    project: z.string(),
    level: z.string(),
    channel: z.string(),
    revision: z.int(),
    state: z.enum(['waiting', 'running', 'idle', 'paused', 'finished', 'ended', 'failed']),
    ticks: z.int(),
    players: z.int(),
    startedAt: z.iso.datetime(),
    startedBy: z.string(),
    hash: z.string().describe('State hash at `ticks`, 16 hex digits; empty before the first tick'),
    kpis: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Session' });
const Level = z
  .object({
    project: z.string(),
    level: z.string(),
    name: z.string(),
    channel: z.string(),
    revision: z.int().describe('What is live'),
    latest: z.int().describe('The highest number of the channel'),
    packageHash: z.string(),
    engine: z.string(),
    goldenHash: z.string(),
    cloudHash: z.string(),
    publisher: z.string(),
    publishedAt: z.iso.datetime(),
  })
  .meta({ id: 'Level' });
const Revision = z
  .object({
    revision: z.int(),
    live: z.boolean(),
    packageHash: z.string(),
    engine: z.string(),
    goldenHash: z.string(),
    cloudHash: z.string(),
    publisher: z.string(),
    publishedAt: z.iso.datetime(),
  })
  .meta({ id: 'Revision' });
const System = z.enum(letterSystems);
const Usage = z.record(z.string(), z.number()).describe('Counters by name').meta({ id: 'Usage' });
const Link = z.object({ url: z.url(), expiresAt: z.iso.datetime().describe('The link opens nothing after this') }).meta({ id: 'Link' });

const at = '/v1/sessions/{session}';

/** So many letters are asked for in one request, which is to be answered in time. */
const mostAsked = 100;
const ofSystem = (letters: readonly Letter[], system: Letter['system'] | undefined): Letter[] =>
  letters.filter((letter) => system === undefined || letter.system === system);

/** Everything that the API answers. */
export const routes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/me',
    operation: 'whoAmI',
    summary: 'Who asks, and in which roles',
    answer: z.object({ tenant: z.string(), id: z.string(), roles: z.array(z.enum(roles)) }),
    run: async ({ tenant, member: { id, roles: theirs } }) => ({ tenant, id, roles: [...theirs] }),
  }),
  route({
    method: 'GET',
    path: '/v1/members',
    operation: 'listMembers',
    summary: 'The people of the tenant, by opaque id',
    right: 'readSessions',
    answer: z.object({ members: z.array(z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(roles)) })) }),
    run: async ({ client, tenant }) => ({
      members: (await client.members(tenant)).map(({ id, name, roles: theirs }) => ({ id, name, roles: [...theirs] })),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/levels',
    operation: 'listLevels',
    summary: 'What is live in each channel, and its revision',
    right: 'readLevels',
    answer: z.object({ levels: z.array(Level) }),
    run: async ({ client, tenant }) => ({ levels: await client.publications(tenant) }),
  }),
  route({
    method: 'GET',
    path: '/v1/levels/{level}/revisions',
    operation: 'listRevisions',
    summary: 'What a channel of a level has shown, newest first, at most fifty',
    right: 'readLevels',
    query: z.strictObject({
      channel: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,31}$/)
        .optional()
        .describe('`live` without it'),
      before: z.coerce.number<string>().int().min(1).optional().describe('Only older ones: the `next` of the answer before'),
    }),
    answer: z.object({
      level: z.string(),
      channel: z.string(),
      live: z.int().describe('The revision that players see'),
      movedAt: z.iso.datetime(),
      movedBy: z.string(),
      latest: z.int().describe('The highest number of the channel'),
      revisions: z.array(Revision),
      next: z.int().optional().describe('There are older ones: ask with this as `before`'),
    }),
    run: async ({ client, tenant, level, query: { channel = 'live', before } }) => {
      const history = await client.revisions({ tenant, level, channel, ...(before !== undefined && { before }) });
      return { ...history, revisions: [...history.revisions] };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/sessions',
    operation: 'listSessions',
    summary: 'Sessions, newest first',
    right: 'readSessions',
    answer: z.object({ sessions: z.array(Session) }),
    run: async ({ client, tenant }) => ({ sessions: await client.sessions(tenant) }),
  }),
  route({
    method: 'POST',
    path: '/v1/sessions',
    operation: 'startSession',
    summary: 'Starts a session of a level that is live',
    right: 'startSession',
    status: 201,
    body: z.strictObject({
      level: z.string().min(1).max(200),
      channel: z.string().min(1).max(64).optional(),
      scenario: z.string().min(1).max(200).optional(),
      seed: z.int().min(0).optional(),
    }),
    answer: z.object({ id: z.string(), token: z.string().describe('What lets players in') }),
    run: async ({ client, tenant, member, body: { level, channel, scenario, seed } }) => {
      const { id, token } = await client.startSession({
        tenant,
        level,
        person: member.name,
        ...(channel !== undefined && { channel }),
        ...(scenario !== undefined && { scenario }),
        ...(seed !== undefined && { seed }),
      });
      return { id, token };
    },
  }),
  route({
    method: 'GET',
    path: at,
    operation: 'showSession',
    summary: 'How a session stands',
    right: 'readSessions',
    answer: Session,
    run: ({ client, tenant, session }) => client.session(tenant, session),
  }),
  route({
    method: 'POST',
    path: `${at}/phase`,
    operation: 'changePhase',
    summary: 'Pauses a session, lets it go on, or ends it for good',
    right: 'pauseSessions',
    body: z.strictObject({ change: z.enum(['pause', 'resume', 'end']) }),
    answer: z.object({ changed: z.boolean().describe('False where it stood so already') }),
    run: ({ client, tenant, session, member, body: { change } }) => client.changePhase({ tenant, session, change, person: member.name }),
  }),
  route({
    method: 'POST',
    path: `${at}/link`,
    operation: 'invitePlayers',
    summary: 'What lets players into a session; that it was handed out is logged',
    right: 'invitePlayers',
    status: 201,
    answer: z.object({ token: z.string().describe('What lets players in') }),
    run: async ({ client, tenant, session, member }) => {
      const { token } = await client.playersLink({ tenant, session, person: member.name });
      await client.logRead({ tenant, session, reader: member.id, what: 'link' });
      return { token };
    },
  }),
  route({
    method: 'GET',
    path: `${at}/usage`,
    operation: 'sessionUsage',
    summary: 'What a session used since it began',
    right: 'readAudit',
    answer: z.object({ usage: Usage }),
    run: async ({ client, tenant, session }) => {
      // One that there is not has used nothing, and is not to be told from one that has.
      await client.session(tenant, session);
      return { usage: { ...(await client.sessionUsage(tenant, session)) } };
    },
  }),
  route({
    method: 'GET',
    path: `${at}/audit`,
    operation: 'queryAudit',
    summary: 'Who did what in a session, in order; the read is logged',
    right: 'readAudit',
    query: z.strictObject({ who: z.string().min(1).max(128).optional(), type: z.string().min(1).max(128).optional() }),
    answer: z.object({
      deeds: z.array(
        z.object({
          record: z.int(),
          at: z.int().describe('Milliseconds since 1970'),
          tick: z.int(),
          sender: z.int().describe('The seat; 0 is the system'),
          who: z.string().describe('An opaque id'),
          type: z.string(),
          payload: z.unknown(),
        }),
      ),
    }),
    run: async ({ client, tenant, session, member, query: { who, type } }) => {
      const deeds = await client.queryAudit(tenant, session, { ...(who !== undefined && { who }), ...(type !== undefined && { type }) });
      await client.logRead({ tenant, session, reader: member.id });
      return { deeds };
    },
  }),
  route({
    method: 'POST',
    path: `${at}/audit/export`,
    operation: 'exportAudit',
    summary: 'A link to the session’s audit as a file that can be verified without this cloud; the read is logged',
    right: 'readAudit',
    status: 201,
    answer: Link,
    run: async ({ client, tenant, session, member, links, now }) => {
      await client.session(tenant, session);
      await client.logRead({ tenant, session, reader: member.id });
      const lines: string[] = [];
      for await (const line of client.exportAudit(tenant, session)) lines.push(line);
      return linkTo(await links.file(`${lines.join('\n')}\n`), links, now);
    },
  }),
  route({
    method: 'POST',
    path: `${at}/snapshot`,
    operation: 'linkSnapshot',
    summary: 'A link to the session’s last checkpoint; the read is logged',
    right: 'readAudit',
    status: 201,
    answer: Link,
    run: async ({ client, tenant, session, member, links, now }) => {
      const { head } = await client.session(tenant, session);
      if (!head.checkpoint)
        return refuse({
          code: 'checkpoint-unknown',
          message: `Session ${session} has no checkpoint yet.`,
          hint: 'One is made when the session sleeps.',
          where: session,
        });
      await client.logRead({ tenant, session, reader: member.id });
      return linkTo(await links.checkpoint(head.checkpoint.sha256), links, now);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/usage',
    operation: 'tenantUsage',
    summary: 'What the tenant used, by hour in UTC',
    right: 'readAudit',
    answer: z.object({ hours: z.array(z.object({ hour: z.string(), usage: Usage })) }),
    run: async ({ client, tenant }) => ({ hours: (await client.usage(tenant)).map(({ hour, usage }) => ({ hour, usage: { ...usage } })) }),
  }),
  route({
    method: 'GET',
    path: '/v1/letters',
    operation: 'listLetters',
    summary: 'What the cloud was to do for the tenant and could not',
    right: 'redrive',
    query: z.strictObject({ system: System.optional() }),
    answer: z.object({
      letters: z.array(
        z.object({
          system: System,
          id: z.string(),
          about: z.string(),
          at: z.int().describe('Milliseconds since 1970'),
          error: z.string(),
          tries: z.int(),
          asked: z.int().optional().describe('It was sent again then, in milliseconds since 1970, and nobody has answered yet'),
        }),
      ),
    }),
    run: async ({ client, tenant, query: { system } }) => ({ letters: ofSystem(await client.letters(tenant), system) }),
  }),
  route({
    method: 'POST',
    path: '/v1/letters/redrive',
    operation: 'redriveLetters',
    summary: 'Sends one letter again, or those of a system in their order, at most a hundred; what becomes of them, the list tells',
    right: 'redrive',
    status: 202,
    body: z.strictObject({ system: System, id: z.string().min(1).max(500).optional() }),
    answer: z.object({
      asked: z.array(z.object({ system: System, id: z.string() })),
      left: z.int().describe('How many more of them there are, for the next request'),
    }),
    run: async ({ client, tenant, body: { system, id } }) => {
      const found = ofSystem(await client.letters(tenant), system).filter((letter) => id === undefined || letter.id === id);
      if (id !== undefined && found.length === 0)
        return refuse({
          code: 'letter-unknown',
          message: `Tenant ${tenant} has no dead letter ${id} of ${system}.`,
          hint: 'What there is, GET /v1/letters tells.',
          where: id,
        });
      // Those that wait for an answer are not asked for again by a whole system: so the next request gets the rest.
      const waiting = found.filter(({ asked }) => id !== undefined || asked === undefined);
      const asked = await client.askForLetters(tenant, waiting.slice(0, mostAsked));
      return { asked, left: Math.max(0, waiting.length - mostAsked) };
    },
  }),
];

const linkTo = (url: string, { lifetime }: Links, now: () => number): z.input<typeof Link> => ({
  url,
  expiresAt: new Date(now() + lifetime * 1000).toISOString(),
});
