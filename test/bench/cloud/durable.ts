/**
 * Durable commands a second: checked by the level, numbered, in a chain of sha256 and on the disk before they are acknowledged. The hot host's own
 * session and tick log against SQLite with synchronous=FULL and a transaction for each command: equal commands, equal checks, equal chain.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FileTickLogs } from '../../../cloud/adapters/hot/index.ts';
import { HotSession } from '../../../cloud/domain/hot/index.ts';
import { defaultLimits } from '../../../cloud/domain/quota/index.ts';
import { checkedPayload, firstHead, type Incoming } from '../../../cloud/domain/session/index.ts';
import type { HostedStore, Seat, SessionStart } from '../../../cloud/ports/index.ts';
import { CompiledLevel } from '../../../engine/model/compiled.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { row, type Row } from '../bench.ts';

const players = 1000;
const ref = { tenant: 'demo', session: 's-bench' };

/** What players send: the orders of a game, one after the other. */
function* orders(count: number): Generator<Incoming> {
  for (let n = 0; n < count; n += 1)
    yield {
      sender: 1 + (n % players),
      clientSeq: 1 + Math.floor(n / players),
      type: 'PlaceOrder',
      payload: { quantity: (n * 7) % 10_000 },
    };
}

const seats: Seat[] = Array.from({ length: players }, (_, index) => ({
  sender: index + 1,
  player: `p-${index + 1}`,
  secretHash: `${index + 1}`,
  lastSeq: 0,
  lastCommand: 0,
}));

const digestOf = (lines: Iterable<string>): string => {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex').slice(0, 16);
};

export interface Durable {
  readonly perSecond: number;
  readonly count: number;
  /** Of the commands as they were read back from the disk. */
  readonly checksum: string;
}

/** As many at a time as players who wait for nobody: each sends its next when its last is acknowledged. */
export async function throughTickLog(level: CompiledLevel, folder: string, count: number): Promise<Durable> {
  const logs = new FileTickLogs(folder);
  const log = await logs.open(ref, 1);
  const session = new HotSession(
    { store: {} as HostedStore, log, clock: { now: () => Date.now() }, level, limits: { ...defaultLimits, commandsPerSecond: Infinity } },
    { start: ref as SessionStart, head: { ...firstHead(0), loopEpoch: 1, seats: players }, seats, commands: [], entries: [] },
  );
  const began = performance.now();
  const next = orders(count);
  let acknowledged = 0;
  const play = async (): Promise<void> => {
    for (let each = next.next(); !each.done; each = next.next()) {
      await session.take(each.value);
      acknowledged += 1;
    }
  };
  await Promise.all(Array.from({ length: players * 20 }, play));
  const seconds = (performance.now() - began) / 1000;
  if (acknowledged !== count) throw new Error(`${acknowledged} of ${count} commands were acknowledged`);
  await log.close();
  await logs.take(ref);
  const entries = await logs.taken(ref, 0);
  const lines = entries.map((entry) => {
    if (entry.kind !== 'command') throw new Error('Only commands were sent');
    const { seq, sender, clientSeq, type, payload } = entry.command;
    return JSON.stringify([seq, sender, clientSeq, type, payload]);
  });
  return { perSecond: count / seconds, count: lines.length, checksum: digestOf(lines) };
}

/** The same with a transaction for each, which is how a server without a log of its own makes one durable before it acknowledges it. */
export function throughSqlite(level: CompiledLevel, folder: string, count: number): Durable {
  const database = new DatabaseSync(join(folder, 'commands.db'));
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;');
  database.exec(
    'CREATE TABLE command (seq INTEGER PRIMARY KEY, sender INTEGER, clientSeq INTEGER, type TEXT, payload TEXT, at INTEGER, hash BLOB) STRICT',
  );
  const insert = database.prepare('INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?)');
  let link: Uint8Array = new Uint8Array(32);
  let seq = 0;
  const began = performance.now();
  for (const order of orders(count)) {
    const payload = checkedPayload(level, order);
    if (payload instanceof LedgerError) throw payload;
    seq += 1;
    const text = JSON.stringify(payload);
    link = createHash('sha256').update(link).update(`${seq},${order.sender},${order.clientSeq},${order.type},${text}`).digest();
    insert.run(seq, order.sender, order.clientSeq!, order.type, text, Date.now(), link);
  }
  const seconds = (performance.now() - began) / 1000;
  const rows = database.prepare('SELECT seq, sender, clientSeq, type, payload FROM command ORDER BY seq').all();
  const lines = rows.map(({ seq: n, sender, clientSeq, type, payload }) =>
    JSON.stringify([n, sender, clientSeq, type, JSON.parse(String(payload))]),
  );
  database.close();
  return { perSecond: count / seconds, count: lines.length, checksum: digestOf(lines) };
}

/** The first `count` of the commands of a longer run, to compare what both wrote. */
export async function durableRow(
  level: CompiledLevel,
  { count, peerCount, rounds }: { count: number; peerCount: number; rounds: number },
): Promise<Row> {
  const pairs: { ours: Durable; peer: Durable; same: Durable }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'durable-'));
    try {
      const ours = (): Promise<Durable> => throughTickLog(level, join(folder, 'ticks'), count);
      const peer = (): Durable => throughSqlite(level, folder, peerCount);
      const same = await throughTickLog(level, join(folder, 'same'), peerCount);
      const first = round % 2 === 0 ? await ours() : undefined;
      const other = peer();
      pairs.push({ ours: first ?? (await ours()), peer: other, same });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const ratio = ({ ours, peer }: (typeof pairs)[number]): number => ours.perSecond / peer.perSecond;
  const middle = pairs.toSorted((a, b) => ratio(a) - ratio(b))[pairs.length >> 1]!;
  const told = ({ count: n, checksum }: Durable): string => `${n} commands read back, checksum ${checksum}`;
  return row({
    name: 'durable commands a second: checked, numbered, chained',
    ours: middle.ours.perSecond,
    peer: middle.peer.perSecond,
    unit: 'commands/s',
    peerName: 'SQLite FULL, one transaction each',
    better: 'higher',
    work: { ours: `${told(middle.ours)}; the peer's commands alone: ${told(middle.same)}`, peer: told(middle.peer) },
  });
}
