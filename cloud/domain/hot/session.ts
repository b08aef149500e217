import { LedgerError } from '../../../engine/kernel/error.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type {
  Acceptance,
  Clock,
  CommandLog,
  HostedStore,
  Limits,
  LoggedCommand,
  LoopPark,
  LoopStop,
  OwnedByHost,
  Seat,
  SessionHead,
  SessionRef,
  SessionStart,
  SliceCommit,
  TickEntry,
  TickLog,
} from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { commandRate, refuseSeat, type CommandRate } from '../quota/index.ts';
import { refuse } from '../refusal.ts';
import { checkedPayload, judgeCommand, type Incoming, type Joined } from '../session/accept.ts';
import { hasEnded, hasFinished, nextSeat, type Ack } from '../session/enter.ts';
import { phaseEntry, type PhaseAuthor, type PhaseChange } from '../session/phase.ts';
import { ends, phaseOf } from '../session/pins.ts';
import { CommandTail, headAfter, isAfter, mergeCommits, Segments, wholeCommit } from './merge.ts';

export interface HotSessionDeps {
  readonly store: HostedStore;
  readonly log: TickLog;
  readonly clock: Clock;
  readonly level: CompiledLevel;
  /** What its tenant may use, as it was when the process began. */
  readonly limits: Limits;
}

/** What a host begins with: HEAD as it took it, the seats, and what hosts before it noted and HEAD has not. */
export interface Found {
  readonly start: SessionStart;
  readonly head: SessionHead;
  readonly seats: readonly Seat[];
  /** Commands after `head.seatsUpTo` that HEAD has, or after its cursor, whichever is earlier. */
  readonly commands: readonly LoggedCommand[];
  readonly entries: readonly TickEntry[];
}

/** One process takes all commands of the session: so many times as many in a second as one of the functions' many processes. */
const hostedCommands = 10;

/** What one commit of HEAD carries: a moment between two ticks. */
interface Share {
  readonly commits: readonly SliceCommit[];
  readonly head: SessionHead;
  readonly seats: readonly Seat[];
  readonly settles: boolean;
}

/** Seats are written down with a commit after this long, ms; in between, commands say what their players sent last. */
const settleAfter = 600_000;

/**
 * A session in the memory of the one process that owns it: numbers commands, notes them and what ticks did in the tick log, and commits HEAD when
 * it is asked to. Nothing is answered before it is durable. To slices it is the store and the log of a session like any other.
 */
export class HotSession implements CommandLog {
  readonly start: SessionStart;
  /** What its tenant may use now. */
  limits: Limits;
  readonly #rate: CommandRate;
  readonly #deps: HotSessionDeps;
  readonly #seats = new Map<number, Seat>();
  readonly #bySecret = new Map<string, number>();
  /** Seats that commands alone do not tell: new ones, and those whose number a refusal used up. */
  #marked = new Set<number>();
  /** Its `cmdSeq` is older than the count beside it: a command must not cost a copy of HEAD. */
  #head: SessionHead;
  #cmdSeq: number;
  #tail: CommandTail;
  readonly #segments: Segments;
  /** What HEAD has. */
  #stored: { version: number; cmdSeq: number; seatsUpTo: number; at: number; settledAt: number };
  #commits: SliceCommit[] = [];
  /** Everything that was noted is durable when this resolves. */
  #noted: Promise<void> = Promise.resolve();
  #orders: { change: PhaseChange; by: PhaseAuthor; done: (changed: boolean) => void; failed: (error: unknown) => void }[] = [];
  #flushing: Promise<void> | undefined;
  #stirs = 0;
  #wake: (() => void) | undefined;
  /** When somebody was last heard of, ms. */
  heardAt: number;
  /** Its start was not in vain: a slice went through, though there may have been nothing to commit, or somebody wants it to end. */
  hasServed = false;
  /** Another host took the session: nothing more is promised. */
  isFenced = false;
  /** It is given back: whoever numbers the next command is not this process. */
  #isClosing = false;

