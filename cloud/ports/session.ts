import type { Json } from '../../engine/kernel/json.ts';
import type { KpiValues, WorldStart } from './engine-builds.ts';
import type { Pulse } from './observe.ts';
import type { Spending } from './usage.ts';

/** Where a session lives. */
export interface SessionRef {
  readonly tenant: string;
  readonly session: string;
}

/** How long a command may wait: `turn` until its turn can run, `interactive` 250 ms end to end, `relaxed` 900 ms. */
export type LatencyClass = 'turn' | 'interactive' | 'relaxed';
/** `realtime` keeps to the level's clock and sleeps when nobody is there; `fast` runs to the scenario's end at once. */
export type Pace = 'realtime' | 'fast';

/**
 * Who runs a session: `functions` a slice at a time, for as long as there is something to do; `hot` one process of its own, for sessions that
 * are too large or too fast for that.
 */
export type SessionHost = 'functions' | 'hot';

/** What a session was started with. Written once, never changed. */
export interface SessionStart extends SessionRef {
  readonly format: 1;
  /** Where it runs and its data lies; absent in sessions from before it was said. */
  readonly region?: string;
  readonly project: string;
  readonly level: string;
  readonly channel: string;
  readonly revision: number;
  readonly packageHash: string;
  readonly engine: string;
  readonly start: WorldStart & { readonly seed: number };
  readonly latency: LatencyClass;
  readonly pace: Pace;
  /** Ticks per second; 0 for turns. */
  readonly hz: number;
  /** Opaque id of the person. */
  readonly startedBy: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** sha256 of the token that a player's link carries. */
  readonly tokenHash: string;
  /** Absent: `functions`. */
  readonly host?: SessionHost;
}

/** `running` while an execution owns the loop, `idle` when none does, `parked` after a fault. */
export type LoopState = 'idle' | 'running' | 'parked';

/** `paused`: no tick runs, and commands are kept; `ended`: for good, and no command is taken. */
export type Phase = 'open' | 'paused' | 'ended';
/** `budget`: what the tenant may spend in the month is spent; `erased`: the tenant is being erased. */
export type PhaseReason = 'budget' | 'erased';

/** Commands with a number in (earlier entry's `upTo`, `upTo`] were consumed by `tick`. */
export interface Consumed {
  readonly tick: number;
  readonly upTo: number;
}

export interface CheckpointRef {
  readonly tick: number;
  readonly cursor: number;
  /** sha256 of the checkpoint's bytes, hex. */
  readonly sha256: string;
}

/** What one slice did; the last one stands in HEAD, all of them in the audit. */
export interface SliceRecord {
  readonly fromTick: number;
  readonly toTick: number;
  /** State hash of every tick of the slice. */
  readonly hashes: readonly string[];
  readonly consumed: readonly Consumed[];
  readonly fuel: number;
  /** Since the commit before, by slices and by routers. */
  readonly spent: Spending;
  /** HEAD's `routed` as this slice saw it: the next one counts from there on. */
  readonly routed: Spending;
  readonly at: number;
}

/** A player with a seat and without a connection. */
export interface Absence {
  readonly sender: number;
  /** When the loop first found them gone after they were last heard of, ms. */
  readonly since: number;
}

/** The wait for the players of a turn; ms since the epoch. While nobody waits it has no times. */
export interface TurnWait {
  /** From when on it counts: the turn's beginning, or the moment somebody came back to a session that stood still. */
  readonly from?: number | undefined;
  /** When somebody is to be passed over, or looked after again. */
  readonly due?: number | undefined;
  /** Who is away. It outlasts the turn: who was waited for in vain is not waited for again before they are back. */
  readonly away?: readonly Absence[] | undefined;
}

/** What is wrong with a session's scripts, for whoever runs it. */
export interface ScriptTrouble {
  /** Of the last fault. */
  readonly tick: number;
  readonly script: string;
  readonly message: string;
  readonly line?: number;
  /** Faults so far. */
  readonly times: number;
  /** Scripts that rest for the rest of the session. */
  readonly resting: readonly string[];
}

