import { LedgerError } from '../../../engine/kernel/error.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { validateCommand, type CommandTypes } from '../../../engine/kernel/commands/index.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { systemCommands } from '../../../engine/rules/seats/index.ts';
import type {
  Clock,
  CommandLog,
  LoggedCommand,
  Phase,
  PhaseReason,
  Random,
  Seat,
  SessionHead,
  SessionRef,
  SessionStart,
  SessionStore,
  Sleep,
  Telemetry,
  WaitingJoin,
  WaitingJoins,
} from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import type { SpendingCounter } from '../metering/index.ts';
import { limitsOf, requireSeat, type BudgetDeps, type CommandRate } from '../quota/index.ts';
import { traceOf } from '../observe/index.ts';
import { need, refuse } from '../refusal.ts';
import { ends, joinCommand, phaseOf } from './pins.ts';
import { wake, type WakeDeps } from './wake.ts';

export interface AcceptDeps extends WakeDeps {
  readonly store: SessionStore;
  readonly log: CommandLog;
  readonly level: (start: SessionStart) => Promise<CompiledLevel>;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep['sleep'];
  /** Of a router that is billed for; whoever has none pays for itself. */
  readonly spending?: SpendingCounter;
  /** What the tenant may use. */
  readonly limits: BudgetDeps['limits'];
  readonly rate: CommandRate;
  /** Where those wait who found somebody else before them; without it each tries by itself. */
  readonly waiting?: WaitingJoins;
  /** Where it is said that a followed command was accepted; what nobody writes is known by the command's own time. */
  readonly telemetry?: Telemetry;
}

/** A command as it comes in at the door. */
export interface Incoming {
  /** Seat number; 0 only for the system itself. */
  readonly sender: number;
  /** The sender's own number, one higher each time; the next one when absent. */
  readonly clientSeq?: number;
  readonly type: string;
  readonly payload: Json;
  /** Why what came under this number is no command at all. */
  readonly spoilt?: LedgerError;
}

export interface Ack {
  /** The command's number in the session's log; 0 for a repeated one that is older than the sender's last. */
  readonly seq: number;
  readonly clientSeq: number;
  readonly duplicate: boolean;
}

/** The largest payload, as JSON. */
export const maxPayloadBytes = 16 * 1024;
const attempts = 24;
/** How often a command waits for the one before it, which another router may be writing: half a second in all. */
const patience = 8;

/** A command came before the one that its sender numbered before it. Nothing is lost: it is to be sent again, after that one. */
export class OutOfOrder extends LedgerError {
  /** The number that the session takes next from this sender. */
  readonly expected: number;

  constructor({ session }: SessionRef, clientSeq: number, expected: number) {
    super({
      code: 'out-of-order',
      message: `Session ${session} takes command ${expected} of this player next, and got ${clientSeq}.`,
      hint: `Send again from ${expected} on.`,
      where: session,
    });
    this.expected = expected;
  }
}

/** The session's own host numbers its commands while it runs: whoever wants something sent asks there. */
export class TakenByHost extends LedgerError {
  constructor({ session }: SessionRef) {
    super({
      code: 'busy',
      message: `Session ${session} is run by its own host.`,
      hint: 'Send it there, or again in a moment.',
      where: session,
    });
  }
}

/**
 * Takes a command into the session's log and wakes the loop. A sender's commands enter in the order of their numbers, without a gap; one that
 * is refused for what it says uses its number up. It is acknowledged once it is durable; sending it again is acknowledged again and has no
 * effect. Refuses `session-unknown`, `session-ended`, `session-finished`, `seat-unknown`, `busy`, `out-of-order`, and whatever the command's own check says.
 */
export async function acceptCommand(deps: AcceptDeps, ref: SessionRef, incoming: Incoming): Promise<Ack> {
  const start = await startOf(deps.store, ref);
  const { sender, type } = incoming;
  const payload = checkedPayload(await deps.level(start), incoming);
  if (payload instanceof LedgerError && (sender === 0 || incoming.clientSeq === undefined)) throw payload;
  const { commandsPerSecond: most } = await limitsOf(deps, ref.tenant);
  let counted = false;
  return enter(deps, start, async (head) => {
    if (sender === 0) return { command: { sender, clientSeq: incoming.clientSeq ?? head.cmdSeq + 1, type, payload: payload as Json } };
    const judged = judgeCommand(ref, await deps.log.seat(ref, sender), incoming, payload);
    if ('skips' in judged) {
      if (!judged.isKnown && !(await deps.log.skip(ref, sender, judged.skips))) return 'again';
      throw judged.error;
    }
    if ('command' in judged && !counted) {
      deps.rate.take(ref, most);
      counted = true;
    }
    return judged;
  });
}

