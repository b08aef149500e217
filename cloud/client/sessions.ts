import type { CompiledLevel } from '../../engine/model/compiled.ts';
import { systemHost } from '../adapters/aws/host.ts';
import { authorise } from '../domain/publish/index.ts';
import { commandRate } from '../domain/quota/index.ts';
import { need } from '../domain/refusal.ts';
import {
  acceptCommand,
  changePhase,
  joinSession,
  phaseOf,
  playersToken,
  requireEffect,
  seatsOf,
  shownSession,
  startSession,
  type AcceptDeps,
  type Ack,
  type Incoming,
  type InviteOrder,
  type PhaseOrder,
  type Seated,
  type StartOrder,
} from '../domain/session/index.ts';
import type {
  EntityModelState,
  EntityRow,
  KpiValues,
  PhaseReason,
  ScriptTrouble,
  SessionHead,
  SessionHost,
  SessionRef,
  SessionStart,
} from '../ports/index.ts';
import type { HeadKeeper } from './heads.ts';
import { hostOf, hotSocketUrl, opensSession, throughHost, type HostedDeps } from './hosted.ts';
import { namesOf } from './members.ts';
import type { Stores } from './stores.ts';
import type { CloudTarget } from './target.ts';

export type SessionState = 'waiting' | 'running' | 'idle' | 'paused' | 'finished' | 'ended' | 'failed';

export interface SessionSummary {
  readonly id: string;
  readonly tenant: string;
  readonly project: string;
  readonly level: string;
  readonly channel: string;
  readonly revision: number;
  /** Id of what is played; absent where a level has no scenarios. */
  readonly scenario?: string;
  readonly state: SessionState;
  /** What runs it. */
  readonly host: SessionHost;
  readonly ticks: number;
  /** Seats given so far. */
  readonly players: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** A name, for people to read. */
  readonly startedBy: string;
  /** State hash at `ticks`, 16 hex; empty before the first tick. */
  readonly hash: string;
  readonly kpis: KpiValues;
  /** Why the cloud itself paused or ended it; absent where a person did. */
  readonly why?: PhaseReason;
  /** What is wrong with its scripts; absent while nothing is. */
  readonly trouble?: ScriptTrouble;
}

export interface SessionDetail extends SessionSummary {
  readonly start: SessionStart;
  readonly head: SessionHead;
}

export interface SessionLevel {
  readonly kpis: CompiledLevel['kpis'];
  /** Empty where there are no seats. */
  readonly seats: readonly Seated[];
}

/** What lets players into a session. */
export interface PlayersLink {
  /** What a player's link carries. */
  readonly token: string;
  /** The link, where the target has a Playground. */
  readonly playUrl?: string;
}

export interface StartedSession extends PlayersLink {
  readonly id: string;
  readonly tenant: string;
}

/** Components of entities, and the state that they are of. */
export interface Entities {
  readonly state?: EntityModelState;
  readonly rows: readonly EntityRow[];
}

/** Sessions of a tenant, as whoever runs or plays them sees them. */
export interface SessionsClient {
  startSession(order: Omit<StartOrder, 'channel'> & { channel?: string }): Promise<StartedSession>;
  /** The link of a session's players, as it was when the session started. */
  playersLink(order: InviteOrder): Promise<PlayersLink>;
  /** Where a session's players connect: the target's own sockets, or those of the session's host, which is started if it is not there. */
  socketUrl(tenant: string, session: string): Promise<string>;
  /** The host that a hot session has, and where it is while it runs; undefined for a session of functions. */
  hostOf(tenant: string, session: string): Promise<{ readonly url?: string } | undefined>;
  /** Whether a player's link with this token opens a session. */
  admits(tenant: string, session: string, token: string): Promise<boolean>;
  /** Pauses a session, lets it go on, or ends it for good. `changed` is false where it stood so already. */
  changePhase(order: PhaseOrder): Promise<{ readonly changed: boolean }>;
  /** Newest first. */
  sessions(tenant: string): Promise<SessionSummary[]>;
  session(tenant: string, id: string): Promise<SessionDetail>;
  /** The tenant of a session, among those given. */
  findSession(id: string, tenants: readonly string[]): Promise<SessionRef | undefined>;
  /** What its level calls its figures, and who sits where in a game of turns. */
  sessionLevel(session: SessionRef): Promise<SessionLevel>;
  /** Sends as a player, who joins when need be. */
  sendCommand(session: SessionRef, command: PlayerCommand): Promise<Ack & { sender: number }>;
  /** Opaque ids of the players of a session, by seat. */
  playersOf(tenant: string, session: string): Promise<string[]>;
  /** Entities of a session as its last checkpoint had them, or the components of one; without a state where none was written down yet. */
  entities(ref: SessionRef, entity?: string): Promise<Entities>;
}