/** The authority of a session: everything else is a cache of HEAD and its commands. */
export interface SessionHead {
  /** Commits so far. */
  readonly version: number;
  /** Number of the last accepted command. */
  readonly cmdSeq: number;
  /** Number of the last command that a tick consumed. */
  readonly cursor: number;
  /** Number of the last command that a loop had looked at when it stopped; later ones need a loop. */
  readonly seen: number;
  /** The world's tick. */
  readonly ticks: number;
  /** State hash; empty before the first commit. */
  readonly hash: string;
  /** sha256 chain; empty before the first commit. */
  readonly chain: string;
  /** `<loopEpoch>:<slice>` of the last commit. */
  readonly lastSlice: string;
  readonly loop: LoopState;
  readonly loopEpoch: number;
  /** The execution that took the loop; of a session's own host `<epoch that its starter saw>-<when>`. */
  readonly loopOwner: string;
  /** The last epoch that gave the loop back, asleep or parked; absent while none did. */
  readonly stoppedEpoch?: number;
  /** Of a session with its own host: the last epoch whose host ran slices, though they may have had nothing to commit, or gave the session up. */
  readonly servedEpoch?: number;
  /** Absent in sessions from before there were others than `open`. */
  readonly phase?: Phase;
  /** Why the cloud itself brought the phase about; absent where a person did. */
  readonly why?: PhaseReason;
  /** When the loop last gave a sign of life, ms. */
  readonly beat: number;
  /** Grows when a connection asks for a keyframe, so that no loop stops without seeing it. */
  readonly calls: number;
  /** Seat numbers given so far; the next one is `seats + 1`. */
  readonly seats: number;
  /** Of a session with its own host: the items of seats say what their players sent up to this command. */
  readonly seatsUpTo?: number;
  readonly waiting: readonly string[];
  readonly done: boolean;
  readonly kpis: KpiValues;
  readonly checkpoint?: CheckpointRef;
  /** The last commit or stop took that checkpoint: who follows the table for checkpoints looks at no other HEAD. */
  readonly fresh?: boolean;
  /** Ticks since the checkpoint that consumed commands. */
  readonly log: readonly Consumed[];
  readonly slice?: SliceRecord;
  /** What routers have spent on its commands so far; each adds what it spent with the next command that it takes. */
  readonly routed?: Spending;
  /** As it stood when the loop last stopped; absent when there is nothing to keep of it. */
  readonly turn?: TurnWait;
  /** Absent while no script has faulted. */
  readonly trouble?: ScriptTrouble;
  /** Why the loop is parked. */
  readonly fault?: string;
  /** How it did lately; absent before its first slices. */
  readonly pulse?: Pulse;
  /** Until this moment, ms, the way of every command is followed. */
  readonly tracedUntil?: number;
}

export interface SliceCommit {
  readonly expect: { readonly version: number; readonly loopEpoch: number };
  readonly lastSlice: string;
  readonly cursor: number;
  readonly ticks: number;
  readonly hash: string;
  readonly chain: string;
  readonly waiting: readonly string[];
  readonly done: boolean;
  readonly kpis: KpiValues;
  readonly log: readonly Consumed[];
  readonly checkpoint?: CheckpointRef;
  readonly trouble?: ScriptTrouble;
  readonly slice: SliceRecord;
  /** Once a second; HEAD keeps the one before in between. */
  readonly pulse?: Pulse;
  /** What only a host writes that numbers the session's commands itself. */
  readonly owned?: OwnedByHost;
}

/** Members of HEAD that routers move on the functions host, and a session's own host with its commits. */
export interface OwnedByHost {
  readonly cmdSeq: number;
  readonly seats: number;
  readonly phase: Phase;
  /** Why the cloud itself brought the phase about; undefined where a person did. */
  readonly why: PhaseReason | undefined;
  /** Up to this command the items of seats say what their players sent last; of later ones the commands do. */
  readonly seatsUpTo: number;
  /** The epoch of the host, once it ran a slice or gives the session up: its start was not in vain. */
  readonly servedEpoch?: number;
}

export interface SessionStore {
  /** Writes START, the sealed token beside it, HEAD and the tenant's index entry in one transaction. False when the id is taken. */
  create(start: SessionStart, sealedToken?: Uint8Array): Promise<boolean>;
  start(ref: SessionRef): Promise<SessionStart | undefined>;
  /** What a player's link carries, as `LinkSeal` sealed it; undefined for a session from before it was kept. */
  sealedToken(ref: SessionRef): Promise<Uint8Array | undefined>;
  /** A consistent read. */
  head(ref: SessionRef): Promise<SessionHead | undefined>;
  /** Ids of a tenant's sessions, newest last. */
  list(tenant: string): Promise<string[]>;
  /** Takes the loop from `seen` to `seen + 1` for `owner`. False when another took it first. */
  takeLoop(ref: SessionRef, take: { readonly seen: number; readonly owner: string; readonly at: number }): Promise<boolean>;
  /** The one write of a slice. `head` is what stood there when the condition failed. */
  commit(ref: SessionRef, commit: SliceCommit): Promise<{ readonly ok: true } | { readonly ok: false; readonly head: SessionHead }>;
  /** Ends the loop if nothing came in since `cmdSeq` and `calls` were read. */
  stopLoop(ref: SessionRef, stop: LoopStop): Promise<boolean>;
  /** Marks the loop as parked, unless another epoch owns it. */
  park(ref: SessionRef, park: LoopPark): Promise<boolean>;
  /** Marks the loop of a session as parked whose HEAD cannot be read. False where that was done since a loop last ran. */
  parkSpoiled(ref: SessionRef, park: { readonly fault: string; readonly at: number }): Promise<boolean>;
  /** Tells the loop that connections wait for a keyframe. */
  call(ref: SessionRef): Promise<void>;
  /** Follows the way of every command until a moment, ms; 0: no longer. False when there is no such session. */
  traceUntil(ref: SessionRef, until: number): Promise<boolean>;
}