/** What becomes of a player's command, by the seat as it stands: it is taken, it was there already, it came early, or it is refused and uses its number up. */
export function judgeCommand(
  ref: SessionRef,
  known: Seat | undefined,
  { sender, type, ...incoming }: Incoming,
  payload: Json | LedgerError,
):
  | { readonly command: Omit<LoggedCommand, 'seq' | 'at'> }
  | { readonly repeated: Ack }
  | { readonly early: OutOfOrder }
  | { readonly skips: number; readonly isKnown: boolean; readonly error: LedgerError } {
  const seat = need(known, () => noSeat(ref, sender));
  const clientSeq = incoming.clientSeq ?? seat.lastSeq + 1;
  if (clientSeq > seat.lastSeq + 1) return { early: new OutOfOrder(ref, clientSeq, seat.lastSeq + 1) };
  if (payload instanceof LedgerError) return { skips: clientSeq, isKnown: clientSeq <= seat.lastSeq, error: payload };
  if (clientSeq <= seat.lastSeq)
    return { repeated: { seq: clientSeq === seat.lastSeq ? seat.lastCommand : 0, clientSeq, duplicate: true } };
  return { command: { sender, clientSeq, type, payload } };
}

export interface Joined {
  readonly sender: number;
  /** Takes the same seat again after a reconnect. Only its sha256 is stored. */
  readonly secret: string;
  /** The last of this player's own numbers that the session has. */
  readonly seq: number;
}

/** Most who are seated with the one that got in first: each takes two of the hundred items that a transaction may have. */
const seatedTogether = 40;
/** Who waits longer than this, in ms, waits with a router that is not there any more. */
const waitsFor = 30_000;

/**
 * Gives the next seat number to an opaque player id; joining is itself a command in the log. Who finds another before them puts their name on the
 * list of those who wait; whoever gets in next seats everybody on it, so that a class that comes at once is seated in a few transactions.
 */
export async function joinSession(
  deps: AcceptDeps,
  ref: SessionRef,
  { player, secret }: { player: string; secret: string },
): Promise<Joined> {
  const start = await startOf(deps.store, ref);
  const own: WaitingJoin = { player, secretHash: digest(secret), at: deps.clock.now() };
  let sender = 0;
  let seq = 0;
  let isWaiting = false;
  const prepare = async (head: SessionHead): Promise<Entry> => {
    const seats = await deps.log.seats(ref);
    const known = seats.find(({ secretHash }) => secretHash === own.secretHash);
    if (known !== undefined) {
      ({ sender, lastSeq: seq } = known);
      return { repeated: { seq: 0, clientSeq: 0, duplicate: true } };
    }
    await requireSeat(deps, ref, head.seats);
    const given = nextSeat(ref, head.seats, own);
    ({ sender } = given.opens);
    const others = isWaiting ? await othersWaiting(deps, ref, { own, seats, given: head.seats + 1 }) : [];
    return { ...given, joins: others.map((other, index) => nextSeat(ref, head.seats + 1 + index, other)) };
  };
  const waits = async (): Promise<void> => {
    if (isWaiting || deps.waiting === undefined) return;
    isWaiting = true;
    await deps.waiting.put(ref, own);
  };
  try {
    await enter(deps, start, prepare, waits);
  } finally {
    if (isWaiting) await deps.waiting?.remove(ref, own.secretHash);
  }
  return { sender, secret, seq };
}

/** Who can be seated with one who has seat `given`: they wait, have no seat, and the tenant may have them all. */
async function othersWaiting(
  { waiting, clock, limits }: AcceptDeps,
  ref: SessionRef,
  { own, seats, given }: { own: WaitingJoin; seats: readonly Seat[]; given: number },
): Promise<WaitingJoin[]> {
  const seated = new Set([own, ...seats].map(({ secretHash }) => secretHash));
  const { players: most } = await limitsOf({ limits }, ref.tenant);
  return ((await waiting?.list(ref)) ?? [])
    .filter(({ secretHash, at }) => !seated.has(secretHash) && clock.now() - at < waitsFor)
    .slice(0, Math.max(0, Math.min(seatedTogether, most - given, mostSeats - given)));
}

/** As many as a seat's number has room for. */
const mostSeats = 0xffff;

interface NewSeat {
  readonly command: Omit<LoggedCommand, 'seq' | 'at'>;
  readonly opens: Seat;
}

/** The seat after those that were given, and the command that gives it. */
export function nextSeat(ref: SessionRef, given: number, { player, secretHash }: Pick<Seat, 'player' | 'secretHash'>): NewSeat {
  const sender = given + 1;
  if (sender > mostSeats)
    refuse({ code: 'session-full', message: `Session ${ref.session} has given all of its 65,535 seats.`, where: ref.session });
  return {
    command: { sender: 0, clientSeq: 0, type: joinCommand, payload: { sender, player } },
    opens: { sender, player, secretHash, lastSeq: 0, lastCommand: 0 },
  };
}

export type Entry =
  | { command: Omit<LoggedCommand, 'seq' | 'at'>; opens?: Seat; joins?: readonly NewSeat[]; turns?: Phase; why?: PhaseReason }
  | { repeated: Ack }
  | { early: OutOfOrder }
  | 'again';