interface PlayerCommand {
  readonly type: string;
  readonly payload: Incoming['payload'];
  readonly player: string;
  readonly seq?: number;
  /** What can have no effect at the seats as they are is refused; otherwise it is taken, as from everybody else. A session's own host is not asked. */
  readonly mustAct?: boolean;
}

/** @throws Refusal `session-unknown` */
export async function sessionDetail(
  { sessions, directory }: Pick<Stores, 'sessions' | 'directory'>,
  ref: SessionRef,
): Promise<SessionDetail> {
  const found = need(await shownSession(sessions, ref), () => ({
    code: 'session-unknown',
    message: `Tenant ${ref.tenant} has no session ${ref.session}.`,
    hint: `List them: lq session list --tenant ${ref.tenant}`,
    where: ref.session,
  }));
  const names = await namesOf(directory, ref.tenant);
  const { start, head } = found;
  // A head that was written before a last tick left nobody waited for may name somebody.
  return { ...summary(start, head, names(start.startedBy)), start, head: head.done ? { ...head, waiting: [] } : head };
}

export function sessionsClient(stores: Stores, target: CloudTarget, heads: HeadKeeper): SessionsClient {
  const { sessions, levels, compiled, directory, keys, links, engines, metering, limits, entities } = stores;
  const { clock, ids, random, sleep } = systemHost;
  // The stream wakes sessions; a door has no right to start anything.
  const orchestrator = { startLoop: async (): Promise<void> => {} };
  const accepting: AcceptDeps = {
    store: sessions,
    log: sessions,
    level: compiled,
    orchestrator,
    clock,
    random,
    sleep,
    limits,
    rate: commandRate(clock),
  };
  const hosted: HostedDeps = { sessions, hosts: stores.hosts, clock, ids, sleep };
  const linkOf = (ref: SessionRef, token: string): PlayersLink => ({
    token,
    ...(target.playground !== undefined && { playUrl: playUrl(target.playground, ref, token) }),
  });
  const isHot = async (ref: SessionRef): Promise<boolean> => (await sessions.start(ref))?.host === 'hot';
  const sendDirectly = async (ref: SessionRef, { type, payload, player, seq }: PlayerCommand): Promise<Ack & { sender: number }> => {
    const seat = (await sessions.seats(ref)).find((one) => one.player === player);
    const sender =
      seat?.sender ?? (await joinSession(accepting, ref, { player, secret: Buffer.from(random.bytes(16)).toString('hex') })).sender;
    return { sender, ...(await acceptCommand(accepting, ref, { sender, type, payload, ...(seq !== undefined && { clientSeq: seq }) })) };
  };

  const seatedIn = async (ref: SessionRef) => {
    const { start, head } = await sessionDetail(stores, ref);
    const level = await compiled(start);
    return { level, isOver: head.done || phaseOf(head) === 'ended', seats: () => seatsOf(sessions, { start, head, level }) };
  };
  const requireItsEffect = async (ref: SessionRef, command: PlayerCommand): Promise<void> => {
    const { level, isOver, seats } = await seatedIn(ref);
    const { clock } = level;
    // One that is over takes nothing, which it says itself.
    if (!isOver && clock.kind === 'turns' && [clock.take, clock.awaits, clock.release].includes(command.type))
      requireEffect(level, await seats(), command);
  };

  return {
    async startSession({ channel = 'live', ...order }) {
      const deps = {
        limits,
        metering,
        region: target.region,
        store: sessions,
        levels,
        keys,
        links,
        directory,
        engines,
        orchestrator,
        clock,
        ids,
        random,
      };
      const { start, token } = await startSession(deps, { ...order, channel });
      return { id: start.session, tenant: start.tenant, ...linkOf(start, token) };
    },
    playersLink: async (order) => linkOf(order, await playersToken({ directory, store: sessions, links }, order)),
    async socketUrl(tenant, session) {
      const { start } = await sessionDetail(stores, { tenant, session });
      return start.host === 'hot' ? hotSocketUrl(hosted, { tenant, session }) : target.outputs.WebSocketUrl;
    },
    async hostOf(tenant, session) {
      if (!(await isHot({ tenant, session }))) return undefined;
      const host = await hostOf(hosted, { tenant, session });
      return host === undefined ? {} : { url: host.url };
    },
    async admits(tenant, session, token) {
      const start = await sessions.start({ tenant, session });
      return start !== undefined && opensSession(start, token);
    },
    async changePhase(order) {
      const { tenant, session, change, person } = order;
      const directly = (): Promise<{ readonly changed: boolean }> => changePhase({ ...accepting, directory, metering }, order);
      if (!(await isHot({ tenant, session }))) return directly();
      const { id } = await authorise(directory, { tenant, person, to: 'pauseSessions' });
      return throughHost(hosted, { tenant, session }, { op: 'phase', change, id }, directly);
    },
    async sessions(tenant) {
      const [listed, names] = await Promise.all([sessions.list(tenant), namesOf(directory, tenant)]);
      const found = await Promise.all(
        listed.toReversed().map(async (session) => {
          // A door can list one that never began, and spoil one that did: it hides no other.
          const shown = await shownSession(sessions, { tenant, session });
          return shown ? [summary(shown.start, shown.head, names(shown.start.startedBy))] : [];
        }),
      );
      return found.flat();
    },
    async session(tenant, session) {
      const found = await sessionDetail(stores, { tenant, session });
      await heads.keep(tenant);
      return found;
    },
    async findSession(session, tenants) {
      for (const tenant of tenants) if (await sessions.start({ tenant, session })) return { tenant, session };
      return undefined;
    },
    async sessionLevel(ref) {
      const { level, seats } = await seatedIn(ref);
      return { kpis: level.kpis, seats: await seats() };
    },
    async sendCommand({ tenant, session }, { mustAct = false, ...command }) {
      const ref = { tenant, session };
      if (!(await isHot(ref))) {
        if (mustAct) await requireItsEffect(ref, command);
        return sendDirectly(ref, command);
      }
      return throughHost(hosted, ref, { op: 'send', ...command }, () => sendDirectly(ref, command));
    },
    playersOf: async (tenant, session) => (await sessions.seats({ tenant, session })).map(({ player }) => player),
    async entities(ref, entity) {
      const [state, rows] = await Promise.all([entities.state(ref), entities.rows(ref, entity)]);
      return { ...(state && { state }), rows };
    },
  };
}