export interface LoopPark {
  readonly loopEpoch: number;
  readonly fault: string;
  readonly at: number;
  /** The loop is given back: HEAD says everything that was acknowledged. */
  readonly stops?: boolean;
}

export interface LoopStop {
  readonly loopEpoch: number;
  readonly cmdSeq: number;
  readonly calls: number;
  readonly waiting: readonly string[];
  readonly at: number;
  readonly turn?: TurnWait;
  /** A checkpoint taken on the way to sleep; it empties the log. */
  readonly checkpoint?: CheckpointRef;
}

/** Keeps what players' links carry from whoever may read a session and invite nobody: sealed by the tenant's own key, for one session. */
export interface LinkSeal {
  seal(ref: SessionRef, token: string): Promise<Uint8Array>;
  /** Undefined for what was not sealed for this session, or was changed. */
  open(ref: SessionRef, sealed: Uint8Array): Promise<string | undefined>;
}

/** A command as the log holds it. */
export interface LoggedCommand {
  /** Its place in the session's order, from 1. */
  readonly seq: number;
  /** Seat number; 0 is the system. */
  readonly sender: number;
  /** The sender's own number, one higher each time. */
  readonly clientSeq: number;
  readonly type: string;
  readonly payload: Json;
  readonly at: number;
  /** W3C `traceparent` of a command whose way is followed. Neither the world nor the audit sees it. */
  readonly trace?: string;
}

export interface Seat {
  readonly sender: number;
  /** Opaque: names live in the directory. */
  readonly player: string;
  /** sha256 of the secret with which a player takes the same seat again. */
  readonly secretHash: string;
  readonly lastSeq: number;
  /** The log number of `lastSeq`. */
  readonly lastCommand: number;
}

export interface Acceptance {
  /** HEAD as the router saw it. */
  readonly expect: { readonly cmdSeq: number; readonly loop: LoopState; readonly seats: number };
  readonly command: LoggedCommand;
  /** A new seat that this command opens. */
  readonly opens?: Seat;
  /** What waited and enters with it or not at all: it follows one by one, of each seat at most one. */
  readonly others?: readonly { readonly command: LoggedCommand; readonly opens?: Seat }[];
  /** What the router has spent on the session, for HEAD to add up. */
  readonly spent?: Spending;
  /** The phase that this command brings. The loop of this epoch is fenced: a slice that is under way never happened. */
  readonly turns?: { readonly to: Phase; readonly loopEpoch: number; readonly why?: PhaseReason };
}

/** How commands enter a session. One adapter writes items; the hot host appends to its own log. */
export interface CommandLog {
  /**
   * One transaction: HEAD.cmdSeq + 1, the command, the sender's own number. `moved`: HEAD is no longer as expected; `busy`: another
   * transaction was in the way; `not-next`: the sender's number is not the one after its last.
   */
  accept(ref: SessionRef, acceptance: Acceptance): Promise<'accepted' | 'moved' | 'busy' | 'not-next'>;
  /** Uses a seat's next number up without a command. False when it is not the next one. */
  skip(ref: SessionRef, sender: number, clientSeq: number): Promise<boolean>;
  /** Commands with `after < seq <= upTo`, in order; consistent. */
  read(ref: SessionRef, after: number, upTo: number): Promise<LoggedCommand[]>;
  seat(ref: SessionRef, sender: number): Promise<Seat | undefined>;
  seats(ref: SessionRef): Promise<Seat[]>;
}

export interface Checkpoints {
  /** Stores bytes under their sha256, which it returns. */
  put(tenant: string, bytes: Uint8Array): Promise<string>;
  get(tenant: string, sha256: string): Promise<Uint8Array | undefined>;
}
