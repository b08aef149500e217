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
  Spending,
} from '../../ports/index.ts';
import { noSpending, sum } from '../../domain/metering/index.ts';
import { refuse } from '../../domain/refusal.ts';
import { summaryEvery } from '../../domain/events/index.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { firstHead, phaseTurned, spoiledSession } from '../../domain/session/index.ts';
import { checkHead, spoiled } from './head-shape.ts';
import {
  commandKey,
  headKey,
  lastCommandSk,
  parseSessionPartition,
  seatKey,
  sessionPartition,
  sessionsPartition,
  startKey,
} from './keys-of-items.ts';
import type { Objects } from './objects.ts';
import { packText, unpackText } from './packed-text.ts';
import { Recent } from './recent.ts';
import { commandsOf, segmentAttributes } from './segments.ts';
import { UnreadableItem, Table, type Change, type Item } from './table.ts';

const mostStarts = 256;

/** Sessions and their command log in the table: the functions host. Everything is an update, so that no role of a session can replace an item. */
export class DynamoSessions implements SessionStore, CommandLog {
  readonly #table: Table;
  /** Read once: what a session was started with never changes. */
  readonly #starts = new Recent<SessionStart>(mostStarts);
  readonly #objects: Objects;

  constructor(table: Table, objects: Objects) {
    this.#table = table;
    this.#objects = objects;
  }

