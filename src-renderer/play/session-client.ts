import { createAssetLine } from './asset-line.ts';
import { createOutbox } from './outbox.ts';
import { createAssembly } from './parts.ts';
import { type Faults, faultsIn } from './faults.ts';
import { unpackChanges } from '../../engine/net/protocol/changes.ts';
import type {
  PlayerAway,
  PlayerCommand,
  PlayerDiff,
  PlayerEntity,
  PlayerLevel,
  PlayerMessage,
  PlayerSeat,
  ServerMessage,
} from '../../engine/net/protocol/index.ts';
import type { PlayLink } from './link.ts';
import type { Json } from '../../engine/kernel/index.ts';

export interface PlaySocket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** What must survive the page: who we are to this session, how far our numbering got, and what is not saved yet. */
export interface Remembered {
  player: string;
  secret: string;
  seq: number;
  unsaved: readonly PlayerCommand[];
}
export interface PlayMemory {
  read(): Remembered | undefined;
  write(memory: Remembered): void;
}

/** One entry per tick seen, oldest first. */
export type Series = readonly { readonly tick: number; readonly kpis: Readonly<Record<string, string | number>> }[];

/** Something that a player has achieved in this tenant. */
export interface Achieved {
  achievement: string;
  /** For people to read. */
  label: string;
  session: string;
  /** ISO 8601. */
  at: string;
}

export interface PlayHost {
  connect(): PlaySocket;
  memory: PlayMemory;
  /** What this page saw of the session before it was loaded again, and where it leaves that: `series` is asked once the page goes. */
  seen?: { readonly before: Series; leave(series: () => Series): void };
  /** A fresh opaque id. */
  newPlayer(): string;
  /** What takes the same seat again: nobody else can guess it. */
  newSecret(): string;
  /** What the player of a seat has achieved; undefined while that cannot be told. A host without a place to ask has none. */
  achievements?(seat: Pick<Remembered, 'player' | 'secret'>): Promise<readonly Achieved[] | undefined>;
  later(run: () => void, milliseconds: number): void;
  /** Milliseconds of any clock that goes on. */
  now(): number;
}

/** A seat whose player is away. */
export interface Away {
  entity: string;
  /** Until when the turn waits for them, by the host's clock; undefined while nothing of theirs is waited for. */
  until: number | undefined;
}

export interface PlayState {
  /** `over`: the session has ended and closed the connection. */
  connection: 'connecting' | 'connected' | 'reconnecting' | 'refused' | 'over';
  /** What who runs the session has done to it. */
  phase: 'open' | 'paused' | 'ended';
  level: PlayerLevel | undefined;
  tick: number;
  hash: string;
  kpis: Readonly<Record<string, string | number>>;
  /** What the charts draw. */
  series: Series;
  seats: readonly PlayerSeat[];
  /** The components of the seats' entities, by key. */
  atSeats: Readonly<Record<string, PlayerEntity['components']>>;
  /** Keys of the seats that still owe this turn's command. */
  waiting: readonly string[];
  away: readonly Away[];
  /** Our own sender number; 0 while we only watch. */
  sender: number;
  /** Commands sent and not yet acknowledged as durable. */
  unsaved: number;
  /** Commands sent in a pause, oldest first: the session has them, or will, and they count once it goes on. */
  kept: readonly PlayerCommand[];
  refusal: { message: string; hint?: string } | undefined;
  /** Our command that had no effect because a script could not take it. */
  faulted: Faults['faulted'];
  /** A script of the level has failed so often that it rests. */
  resting: boolean;
  done: boolean;
}

/** A change of the picture: a whole state, or the ticks since the one before. */
export type Picture =
  | { kind: 'whole'; tick: number; entities: readonly PlayerEntity[] }
  | { kind: 'ticks'; frames: readonly PlayerDiff[]; events: readonly { type: string; entity?: string | undefined }[] };

const emptyState: PlayState = {
  connection: 'connecting',
  phase: 'open',
  level: undefined,
  tick: 0,
  hash: '',
  kpis: {},
  series: [],
  seats: [],
  atSeats: {},
  waiting: [],
  away: [],
  sender: 0,
  unsaved: 0,
  kept: [],
  refusal: undefined,
  faulted: undefined,
  resting: false,
  done: false,
};
const longestSeries = 2000;
/** Answers that settle nothing: the command is sent again. */
const passing: readonly string[] = ['out-of-order', 'busy', 'not-joined'];
/** Before commands that were not settled go out again, ms: doubled each time, up to the longest, until something is settled. */
const pause = { first: 250, longest: 10_000 };
/** So long after somebody's time is over its end is asked for, ms. */
const afterAway = 500;