/**
 * Writes one entry at the end of the log, trying again while others get in first, of which `beaten` hears. What is in the log is acknowledged also
 * when the session is over.
 */
export async function enter(
  deps: AcceptDeps,
  start: SessionStart,
  prepare: (head: SessionHead) => Promise<Entry>,
  beaten?: () => Promise<void>,
): Promise<Ack> {
  const came = deps.clock.now();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const head = await headOf(deps.store, start);
    if (start.host === 'hot' && head.loop === 'running') throw new TakenByHost(start);
    const entry = await prepare(head);
    if (entry === 'again') continue;
    if ('repeated' in entry) return entry.repeated;
    if (phaseOf(head) === 'ended') refuse(hasEnded(start));
    if (head.done && ends(start)) refuse(hasFinished(start));
    if ('early' in entry) {
      if (attempt >= patience) throw entry.early;
      await deps.sleep(fullJitter(deps.random, attempt));
      continue;
    }
    const now = deps.clock.now();
    const trace = traceOf(head, { now, random: deps.random });
    const command: LoggedCommand = { ...entry.command, seq: head.cmdSeq + 1, at: now, ...(trace !== undefined && { trace }) };
    const spent = deps.spending?.take(start);
    const outcome = await deps.log.accept(start, {
      expect: { cmdSeq: head.cmdSeq, loop: head.loop, seats: head.seats },
      command,
      ...(entry.opens && { opens: entry.opens }),
      ...(entry.joins && {
        joins: entry.joins.map((join, index) => ({ ...join, command: { ...join.command, seq: command.seq + 1 + index, at: now } })),
      }),
      ...(spent && { spent }),
      ...(entry.turns && { turns: { to: entry.turns, loopEpoch: head.loopEpoch, ...(entry.why && { why: entry.why }) } }),
    });
    if (spent && outcome !== 'accepted') deps.spending?.add(start, spent);
    if (outcome === 'accepted') {
      if (trace !== undefined)
        deps.telemetry?.spans(start, { seq: command.seq, trace }, [{ name: 'accepted', from: came, to: deps.clock.now() }]);
      await wake(deps, start, entry.turns ? { ...head, loop: 'idle', loopEpoch: head.loopEpoch + 1 } : head);
      return { seq: command.seq, clientSeq: command.clientSeq, duplicate: false };
    }
    if (outcome === 'not-next') continue;
    await beaten?.();
    await deps.sleep(fullJitter(deps.random, attempt));
  }
  return refuse({
    code: 'busy',
    message: `Session ${start.session} is taking more commands than it can number.`,
    hint: 'Send it again in a moment.',
    where: start.session,
  });
}

/** Between 0 and 2^attempt times 5 ms, at most 400 ms. */
const fullJitter = (random: Random, attempt: number): number => {
  const [high = 0, low = 0] = random.bytes(2);
  return ((high * 256 + low) / 65_536) * Math.min(400, 5 * 2 ** attempt);
};

/** The payload with its defaults, by the same check that the world makes, or why it is refused: the same whenever it is sent. */
export function checkedPayload(level: CompiledLevel, { sender, clientSeq = 1, type, payload, spoilt }: Incoming): Json | LedgerError {
  if (spoilt) return spoilt;
  const size = JSON.stringify(payload).length;
  if (size > maxPayloadBytes)
    return new LedgerError({
      code: 'command-too-large',
      message: `${type} carries ${size} bytes; at most ${maxPayloadBytes} are taken.`,
      where: type,
    });
  const types = sender === 0 ? { ...level.commands, ...systemCommands } : level.commands;
  const checked = validateCommand(types as CommandTypes, { sender, seq: clientSeq, type, payload });
  return checked.ok ? checked.command.payload : checked.error;
}

export const hasEnded = ({ session }: SessionRef) => ({
  code: 'session-ended',
  message: `Session ${session} was ended by who runs it; this was not taken any more.`,
  hint: 'What was acknowledged before is in it.',
  where: session,
});

export const hasFinished = ({ session }: SessionRef) => ({
  code: 'session-finished',
  message: `Session ${session} has ended.`,
  hint: 'Start another one.',
  where: session,
});

const noSeat = (ref: SessionRef, sender: number) => ({
  code: 'seat-unknown',
  message: `Session ${ref.session} has not given seat ${sender} to this player.`,
  hint: 'Join the session first.',
  where: ref.session,
});

export const startOf = async (store: Pick<SessionStore, 'start'>, ref: SessionRef): Promise<SessionStart> =>
  need(await store.start(ref), () => ({
    code: 'session-unknown',
    message: `Tenant ${ref.tenant} has no session ${ref.session}.`,
    hint: `List them: lq session list --tenant ${ref.tenant}`,
    where: ref.session,
  }));

export const headOf = async (store: Pick<SessionStore, 'head'>, ref: SessionRef): Promise<SessionHead> =>
  need(await store.head(ref), () => ({
    code: 'session-unknown',
    message: `Session ${ref.session} of tenant ${ref.tenant} has no HEAD.`,
    where: ref.session,
  }));