  async create(start: SessionStart, sealedToken?: Uint8Array): Promise<boolean> {
    const { ok } = await this.#table.transact([
      { key: startKey(start), set: { pins: JSON.stringify(start), ...(sealedToken && { token: sealedToken }) }, isNew: true },
      { key: headKey(start), set: headItem(firstHead(start.at)), isNew: true },
      { key: { pk: sessionsPartition(start.tenant), sk: start.session }, set: { level: start.level, at: start.at }, isNew: true },
    ]);
    return ok;
  }

  async start(ref: SessionRef): Promise<SessionStart | undefined> {
    const name = `${ref.tenant}/${ref.session}`;
    const known = this.#starts.get(name);
    if (known !== undefined) return known;
    const item = await this.#table.get(startKey(ref));
    if (item === undefined) return undefined;
    const start = readStart(item, ref);
    this.#starts.set(name, start);
    return start;
  }

  async sealedToken(ref: SessionRef): Promise<Uint8Array | undefined> {
    const token: unknown = (await this.#table.get(startKey(ref)))?.['token'];
    return token instanceof Uint8Array ? token : undefined;
  }

  async head(ref: SessionRef): Promise<SessionHead | undefined> {
    try {
      const item = await this.#table.get(headKey(ref));
      return item && readHead(item);
    } catch (error) {
      throw error instanceof UnreadableItem ? new LedgerError(spoiledSession(ref, 'HEAD', error.message)) : error;
    }
  }

  async list(tenant: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const { sk } of this.#table.all(sessionsPartition(tenant))) ids.push(String(sk));
    return ids;
  }

  async takeLoop(ref: SessionRef, { seen, owner, at }: { seen: number; owner: string; at: number }): Promise<boolean> {
    const { ok } = await this.#table.update({
      key: headKey(ref),
      set: { loop: 'running', loopEpoch: seen + 1, loopOwner: owner, beat: at, fresh: false },
      remove: ['fault', 'spoiled'],
      when: { loopEpoch: seen },
    });
    return ok;
  }

  async commit(ref: SessionRef, { expect, owned: all, ...commit }: SliceCommit): Promise<{ ok: true } | { ok: false; head: SessionHead }> {
    const { why, ...owned } = all ?? { why: undefined };
    const outcome = await this.#table.update({
      key: headKey(ref),
      set: {
        ...headItem({
          ...commit,
          ...owned,
          ...(why !== undefined && { why }),
          version: expect.version + 1,
          beat: commit.slice.at,
          fresh: commit.checkpoint !== undefined,
        }),
        ...summed(expect.version + 1),
      },
      ...(all !== undefined && why === undefined && { remove: ['why'] }),
      when: { version: expect.version, loopEpoch: expect.loopEpoch },
    });
    if (outcome.ok) return outcome;
    // Where it cannot be read, that is told.
    if (outcome.item === undefined && (await this.head(ref)) !== undefined)
      throw new Error(`HEAD of session ${ref.session} was changed meanwhile`);
    if (outcome.item === undefined) throw new LedgerError(spoiledSession(ref, 'HEAD', 'it is not there any more'));
    return { ok: false, head: readHead(outcome.item) };
  }

  async stopLoop(ref: SessionRef, { loopEpoch, cmdSeq, calls, waiting, at, turn, checkpoint }: LoopStop): Promise<boolean> {
    const { ok } = await this.#table.update({
      key: headKey(ref),
      set: headItem({
        loop: 'idle',
        stoppedEpoch: loopEpoch,
        seen: cmdSeq,
        waiting,
        beat: at,
        ...(turn && { turn }),
        ...(checkpoint && { checkpoint, log: [], fresh: true }),
      }),
      ...(turn === undefined && { remove: ['turn'] }),
      when: { loopEpoch, cmdSeq, calls, loop: 'running' },
    });
    return ok;
  }

  async park(ref: SessionRef, { loopEpoch, fault, at, stops = false }: LoopPark): Promise<boolean> {
    const set = { loop: 'parked', fault, beat: at, ...(stops && { stoppedEpoch: loopEpoch }) };
    return (await this.#table.update({ key: headKey(ref), set, when: { loopEpoch } })).ok;
  }

  async parkSpoiled(ref: SessionRef, { fault, at }: { fault: string; at: number }): Promise<boolean> {
    const set = { loop: 'parked', fault, beat: at, spoiled: 1 };
    return (await this.#table.update({ key: headKey(ref), set, exists: true, below: { spoiled: 1 } })).ok;
  }

  async call(ref: SessionRef): Promise<void> {
    // A session that was erased is not there again because somebody asks.
    await this.#table.update({ key: headKey(ref), add: { calls: 1 }, exists: true });
  }

  async traceUntil(ref: SessionRef, until: number): Promise<boolean> {
    return (await this.#table.update({ key: headKey(ref), set: { tracedUntil: until }, exists: true })).ok;
  }

  async accept(
    ref: SessionRef,
    { expect, command, opens, others = [], turns, spent }: Acceptance,
  ): Promise<'accepted' | 'moved' | 'busy' | 'not-next'> {
    const own = changesOf(ref, { command, isEnd: turns?.to === 'ended', ...(opens && { opens }) });
    const opened = (opens ? 1 : 0) + others.filter((other) => other.opens).length;
    const outcome = await this.#table.transact([
      {
        key: headKey(ref),
        set: {
          cmdSeq: command.seq + others.length,
          ...(opened > 0 && { seats: expect.seats + opened }),
          ...(turns && phaseTurned(turns)),
        },
        ...(turns && turns.why === undefined && { remove: ['why'] }),
        ...(spent && { add: routedAttributes(spent) }),
        when: {
          cmdSeq: expect.cmdSeq,
          loop: expect.loop,
          ...(opened > 0 && { seats: expect.seats }),
          ...(turns && { loopEpoch: turns.loopEpoch }),
        },
      },
      ...own,
      ...others.flatMap((other) => changesOf(ref, other)),
    ]);
    if (outcome.ok) return 'accepted';
    const failed = outcome.reasons.flatMap((reason, index) => (reason === 'ConditionalCheckFailed' ? [index] : []));
    if (failed.length === 0) return 'busy';
    // HEAD comes first, and the sender's seat last of what is its own.
    const ownSeat = command.sender > 0 ? own.length : -1;
    return failed.every((index) => index === ownSeat) ? 'not-next' : 'moved';
  }

  async skip(ref: SessionRef, sender: number, clientSeq: number): Promise<boolean> {
    return (await this.#table.update({ key: seatKey(ref, sender), set: { lastSeq: clientSeq }, when: { lastSeq: clientSeq - 1 } })).ok;
  }

  async read(ref: SessionRef, after: number, upTo: number): Promise<LoggedCommand[]> {
    if (upTo <= after) return [];
    // A host that died may have stored commands that its successor stored again, and numbered anew if it did not know of them.
    const found = new Map<number, { readonly command: LoggedCommand; readonly epoch: number }>();
    const take = async (item: Item): Promise<void> => {
      const epoch = Number(item['epoch'] ?? Infinity);
      for (const command of await commandsOf(item, ref, this.#objects))
        if (command.seq > after && command.seq <= upTo && epoch >= (found.get(command.seq)?.epoch ?? 0))
          found.set(command.seq, { command, epoch });
    };
    const { pk, sk: last } = commandKey(ref, upTo);
    for await (const item of this.#table.between(pk, commandKey(ref, after + 1).sk, last)) await take(item);
    // A segment stands under its last command, which may come later than what was asked for.
    if (!found.has(upTo))
      for await (const item of this.#table.between(pk, last, lastCommandSk)) {
        await take(item);
        break;
      }
    return [...found.values()].map(({ command }) => command).toSorted((a, b) => a.seq - b.seq);
  }

  async seat(ref: SessionRef, sender: number): Promise<Seat | undefined> {
    const item = await this.#table.get(seatKey(ref, sender));
    return item && readSeat(item);
  }

  async seats(ref: SessionRef): Promise<Seat[]> {
    const seats: Seat[] = [];
    for await (const item of this.#table.startingWith(sessionPartition(ref), 'SEAT#')) seats.push(readSeat(item));
    return seats;
  }
}

/**
 * What puts a command into the log, where its number is free. A session's end takes the place of a segment, too: one stands there where a host that
 * died had stored what HEAD never had.
 */
const newCommand = (ref: SessionRef, { seq, sender, clientSeq, type, payload, at, trace }: LoggedCommand, isEnd: boolean): Change => ({
  key: commandKey(ref, seq),
  set: { sender, clientSeq, type, payload: JSON.stringify(payload), at, ...(trace !== undefined && { trace }) },
  ...(isEnd ? { remove: segmentAttributes, below: { sender: 0 } } : { isNew: true }),
});
/** Of one command that enters: its own entry, and the seat that it opens or whose number it uses. */
const changesOf = (
  ref: SessionRef,
  { command, opens, isEnd = false }: { readonly command: LoggedCommand; readonly opens?: Seat; readonly isEnd?: boolean },
): Change[] => {
  const { seq, sender, clientSeq } = command;
  return [
    newCommand(ref, command, isEnd),
    ...(opens ? [newSeat(ref, opens)] : []),
    ...(sender > 0 ? [{ key: seatKey(ref, sender), set: { lastSeq: clientSeq, lastCommand: seq }, when: { lastSeq: clientSeq - 1 } }] : []),
  ];
};
const newSeat = (ref: SessionRef, seat: Seat): Change => ({ key: seatKey(ref, seat.sender), set: { ...seat }, isNew: true });

/** Marks the commits with which a session is summed up: who raises events is not called for the others. */
const summed = (version: number): Item => ({ summed: version % summaryEvery === 0 });

/** Members of HEAD that conditions never look into; kept as JSON text, packed: a commit writes HEAD, and each begun kilobyte of it is paid. */
const packed = ['waiting', 'kpis', 'checkpoint', 'log', 'slice', 'turn', 'trouble', 'pulse'] as const;

const headItem = (head: Partial<SessionHead>): Item =>
  Object.fromEntries(
    Object.entries(head).map(([name, value]) => [
      name,
      (packed as readonly string[]).includes(name) && value !== undefined ? packText(JSON.stringify(value)) : value,
    ]),
  );

/** What routers spend is added up by the table itself, so each counter is an attribute. */
const routedPrefix = 'routed_';
const routedAttributes = (spent: Spending): Record<string, number> =>
  Object.fromEntries(
    Object.entries(spent)
      .filter(([, amount]) => amount !== 0)
      .map(([name, amount]) => [`${routedPrefix}${name}`, amount]),
  );

/** HEAD from its item, or from an image of it in the stream. Refuses what is none. */
export function readHead(item: Item): SessionHead {
  const members = Object.entries(item).filter(([name]) => !['pk', 'sk', 'summed', 'spoiled'].includes(name));
  const isRouted = ([name]: readonly [string, unknown]): boolean => name.startsWith(routedPrefix);
  const routed = members.filter(isRouted).map(([name, value]) => [name.slice(routedPrefix.length), value]);
  const ref = parseSessionPartition(String(item['pk'])) ?? { tenant: '', session: '' };
  const unpacked = ([name, value]: readonly [string, unknown]): readonly [string, unknown] => {
    if (!(packed as readonly string[]).includes(name)) return [name, value];
    try {
      return [name, JSON.parse(String(unpackText(value)))];
    } catch {
      return spoiled(ref, `its ${name} is none`);
    }
  };
  return checkHead(
    {
      ...Object.fromEntries(members.filter((member) => !isRouted(member)).map(unpacked)),
      ...(routed.length > 0 && { routed: sum(noSpending, Object.fromEntries(routed)) }),
    },
    ref,
  );
}

/** What a session was started with. Refuses pins that name another place than the one they lie in: whoever wrote them there has no right to that one. */
export function readStart(item: Item, { tenant, session }: SessionRef): SessionStart {
  let start: SessionStart;
  try {
    start = JSON.parse(String(item['pins'])) as SessionStart;
  } catch {
    return refuse(spoiledSession({ tenant, session }, 'START', 'its pins are none'));
  }
  if (start.tenant !== tenant || start.session !== session)
    refuse({
      code: 'session-spoiled',
      message: `What stands in START of session ${session} of tenant ${tenant} is not its own.`,
      hint: 'Somebody with the keys of the tenant changed it. Start another session.',
      where: session,
    });
  return start;
}

const readSeat = ({ sender, player, secretHash, lastSeq, lastCommand }: Item): Seat => ({
  sender,
  player,
  secretHash,
  lastSeq,
  lastCommand,
});
