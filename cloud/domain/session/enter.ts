import { LedgerError } from '../../../engine/kernel/error.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
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
  Waiting,
  WaitingCommand,
  WaitingList,
} from '../../ports/index.ts';
import type { SpendingCounter } from '../metering/index.ts';
import { traceOf } from '../observe/index.ts';
import { limitsOf, type BudgetDeps, type CommandRate } from '../quota/index.ts';
import { need, refuse } from '../refusal.ts';
import { ends, joinCommand, phaseOf } from './pins.ts';
import { asleep, saysAll, wake, type WakeDeps } from './wake.ts';

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
  readonly waiting?: WaitingList;
  /** Where it is said that a followed command was accepted; what nobody writes is known by the command's own time. */
  readonly telemetry?: Telemetry;
}

export interface Ack {
  /** The command's number in the session's log; 0 where it is older than the sender's last that is there. */
  readonly seq: number;
  readonly clientSeq: number;
  /** Whether it was there before it came this time, as far as can be told. */
  readonly duplicate: boolean;
}

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

/** The session's own host numbers its commands while it runs, and until the next one has read what it left: whoever wants something sent asks there. */
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

/** A command that has no place in the log yet. */
export type Unnumbered = Omit<LoggedCommand, 'seq' | 'at'>;

export type Entry =
  | { command: Unnumbered; opens?: Seat; turns?: Phase; why?: PhaseReason }
  | { repeated: Ack }
  | { early: OutOfOrder }
  | 'again';

/**
 * Writes one entry at the end of the log. What finds another before it waits on a list, where it can: whichever of those that wait gets in next
 * takes the others along, so that many who come at once are in after a few transactions. What is in the log is acknowledged also when the session
 * is over.
 *
 * @param own what stands on the list; without it, it is tried alone
 * @param isEnd the session's end, which nothing is missed after
 */
export async function enter(
  deps: AcceptDeps,
  start: SessionStart,
  prepare: (head: SessionHead) => Promise<Entry>,
  { own, isEnd = false }: { own?: Waiting | undefined; isEnd?: boolean } = {},
): Promise<Ack> {
  const { waiting } = deps;
  if (own === undefined || waiting === undefined) return tryToEnter(deps, start, prepare, { ...nobodyElse, isEnd });
  let isListed = false;
  const list: WaitingLine = {
    isEnd,
    isListed: () => isListed,
    others: async (seats) => (isListed ? whoComesAlong({ ...deps, waiting }, start, own, seats) : []),
    async beaten() {
      if (isListed) return;
      isListed = true;
      // It is tried alone, too: being listed only helps.
      await waiting.put(start, own).catch(() => {});
    },
  };
  try {
    return await tryToEnter(deps, start, prepare, list);
  } finally {
    // What is left is of no number that comes next, and is forgotten.
    if (isListed) await waiting.remove(start, own).catch(() => {});
  }
}

/** Seats of a session: those that HEAD knows, and those that are given once what is entering has its own. */
interface Seats {
  readonly known: number;
  readonly given: number;
}

/** The list of what waits, as one who is at the door sees it. */
interface WaitingLine {
  readonly isEnd: boolean;
  readonly isListed: () => boolean;
  /** What enters with it. */
  readonly others: (seats: Seats) => Promise<Companion[]>;
  /** Another got in first. */
  readonly beaten: () => Promise<void>;
}

const nobodyElse: Omit<WaitingLine, 'isEnd'> = { isListed: () => false, others: async () => [], beaten: async () => {} };