/** A player's side of a session: keeps the connection, the seat and the numbering, and never loses a command that was sent. */
export function createSessionClient(_link: PlayLink, host: PlayHost) {
  let state: PlayState = { ...emptyState, series: host.seen?.before ?? [] };
  let socket: PlaySocket | undefined;
  let attempt = 0;
  let closed = false;
  const listeners = new Set<() => void>();
  const viewers = new Set<(picture: Picture) => void>();
  const assets = createAssetLine((path, from, how) => send({ type: 'asset', path, from, ...how }));
  const outbox = createOutbox(host.memory.read()?.unsaved ?? []);
  let seated: 'no' | 'asking' | 'yes' = 'no';
  let assemble = createAssembly();
  let again = { pending: false, times: 0 };
  /** Something that was said may not have been heard, and nobody knows what. */
  let unheard = false;

  const set = (change: Partial<PlayState>): void => {
    state = { ...state, ...change, unsaved: outbox.size() };
    for (const listener of listeners) listener();
  };
  const send = (message: PlayerMessage): void => {
    if (state.connection === 'connected') socket?.send(JSON.stringify(message));
  };
  const remember = (change: { secret?: string; seq?: number } = {}): Remembered => {
    const known = host.memory.read() ?? { player: host.newPlayer(), secret: host.newSecret(), seq: 0 };
    const memory = { ...known, ...change, unsaved: outbox.all() };
    host.memory.write(memory);
    return memory;
  };
  const join = (): void => {
    if (seated !== 'no' || state.connection !== 'connected') return;
    seated = 'asking';
    const { player, secret } = remember();
    send({ type: 'join', player, secret });
  };
  const pump = (): void => {
    if (outbox.size() === 0 || state.connection !== 'connected') return;
    if (seated === 'yes') for (const command of outbox.next()) send(command);
    else join();
  };
  const settle = (seq: number): void => {
    outbox.settle(seq);
    remember();
    again = { ...again, times: 0 };
  };
  /** @param greets nobody knows what was not answered: the session also says once more how it stands, to who only watches as well */
  const sendAgain = (greets = false): void => {
    unheard ||= greets;
    if (again.pending) return;
    again = { pending: true, times: again.times + 1 };
    host.later(
      () => {
        again = { ...again, pending: false };
        outbox.takeBack();
        if (seated === 'asking') seated = 'no';
        if (closed) return;
        if (unheard) send({ type: 'hello' });
        unheard = false;
        pump();
      },
      Math.min(pause.longest, pause.first * 2 ** (again.times - 1)),
    );
  };
  /** When the time of whoever is away is over, we ask how it stands: nobody else may do so for a minute. */
  const noteAway = (said: readonly PlayerAway[] = []): void => {
    const away = said.map(({ entity, left }) => ({ entity, until: left === undefined ? undefined : host.now() + left * 1000 }));
    set({ away });
    const times = said.flatMap(({ left = 0 }) => (left > 0 ? [left] : []));
    if (times.length > 0)
      host.later(() => !closed && state.away === away && send({ type: 'resume' }), Math.min(...times) * 1000 + afterAway);
  };
  /** What was kept in a pause has counted once an open session says how it stands. */
  const stillKept = (): Pick<PlayState, 'kept'> => ({ kept: state.phase === 'paused' ? state.kept : [] });
  const noteKpis = (tick: number, kpis: PlayState['kpis']): PlayState['series'] =>
    [...state.series.filter((entry) => entry.tick < tick), { tick, kpis }].slice(-longestSeries);

  const receive = (message: ServerMessage): void => {
    switch (message.type) {
      case 'welcome':
        // A session that is not open says so next.
        set({ level: message.level, tick: message.tick, phase: 'open' });
        assets.askAgain();
        if (host.memory.read()) join();
        break;
      case 'joined':
        seated = 'yes';
        // What was sent before the connection broke is sent again; the session knows a number it has seen.
        outbox.takeBack();
        remember({ secret: message.secret, seq: outbox.follow(message.seq) });
        set({ sender: message.sender });
        pump();
        break;
      case 'ack':
        settle(message.clientSeq);
        set({ refusal: undefined, faulted: undefined });
        pump();
        break;
      case 'refused':
        if (message.code === 'not-joined' || message.clientSeq === undefined) seated = 'no';
        if (passing.includes(message.code)) {
          sendAgain();
          break;
        }
        if (message.code === 'not-connected') {
          socket?.close();
          break;
        }
        if (message.clientSeq !== undefined) {
          set({ kept: state.kept.filter(({ seq }) => seq !== message.clientSeq) });
          settle(message.clientSeq);
          pump();
        } else if (message.code === 'session-ended') for (const { seq } of outbox.all()) settle(seq);
        set({ refusal: { message: message.message, ...(message.hint !== undefined && { hint: message.hint }) } });
        break;
      case 'asset':
        assets.take(message);
        break;
      case 'part': {
        const text = assemble(message);
        if (text !== undefined) receive(JSON.parse(text) as ServerMessage);
        break;
      }
      case 'paused':
      case 'ended':
        set({ phase: message.type });
        break;
      case 'resumed':
        set({ phase: 'open' });
        break;
      case 'waiting':
        set({ waiting: message.waiting, seats: message.seats, ...stillKept() });
        noteAway(message.away);
        break;
      case 'keyframe':
        noteAway(message.away);
        set({
          ...standing(message),
          ...stillKept(),
          tick: message.tick,
          series: noteKpis(message.tick, message.kpis),
          atSeats: wholeSeats(message),
        });
        for (const viewer of viewers) viewer({ kind: 'whole', tick: message.tick, entities: message.entities });
        break;
      case 'frames':
        if (message.fromTick !== state.tick) {
          if (message.fromTick > state.tick) send({ type: 'resume' });
          break;
        }
        noteAway(message.away);
        set({
          ...standing(message),
          ...stillKept(),
          tick: message.toTick,
          series: noteKpis(message.toTick, message.kpis),
          ...faultsIn(message.events, state.sender),
          atSeats: changedSeats(state.atSeats, message.frames),
        });
        for (const viewer of viewers) viewer({ kind: 'ticks', frames: message.frames, events: message.events });
        break;
    }
  };

  const open = (): void => {
    const opened = host.connect();
    socket = opened;
    opened.onopen = () => {
      attempt = 0;
      seated = 'no';
      unheard = false;
      assemble = createAssembly();
      set({ connection: 'connected' });
      send({ type: 'hello' });
    };
    opened.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as ServerMessage | { type?: never };
      // The gateway says in words of its own that the session could not be reached.
      if (message.type === undefined) sendAgain(true);
      else receive(message);
    };
    opened.onclose = ({ code }) => {
      if (closed || socket !== opened) return;
      // Nothing more comes. What is not answered is asked about once more.
      if (state.phase === 'ended' && outbox.size() === 0) {
        set({ connection: 'over' });
        return;
      }
      // The gateway refuses a wrong link before the socket opens; an open socket that breaks is worth another try.
      if (state.level === undefined && attempt > 2) {
        set({ connection: 'refused' });
        return;
      }
      set({ connection: code === 4401 ? 'refused' : state.level === undefined ? 'connecting' : 'reconnecting' });
      attempt += 1;
      host.later(() => !closed && open(), Math.min(10_000, 250 * 2 ** attempt));
    };
  };

  host.seen?.leave(() => state.series);

  return {
    state: (): PlayState => state,
    /** The clock by which somebody is away until a moment. */
    now: (): number => host.now(),
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Called with every change of the picture; the first is always whole. */
    watch(viewer: (picture: Picture) => void): () => void {
      viewers.add(viewer);
      return () => viewers.delete(viewer);
    },
    /** The bytes of an asset of the level. @throws Error where it has none of this path */
    asset: (path: string): Promise<Uint8Array> => assets.want(path),
    /** What this player has achieved; undefined while that cannot be told. */
    async achievements(): Promise<readonly Achieved[] | undefined> {
      const known = host.memory.read();
      return known && seated === 'yes' ? host.achievements?.(known) : undefined;
    },
    start: open,
    /** Takes a place among the senders; watching needs none. */
    join,
    /** Sends a command. It counts as unsaved until the session acknowledges that it is durable. */
    command(type: string, payload: Json): void {
      const seq = (host.memory.read()?.seq ?? 0) + 1;
      const command: PlayerCommand = { type: 'command', seq, command: { type, payload } };
      outbox.add(command);
      remember({ seq });
      set({ refusal: undefined, faulted: undefined, ...(state.phase === 'paused' && { kept: [...state.kept, command] }) });
      pump();
    },
    close(): void {
      closed = true;
      socket?.close();
    },
  };
}
export type SessionClient = ReturnType<typeof createSessionClient>;

const standing = ({ hash, kpis, waiting, seats, done }: Extract<ServerMessage, { type: 'keyframe' | 'frames' }>) => ({
  hash,
  kpis,
  waiting,
  seats,
  done,
});

const wholeSeats = ({ seats, entities }: Extract<ServerMessage, { type: 'keyframe' }>): PlayState['atSeats'] =>
  Object.fromEntries(
    entities.filter(({ key }) => seats.some(({ entity }) => entity === key)).map(({ key, components }) => [key, components]),
  );

/** What ticks made of the seats; one that a tick brings is known from the next whole state on. */
function changedSeats(before: PlayState['atSeats'], frames: readonly PlayerDiff[]): PlayState['atSeats'] {
  const changed = frames.flatMap(unpackChanges).filter(({ entity }) => Object.hasOwn(before, entity));
  if (changed.length === 0) return before;
  const after = { ...before };
  for (const { entity, component, value } of changed) {
    const { [component]: _, ...others } = after[entity]!;
    after[entity] = value === null ? others : { ...others, [component]: value };
  }
  return after;
}
