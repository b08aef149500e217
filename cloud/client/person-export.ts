import { z } from 'zod';
import { readableHead } from '../domain/session/index.ts';
import type {
  LevelStore,
  PublishRequest,
  ReadEntry,
  SessionRef,
  SessionStart,
  SessionStore,
  CommandLog,
  Directory,
} from '../ports/index.ts';

const Instant = z.iso.datetime();
const Deed = z.strictObject({ seq: z.int(), at: Instant, type: z.string(), payload: z.json() });

/** Everything that a tenant holds about a person, as one document. */
export const PersonExport = z.strictObject({
  format: z.literal(1),
  kind: z.literal('ledgerquest.person'),
  tenant: z.string(),
  at: Instant,
  /** The directory's entry; `name` is null once it was erased. */
  person: z.strictObject({ id: z.string(), name: z.string().nullable(), roles: z.array(z.string()), key: z.string().nullable() }),
  /** The opaque ids under which the person plays. */
  players: z.array(z.string()),
  /** Sessions that the person started. */
  started: z.array(z.strictObject({ session: z.string(), level: z.string(), at: Instant })),
  /** Sessions that the person joined, with what was sent from the seat. */
  joined: z.array(z.strictObject({ session: z.string(), level: z.string(), seat: z.int(), player: z.string(), commands: z.array(Deed) })),
  /** What the person did to sessions: paused, resumed, ended them. */
  led: z.array(Deed.extend({ session: z.string() })),
  publishes: z.array(
    z.strictObject({
      request: z.string(),
      kind: z.enum(['publish', 'rollback']),
      level: z.string(),
      channel: z.string(),
      package: z.string(),
      at: Instant,
    }),
  ),
  /** Sessions that the person opened or exported. */
  reads: z.array(z.strictObject({ session: z.string(), what: z.literal('link').optional(), at: Instant })),
  /** What may say something about the person and is not looked through. */
  notIncluded: z.array(z.string()),
});
export type PersonExported = z.infer<typeof PersonExport>;

export interface ExportDeps {
  readonly directory: Directory;
  readonly store: Pick<SessionStore, 'list' | 'start' | 'head'>;
  readonly log: Pick<CommandLog, 'seats' | 'read'>;
  readonly levels: Pick<LevelStore, 'request'>;
  /** Requests of a tenant to publish, by level and id. */
  readonly requests: (tenant: string) => AsyncIterable<{ readonly level: string; readonly id: string }>;
  readonly reads: (tenant: string) => Promise<readonly ReadEntry[]>;
  readonly now: () => number;
}

const notIncluded = [
  'Rooms and comments: a level’s document is its tenant’s and names who wrote in it.',
  'Files of this machine: people.json, identities.json, project folders and logs.',
  'What was played by a link in a browser: its id is in that browser alone.',
];
const iso = (at: number): string => new Date(at).toISOString();

/** @param who an id or a name that the directory knows; `players` are the ids under which they play, and read */
export async function exportPerson(
  deps: ExportDeps,
  tenant: string,
  who: { readonly person: string; readonly players: readonly string[] },
): Promise<PersonExported | undefined> {
  const member = (await deps.directory.members(tenant)).find(({ id, name }) => id === who.person || name === who.person);
  const { id, roles = [], key } = member ?? (await deps.directory.member(tenant, who.person)) ?? { id: who.person };
  const found: Pick<PersonExported, 'started' | 'joined' | 'led'> = { started: [], joined: [], led: [] };
  for (const session of await deps.store.list(tenant)) {
    const start = await deps.store.start({ tenant, session });
    if (start) await inSession(deps, start, { id, players: who.players }, found);
  }
  const publishes = await requestsOf(deps, tenant, id);
  const reads = (await deps.reads(tenant))
    .filter(({ reader }) => reader === id || who.players.includes(reader))
    .map(({ session, what, at }) => ({ session, ...(what && { what }), at: iso(at) }));
  const nothing = [found.started, found.joined, found.led, publishes, reads].every(({ length }) => length === 0);
  if (member === undefined && nothing) return undefined;
  return PersonExport.parse({
    format: 1,
    kind: 'ledgerquest.person',
    tenant,
    at: iso(deps.now()),
    person: { id, name: member?.name ?? null, roles: [...roles], key: key ?? null },
    players: [...who.players],
    ...found,
    publishes,
    reads,
    notIncluded,
  });
}

/** No command has a higher number: all are asked for where nobody can read how many there are. */
const lastSeq = 10 ** 12 - 1;

async function inSession(
  { store, log }: ExportDeps,
  start: SessionStart,
  { id, players }: { id: string; players: readonly string[] },
  { started, joined, led }: Pick<PersonExported, 'started' | 'joined' | 'led'>,
): Promise<void> {
  const { session, level } = start;
  const ref: SessionRef = { tenant: start.tenant, session };
  if (start.startedBy === id) started.push({ session, level, at: iso(start.at) });
  const { head, why } = await readableHead(store, ref);
  const commands = await log.read(ref, 0, why === undefined ? (head?.cmdSeq ?? 0) : lastSeq);
  const deed = ({ seq, at, type, payload }: (typeof commands)[number]) => ({
    seq,
    at: iso(at),
    type,
    payload: payload as z.infer<ReturnType<typeof z.json>>,
  });
  for (const { sender, player } of await log.seats(ref))
    if (players.includes(player) || player === id)
      joined.push({ session, level, seat: sender, player, commands: commands.filter((command) => command.sender === sender).map(deed) });
  for (const command of commands)
    if (command.sender === 0 && (command.payload as { person?: unknown } | null)?.person === id) led.push({ ...deed(command), session });
}

async function requestsOf({ levels, requests }: ExportDeps, tenant: string, id: string): Promise<PersonExported['publishes']> {
  const found: PublishRequest[] = [];
  for await (const { level, id: request } of requests(tenant)) {
    const made = await levels.request(tenant, level, request);
    if (made?.publisher === id) found.push(made);
  }
  return found.map(({ id: request, kind, level, channel, packageHash, at }) => ({
    request,
    kind,
    level,
    channel,
    package: packageHash,
    at: iso(at),
  }));
}