  constructor(deps: HotSessionDeps, { start, head, seats, commands, entries }: Found) {
    this.#deps = deps;
    this.start = start;
    this.limits = deps.limits;
    this.#rate = commandRate(deps.clock);
    this.#head = head;
    this.#cmdSeq = head.cmdSeq;
    const now = deps.clock.now();
    this.heardAt = now;
    this.#stored = { version: head.version, cmdSeq: head.cmdSeq, seatsUpTo: head.seatsUpTo ?? head.cmdSeq, at: now, settledAt: now };
    this.#tail = new CommandTail(head.cursor);
    this.#segments = new Segments(head.cmdSeq);
    for (const seat of seats) this.#seat(seat);
    for (const command of commands) {
      this.#heard(command);
      if (command.seq > head.cursor) this.#tail.push(command);
    }
    for (const entry of entries) this.#again(entry);
  }

  /** What a host before noted: what HEAD has of it changes nothing. */
  #again(entry: TickEntry): void {
    switch (entry.kind) {
      case 'command':
        if (entry.command.seq > this.#cmdSeq) this.#enter(entry);
        return;
      case 'skip':
        this.#skipped(entry.sender, entry.clientSeq);
        return;
      case 'segment':
        this.#segments.end(entry.upTo);
        return;
      case 'commit':
        if (isAfter(entry.commit.lastSlice, this.#head.lastSlice)) this.#committed(wholeCommit(this.#head, entry.commit));
    }
  }

  get view(): SessionHead {
    return { ...this.#head, cmdSeq: this.#cmdSeq };
  }
  /** Ticks that HEAD does not have yet. */
  get ticksBehind(): number {
    return this.#head.ticks - (this.#commits[0]?.slice.fromTick ?? this.#head.ticks);
  }
  /** Whether HEAD does not say all of it. */
  get isBehind(): boolean {
    return this.#commits.length > 0 || this.#cmdSeq > this.#stored.cmdSeq || this.#marked.size > 0;
  }
  /** When HEAD was last written, ms. */
  get storedAt(): number {
    return this.#stored.at;
  }

  // What players do.

  /** Takes a player's command: acknowledged once it is durable. Refuses what `acceptCommand` refuses. */
  take(incoming: Incoming): Promise<Ack> {
    const judged = judgeCommand(this.start, this.#seats.get(incoming.sender), incoming, checkedPayload(this.#deps.level, incoming));
    if ('skips' in judged) {
      if (this.#isClosing) throw moved(this.start);
      // Whoever is refused goes on with the next number: that this one is used up must not be forgotten.
      const refused = (): never => {
        throw judged.error;
      };
      if (incoming.clientSeq === undefined) return refused();
      if (judged.isKnown) return this.#noted.then(refused, notTaken);
      this.#skipped(incoming.sender, judged.skips);
      return this.#note({ kind: 'skip', sender: incoming.sender, clientSeq: judged.skips }).then(refused, notTaken);
    }
    // What is repeated was durable, or is on its way there: it is not acknowledged before.
    if ('repeated' in judged) return this.#noted.then(() => judged.repeated, notTaken);
    this.#refuseOver();
    if ('early' in judged) throw judged.early;
    this.#rate.take(this.start, this.limits.commandsPerSecond * hostedCommands);
    const command: LoggedCommand = { ...judged.command, seq: this.#cmdSeq + 1, at: this.#deps.clock.now() };
    const noted = this.#enterNoted({ kind: 'command', command });
    return noted.then(() => ({ seq: command.seq, clientSeq: command.clientSeq, duplicate: false }), notTaken);
  }

  /** Gives the next seat number, or the one that the secret took before. */
  async join({ player, secret }: { player: string; secret: string }): Promise<Joined> {
    const known = this.#seats.get(this.#bySecret.get(digest(secret)) ?? 0);
    if (known !== undefined) {
      await this.#noted;
      return { sender: known.sender, secret, seq: known.lastSeq };
    }
    this.#refuseOver();
    refuseSeat(this.limits, this.start, this.#head.seats);
    const { command, opens } = nextSeat(this.start, this.#head.seats, { player, secretHash: digest(secret) });
    await this.#enterNoted({
      kind: 'command',
      command: { ...command, seq: this.#cmdSeq + 1, at: this.#deps.clock.now() },
      opens,
    }).catch(notTaken);
    return { sender: opens.sender, secret, seq: 0 };
  }

  /** The seat of an opaque player, where one was given to it. */
  seatOf(player: string): Seat | undefined {
    for (const seat of this.#seats.values()) if (seat.player === player) return seat;
    return undefined;
  }

  /** Pauses, resumes or ends it between two ticks. */
  changePhase(change: PhaseChange, by: PhaseAuthor): Promise<boolean> {
    if (this.#isClosing) throw moved(this.start);
    const done = new Promise<boolean>((resolve, reject) => this.#orders.push({ change, by, done: resolve, failed: reject }));
    this.stir();
    return done;
  }

  /** Takes nothing more: whoever asks is told to look for the next host. */
  close(): void {
    this.#isClosing = true;
    for (const { failed } of this.#orders.splice(0)) failed(moved(this.start));
  }

  /** Does what was ordered. No slice is under way. */
  async turnPhases(): Promise<void> {
    for (let order = this.#orders.shift(); order !== undefined; order = this.#orders.shift()) {
      try {
        const at = this.#deps.clock.now();
        const entry = phaseEntry(this.start, this.view, { change: order.change, by: order.by, at });
        if (entry === 'stands') order.done(false);
        else {
          const command = { ...entry.command, seq: this.#cmdSeq + 1, at };
          await this.#enterNoted({ kind: 'command', command, phase: entry.turns, ...(entry.why && { why: entry.why }) });
          order.done(true);
        }
      } catch (error) {
        order.failed(error);
      }
    }
  }

  #refuseOver(): void {
    if (this.isFenced || this.#isClosing) throw moved(this.start);
    if (phaseOf(this.#head) === 'ended') refuse(hasEnded(this.start));
    if (this.#head.done && ends(this.start)) refuse(hasFinished(this.start));
  }

  // What slices do.

  async head(): Promise<SessionHead> {
    return this.view;
  }
  async accept(_: SessionRef, { expect, command, opens, turns }: Acceptance): Promise<'accepted' | 'moved' | 'busy' | 'not-next'> {
    if (this.#cmdSeq !== expect.cmdSeq || (opens && this.#head.seats !== expect.seats)) return 'moved';
    if (command.sender > 0 && this.#seats.get(command.sender)?.lastSeq !== command.clientSeq - 1) return 'not-next';
    await this.#enterNoted({ kind: 'command', command, ...(opens && { opens }), ...(turns && { phase: turns.to }) });
    return 'accepted';
  }
  async skip(_: SessionRef, sender: number, clientSeq: number): Promise<boolean> {
    if (this.#seats.get(sender)?.lastSeq !== clientSeq - 1) return false;
    this.#skipped(sender, clientSeq);
    await this.#note({ kind: 'skip', sender, clientSeq });
    return true;
  }
  async read(ref: SessionRef, after: number, upTo: number): Promise<LoggedCommand[]> {
    const { before } = this.#tail;
    const stored = after < before ? await this.#deps.store.read(ref, after, Math.min(upTo, before)) : [];
    return [...stored, ...this.#tail.between(after, upTo)];
  }
  async seat(_: SessionRef, sender: number): Promise<Seat | undefined> {
    return this.#seats.get(sender);
  }
  async seats(): Promise<Seat[]> {
    return [...this.#seats.values()];
  }

  /** Notes what ticks did. What they consumed is durable with it. */
  async commit(_: SessionRef, commit: SliceCommit): Promise<{ ok: true } | { ok: false; head: SessionHead }> {
    if (this.isFenced || commit.expect.version !== this.#head.version || commit.expect.loopEpoch !== this.#head.loopEpoch)
      return { ok: false, head: this.view };
    const { expect: _expect, log: _log, checkpoint: _checkpoint, owned: _owned, ...rest } = commit;
    await this.#note({ kind: 'commit', commit: rest });
    this.#committed(commit);
    return { ok: true };
  }

  #committed(commit: SliceCommit): void {
    const { expect: _, owned: __, ...rest } = commit;
    this.#head = headAfter(this.#head, rest);
    this.#commits.push(commit);
  }

  /** Writes down everything and gives the loop back, unless somebody was heard meanwhile. */
  async stopLoop(ref: SessionRef, stop: LoopStop): Promise<boolean> {
    if (stop.cmdSeq !== this.#cmdSeq || this.#orders.length > 0) return false;
    this.#isClosing = true;
    let stopped = false;
    try {
      await this.flush({ settles: true });
      stopped = !this.isFenced && (await this.#deps.store.stopLoop(ref, { ...stop, calls: this.#head.calls }));
      // Nobody but this process moves what a stop looks at: somebody took the session, or parked it.
      if (!stopped) this.#fence();
    } finally {
      this.#isClosing = stopped;
    }
    return stopped;
  }
  park(ref: SessionRef, park: LoopPark): Promise<boolean> {
    return this.#deps.store.park(ref, park);
  }
  /** Sockets stir by themselves: the loop does not stop while one is open. */
  async call(): Promise<void> {}
  async takeLoop(): Promise<boolean> {
    return false;
  }

  // What reaches HEAD.

  /** Commits HEAD once with everything until now: commands as one segment, then the one conditional write. One at a time. */
  flush({ settles = false } = {}): Promise<void> {
    const before = this.#flushing;
    const flushing = (async () => {
      await before?.catch(() => {});
      await this.#store(settles);
    })();
    this.#flushing = flushing;
    flushing.catch(() => {});
    return flushing;
  }

  async #store(settles: boolean): Promise<void> {
    if (this.isFenced) return;
    const share = this.#share(settles);
    try {
      await this.#storeShare(share);
    } catch (error) {
      for (const { sender } of share.seats) this.#marked.add(sender);
      throw error;
    }
  }

  async #storeShare(share: Share): Promise<void> {
    const { start } = this;
    const { store, clock } = this.#deps;
    const { cursor, cmdSeq } = share.head;
    const cuts = [Math.min(cursor, cmdSeq), cmdSeq].filter((upTo) => this.#segments.end(upTo));
    // Nothing stands in HEAD that a disk may still refuse.
    await Promise.all([this.#noted, ...cuts.map((upTo) => this.#note({ kind: 'segment', upTo }))]);
    for (let next = this.#segments.next; next !== undefined; next = this.#segments.next) {
      await store.keepCommands(start, this.#tail.between(next.after, next.upTo), this.#head.loopEpoch);
      this.#segments.kept();
    }
    await store.keepSeats(start, share.seats);
    const seatsUpTo = share.settles ? share.head.cmdSeq : this.#stored.seatsUpTo;
    const { loopEpoch } = this.#head;
    const owned: OwnedByHost = {
      cmdSeq: share.head.cmdSeq,
      seats: share.head.seats,
      phase: phaseOf(share.head),
      why: share.head.why,
      seatsUpTo,
      ...(this.hasServed && { servedEpoch: loopEpoch }),
    };
    const at = clock.now();
    const merged = mergeCommits(share.commits);
    if (merged === undefined) {
      if (!(await store.keepAlive(start, { loopEpoch, owned, at }))) return this.#fence();
    } else {
      const outcome = await store.commit(start, { ...merged, expect: { version: this.#stored.version, loopEpoch }, owned });
      // A write that was answered twice, or whose answer was lost, is done all the same.
      const isOurs = outcome.ok || (outcome.head.loopEpoch === loopEpoch && outcome.head.lastSlice === merged.lastSlice);
      if (!isOurs) return this.#fence();
    }
    this.#commits = this.#commits.slice(share.commits.length);
    this.#tail.letGo(Math.min(cursor, share.head.cmdSeq));
    this.#stored = {
      version: this.#stored.version + (merged === undefined ? 0 : 1),
      cmdSeq: share.head.cmdSeq,
      seatsUpTo,
      at,
      settledAt: share.settles ? at : this.#stored.settledAt,
    };
  }

  #share(settles: boolean): Share {
    const head = this.view;
    const due = settles || this.#deps.clock.now() - this.#stored.settledAt > settleAfter;
    const marked = this.#marked;
    this.#marked = new Set();
    // Seats move on; what is written is how they stand now.
    const seats = [...this.#seats.values()].filter((seat) => marked.has(seat.sender) || (due && seat.lastCommand > this.#stored.seatsUpTo));
    return {
      commits: [...this.#commits],
      head,
      seats: seats.map((seat) => ({ ...seat })),
      settles: due,
    };
  }

  #fence(): void {
    this.isFenced = true;
    this.stir();
  }

  // Waiting.

  /** Somebody wants this process to end. */
  isLeaving = false;
  leave(): void {
    this.isLeaving = true;
    this.hasServed = true;
    this.stir();
  }
  stir(): void {
    this.#stirs += 1;
    this.#wake?.();
  }
  /** Grows with everything that may give the loop something to do. */
  get stirs(): number {
    return this.#stirs;
  }
  /** Waits until something has happened since `seen`, or for so long. */
  async stirred(seen: number, later: (wake: () => void) => () => void): Promise<void> {
    if (this.#stirs !== seen) return;
    await new Promise<void>((resolve) => {
      const cancel = later(resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }

  // Memory.

  #enterNoted(entry: TickEntry & { readonly kind: 'command' }): Promise<void> {
    this.#enter(entry);
    this.heardAt = entry.command.at;
    this.stir();
    return this.#note(entry);
  }

  #enter({ command, opens, phase, why }: TickEntry & { readonly kind: 'command' }): void {
    this.#cmdSeq = command.seq;
    if (opens) this.#head = { ...this.#head, seats: opens.sender };
    if (phase) {
      const { why: _before, ...head } = this.#head;
      this.#head = { ...head, phase, ...(why && { why }) };
    }
    this.#tail.push(command);
    if (opens) {
      this.#seat({ ...opens });
      this.#marked.add(opens.sender);
    }
    this.#heard(command);
  }

  #heard({ sender, clientSeq, seq }: LoggedCommand): void {
    const seat = this.#seats.get(sender);
    if (seat !== undefined && seq > seat.lastCommand)
      this.#seats.set(sender, { ...seat, lastSeq: Math.max(seat.lastSeq, clientSeq), lastCommand: seq });
  }
  #skipped(sender: number, clientSeq: number): void {
    const seat = this.#seats.get(sender);
    if (seat === undefined || seat.lastSeq >= clientSeq) return;
    this.#seats.set(sender, { ...seat, lastSeq: clientSeq });
    this.#marked.add(sender);
  }
  #seat(seat: Seat): void {
    this.#seats.set(seat.sender, seat);
    this.#bySecret.set(seat.secretHash, seat.sender);
  }
  #note(entry: TickEntry): Promise<void> {
    this.#noted = this.#deps.log.append(entry);
    return this.#noted;
  }
}

/** What the disk does not take can be sent again, which is all that a player needs to know of it. */
const notTaken = (error: unknown): never => {
  if (!(error instanceof LedgerError)) throw error;
  return refuse({ code: 'busy', message: error.message, hint: 'Send it again in a moment.' });
};

const moved = ({ session }: SessionRef): LedgerError =>
  new LedgerError({
    code: 'busy',
    message: `Session ${session} has moved to another host.`,
    hint: 'Connect again and send again.',
    where: session,
  });