/** How it stands, in one word. */
export function stateOf(head: SessionHead): SessionState {
  const { done, loop, waiting } = head;
  const phase = phaseOf(head);
  if (phase === 'ended') return 'ended';
  if (done) return 'finished';
  if (loop === 'parked') return 'failed';
  if (phase === 'paused') return 'paused';
  return waiting.length > 0 ? 'waiting' : loop;
}

function summary(start: SessionStart, head: SessionHead, startedBy: string): SessionSummary {
  return {
    id: start.session,
    tenant: start.tenant,
    project: start.project,
    level: start.level,
    channel: start.channel,
    revision: start.revision,
    ...(start.start.scenario !== undefined && { scenario: start.start.scenario }),
    state: stateOf(head),
    host: start.host ?? 'functions',
    ticks: head.ticks,
    players: head.seats,
    startedAt: new Date(start.at).toISOString(),
    startedBy,
    hash: head.hash,
    kpis: head.kpis,
    ...(head.why && { why: head.why }),
    ...(head.trouble && { trouble: head.trouble }),
  };
}

/** The link of a player: what it needs stands after the #, which no server sees. */
function playUrl(playground: string, { tenant, session }: SessionRef, token: string): string {
  const url = new URL(playground);
  url.hash = new URLSearchParams({ tenant, session, token }).toString();
  return url.href;
}
