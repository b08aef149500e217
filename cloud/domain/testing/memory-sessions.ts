import type {
  Acceptance,
  CommandLog,
  LoggedCommand,
  LoopPark,
  LoopStop,
  Seat,
  SessionHead,
  SessionRef,
  SessionStart,
  SessionStore,
  SliceCommit,
} from '../../ports/index.ts';
import type { SessionChange } from '../audit/index.ts';
import { noSpending, sum } from '../metering/index.ts';
import { firstHead, phaseTurned } from '../session/index.ts';

const key = ({ tenant, session }: SessionRef): string => `${tenant}/${session}`;

/** Sessions in memory, with the stream that a table would have. */
export class MemorySessions implements SessionStore, CommandLog {
  readonly starts = new Map<string, SessionStart>();
  readonly sealedTokens = new Map<string, Uint8Array>();
  readonly heads = new Map<string, SessionHead>();
  readonly commandsOf = new Map<string, LoggedCommand[]>();
  readonly seatsOf = new Map<string, Seat[]>();
  /** Changes in order, as a stream's consumer would get them. */
  readonly stream: SessionChange[] = [];
  /** How many commits were written. */
  commits = 0;
  /** How often something was to enter the log. */
  accepts = 0;
  /** Called at named moments; a test throws or races here. */
  reach: (point: string) => void | Promise<void> = () => {};

  async create(start: SessionStart, sealedToken?: Uint8Array): Promise<boolean> {
    if (this.starts.has(key(start))) return false;
    this.starts.set(key(start), start);
    if (sealedToken) this.sealedTokens.set(key(start), sealedToken);
    this.heads.set(key(start), firstHead(start.at));
    this.stream.push({ kind: 'started', start });
    return true;
  }
  async start(ref: SessionRef): Promise<SessionStart | undefined> {
    return this.starts.get(key(ref));
  }
  async sealedToken(ref: SessionRef): Promise<Uint8Array | undefined> {
    return this.sealedTokens.get(key(ref));
  }
  async head(ref: SessionRef): Promise<SessionHead | undefined> {
    return this.heads.get(key(ref));
  }
  async list(tenant: string): Promise<string[]> {
    return [...this.starts.values()].filter((start) => start.tenant === tenant).map(({ session }) => session);
  }
  async takeLoop(ref: SessionRef, { seen, owner, at }: { seen: number; owner: string; at: number }): Promise<boolean> {
    const head = this.heads.get(key(ref))!;
    if (head.loopEpoch !== seen) return false;
    this.heads.set(key(ref), { ...head, loop: 'running', loopEpoch: seen + 1, loopOwner: owner, beat: at });
    return true;
  }
  async commit(
    ref: SessionRef,
    { expect, slice, checkpoint, ...rest }: SliceCommit,
  ): Promise<{ ok: true } | { ok: false; head: SessionHead }> {
    await this.reach('before-commit');
    const head = this.heads.get(key(ref))!;
    if (head.version !== expect.version || head.loopEpoch !== expect.loopEpoch) return { ok: false, head };
    const next: SessionHead = { ...head, ...rest, version: head.version + 1, beat: slice.at, slice, ...(checkpoint && { checkpoint }) };
    this.heads.set(key(ref), next);
    this.commits += 1;
    this.stream.push({ kind: 'committed', ref: { tenant: ref.tenant, session: ref.session }, head: next });
    await this.reach('after-commit');
    return { ok: true };
  }
  async stopLoop(ref: SessionRef, { loopEpoch, cmdSeq, calls, waiting, at, turn, checkpoint }: LoopStop): Promise<boolean> {
    await this.reach('before-stop');
    const head = this.heads.get(key(ref))!;
    if (head.loopEpoch !== loopEpoch || head.cmdSeq !== cmdSeq || head.calls !== calls || head.loop !== 'running') return false;
    const { turn: _, ...rest } = head;
    const next: SessionHead = {
      ...rest,
      loop: 'idle',
      stoppedEpoch: loopEpoch,
      seen: cmdSeq,
      waiting,
      beat: at,
      ...(turn && { turn }),
      ...(checkpoint && { checkpoint, log: [] }),
    };
    this.heads.set(key(ref), next);
    this.stream.push({ kind: 'stopped', ref: { tenant: ref.tenant, session: ref.session }, head: next });
    return true;
  }
  async park(ref: SessionRef, { loopEpoch, fault, at, stops = false }: LoopPark): Promise<boolean> {
    const head = this.heads.get(key(ref))!;
    if (head.loopEpoch !== loopEpoch) return false;
    this.heads.set(key(ref), { ...head, loop: 'parked', fault, beat: at, ...(stops && { stoppedEpoch: loopEpoch }) });
    return true;
  }
  async parkSpoiled(ref: SessionRef, { fault, at }: { fault: string; at: number }): Promise<boolean> {
    const head = this.heads.get(key(ref))!;
    if (head.loop === 'parked') return false;
    this.heads.set(key(ref), { ...head, loop: 'parked', fault, beat: at });
    return true;
  }
  async call(ref: SessionRef): Promise<void> {
    const head = this.heads.get(key(ref));
    if (head) this.heads.set(key(ref), { ...head, calls: head.calls + 1 });
  }
  async traceUntil(ref: SessionRef, until: number): Promise<boolean> {
    const head = this.heads.get(key(ref));
    if (head) this.heads.set(key(ref), { ...head, tracedUntil: until });
    return head !== undefined;
  }