async function tryToEnter(
  deps: AcceptDeps,
  start: SessionStart,
  prepare: (head: SessionHead) => Promise<Entry>,
  line: WaitingLine,
): Promise<Ack> {
  const came = deps.clock.now();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const head = await headOf(deps.store, start);
    // Numbers after HEAD's may be those of what the last host acknowledged. No tick follows an end: it needs none of that.
    if (start.host === 'hot' && !saysAll(head) && !(line.isEnd && asleep(head, deps.clock.now()))) throw new TakenByHost(start);
    const entry = await prepare(head);
    if (entry === 'again') continue;
    // Whoever took it along told nobody.
    if ('repeated' in entry) return line.isListed() ? { ...entry.repeated, duplicate: false } : entry.repeated;
    if (phaseOf(head) === 'ended') refuse(hasEnded(start));
    if (head.done && ends(start)) refuse(hasFinished(start));
    if ('early' in entry) {
      if (attempt >= patience) throw entry.early;
      await deps.sleep(fullJitter(deps.random, attempt));
      continue;
    }
    const now = deps.clock.now();
    const { opens, turns, why } = entry;
    const others = await line.others({ known: head.seats, given: head.seats + (opens ? 1 : 0) });
    const numbered = (unnumbered: Unnumbered, after: number): LoggedCommand => {
      const trace = traceOf(head, { now, random: deps.random });
      return { ...unnumbered, seq: head.cmdSeq + 1 + after, at: now, ...(trace !== undefined && { trace }) };
    };
    const command = numbered(entry.command, 0);
    const along = others.map((other, index) => ({ ...other, command: numbered(other.command, index + 1) }));
    const spent = deps.spending?.take(start);
    const outcome = await deps.log.accept(start, {
      expect: { cmdSeq: head.cmdSeq, loop: head.loop, seats: head.seats },
      command,
      ...(opens && { opens }),
      ...(along.length > 0 && { others: along }),
      ...(spent && { spent }),
      ...(turns && { turns: { to: turns, loopEpoch: head.loopEpoch, ...(why && { why }) } }),
    });
    if (spent && outcome !== 'accepted') deps.spending?.add(start, spent);
    if (outcome === 'accepted') {
      for (const { seq, trace, from } of [{ ...command, from: came }, ...along.map((other) => ({ ...other.command, from: other.came }))])
        if (trace !== undefined) deps.telemetry?.spans(start, { seq, trace }, [{ name: 'accepted', from, to: deps.clock.now() }]);
      await wake(deps, start, turns ? { ...head, loop: 'idle', loopEpoch: head.loopEpoch + 1 } : head);
      return { seq: command.seq, clientSeq: command.clientSeq, duplicate: false };
    }
    if (outcome === 'not-next') continue;
    await line.beaten();
    await deps.sleep(fullJitter(deps.random, attempt));
  }
  return refuse({
    code: 'busy',
    message: `Session ${start.session} is taking more commands than it can number.`,
    hint: 'Send it again in a moment.',
    where: start.session,
  });
}

/** Most who are taken along by the one that got in first: each takes two of the hundred items that a transaction may have. */
const mostCompanions = 40;
/** Who waits longer than this, in ms, waits with a router that is not there any more: all attempts take less. */
const waitsFor = 10_000;

/** What enters with another. */
interface Companion {
  readonly command: Unnumbered;
  readonly opens?: Seat;
  /** When it came to the door, ms. */
  readonly came: number;
}

/**
 * What can enter with one that is on the list itself, who came first before the others: players who have no seat, as far as the tenant may have
 * them, and of each seat the command that comes next.
 */
async function whoComesAlong(
  deps: AcceptDeps & { readonly waiting: WaitingList },
  ref: SessionRef,
  own: Waiting,
  { known, given }: Seats,
): Promise<Companion[]> {
  const now = deps.clock.now();
  const waiting = (await deps.waiting.list(ref))
    .filter((one) => now - one.at < waitsFor && !isSame(one, own))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, mostCompanions);
  const joins = waiting.filter((one) => one.kind === 'join');
  const commands = waiting.filter((one) => one.kind === 'command');
  // A seat that is given meanwhile is in nobody's way: it is that of one who enters now.
  const isNext = async ({ sender, clientSeq }: WaitingCommand): Promise<boolean> =>
    sender <= known && (await deps.log.seat(ref, sender))?.lastSeq === clientSeq - 1;
  const [seated, { players }, ...next] = await Promise.all([
    joins.length > 0 ? deps.log.seats(ref) : [],
    limitsOf({ limits: deps.limits }, ref.tenant),
    ...commands.map(isNext),
  ]);
  const taken = new Set(seated.map(({ secretHash }) => secretHash));
  const newcomers = joins.filter(({ secretHash }) => !taken.has(secretHash)).slice(0, Math.max(0, Math.min(players, mostSeats) - given));
  return [
    ...newcomers.map((join, index) => ({ ...nextSeat(ref, given + index, join), came: join.at })),
    ...commands
      .filter((_, index) => next[index])
      .map(({ sender, clientSeq, type, payload, at }) => ({ command: { sender, clientSeq, type, payload }, came: at })),
  ];
}

/** Whether both are of one seat, or of one who will have it. */
const isSame = (one: Waiting, other: Waiting): boolean =>
  one.kind === 'join'
    ? other.kind === 'join' && one.secretHash === other.secretHash
    : other.kind === 'command' && one.sender === other.sender;

/** Between 0 and 2^attempt times 5 ms, at most 400 ms. */
const fullJitter = (random: Random, attempt: number): number => {
  const [high = 0, low = 0] = random.bytes(2);
  return ((high * 256 + low) / 65_536) * Math.min(400, 5 * 2 ** attempt);
};

/** As many as a seat's number has room for. */
const mostSeats = 0xffff;

interface NewSeat {
  readonly command: Unnumbered;
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