  async accept(
    ref: SessionRef,
    { expect, command, opens, others = [], turns, spent }: Acceptance,
  ): Promise<'accepted' | 'moved' | 'busy' | 'not-next'> {
    this.accepts += 1;
    await this.reach('before-accept');
    const head = this.heads.get(key(ref))!;
    const seats = this.seatsOf.get(key(ref)) ?? [];
    if (head.cmdSeq !== expect.cmdSeq || head.loop !== expect.loop) return 'moved';
    if (turns && head.loopEpoch !== turns.loopEpoch) return 'moved';
    const entering = [{ command, ...(opens && { opens }) }, ...others];
    const opened = entering.flatMap((one) => one.opens ?? []);
    if (opened.length > 0 && head.seats !== expect.seats) return 'moved';
    const named = [
      ...opened.map(({ sender }) => sender),
      ...entering.flatMap((one) => (one.command.sender > 0 ? [one.command.sender] : [])),
    ];
    if (new Set(named).size < named.length) throw new Error('A transaction may not name a seat twice.');
    const isNext = ({ sender, clientSeq }: LoggedCommand): boolean =>
      sender === 0 || seats.find((seat) => seat.sender === sender)?.lastSeq === clientSeq - 1;
    const isGiven = ({ sender }: Seat): boolean => seats.some((seat) => seat.sender === sender);
    if (opened.some(isGiven) || !others.every((other) => isNext(other.command))) return 'moved';
    if (!isNext(command)) return 'not-next';
    const { why: _, ...before } = head;
    const next: SessionHead = {
      ...(turns ? before : head),
      cmdSeq: command.seq + others.length,
      seats: head.seats + opened.length,
      ...(turns && phaseTurned(turns)),
      ...(spent && { routed: sum(noSpending, head.routed ?? noSpending, spent) }),
    };
    this.heads.set(key(ref), next);
    if (turns && head.loop === 'running')
      this.stream.push({ kind: 'stopped', ref: { tenant: ref.tenant, session: ref.session }, head: next });
    this.commandsOf.set(key(ref), [...(this.commandsOf.get(key(ref)) ?? []), ...entering.map((one) => one.command)]);
    const kept = seats.map((seat) => {
      const sent = entering.find((one) => one.command.sender === seat.sender)?.command;
      return sent ? { ...seat, lastSeq: sent.clientSeq, lastCommand: sent.seq } : seat;
    });
    this.seatsOf.set(key(ref), [...kept, ...opened]);
    return 'accepted';
  }
  async skip(ref: SessionRef, sender: number, clientSeq: number): Promise<boolean> {
    const seats = this.seatsOf.get(key(ref)) ?? [];
    if (seats.find((seat) => seat.sender === sender)?.lastSeq !== clientSeq - 1) return false;
    this.seatsOf.set(
      key(ref),
      seats.map((seat) => (seat.sender === sender ? { ...seat, lastSeq: clientSeq } : seat)),
    );
    return true;
  }
  async read(ref: SessionRef, after: number, upTo: number): Promise<LoggedCommand[]> {
    return (this.commandsOf.get(key(ref)) ?? []).filter(({ seq }) => seq > after && seq <= upTo);
  }
  async seat(ref: SessionRef, sender: number): Promise<Seat | undefined> {
    return (await this.seats(ref)).find((seat) => seat.sender === sender);
  }
  async seats(ref: SessionRef): Promise<Seat[]> {
    return this.seatsOf.get(key(ref)) ?? [];
  }
}
