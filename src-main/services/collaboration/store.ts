/**
 * A room on disk: `NNNNNN.snap` holds a state, `NNNNNN.log` and the logs after it what was admitted since. Records that arrive in one turn, or
 * while the disk is busy, share a sync. Compaction begins the next log and writes the snapshot that stands before it aside while saving goes on; a
 * rename makes it appear, and only then what is older is removed, so that at every moment one whole state is on the disk.
 */
import { counted } from '../../../engine/model/counted.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import { decodeRecord, type LoadedRoom, type RoomState } from '../../../engine/document/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { type AppendFile, type FaultPoint, type FilePort, nodeFiles } from './files.ts';
import { countBehind, frameRecord, readRecords } from './framing.ts';
import { decodeSnapshot, encodeSnapshot, type SnapshotState } from './snapshot.ts';

export interface StoreOptions {
  files?: FilePort;
  fault?: (point: FaultPoint) => void;
  /** The first state of a room that is not on disk yet. */
  create: () => RoomState;
  /** Everything up to `ticket` is on disk. */
  onDurable: (ticket: number) => void;
  /** The disk refused; nothing after the last durable ticket can be saved. The store is of no more use. */
  onFailure: (error: LedgerError) => void;
  /** What was set aside when the room was opened: more than half a record that a dying process leaves behind. */
  onSetAside?: (error: LedgerError) => void;
  /** The state to compact to: everything appended so far. */
  state: () => SnapshotState;
  /** Compact after this many records or bytes, later where the document is large. */
  compactAfter?: { records: number; bytes: number };
}

export interface RoomStore {
  readonly state: LoadedRoom;
  append(ticket: number, record: Uint8Array): void;
  /** Returns when everything appended is on disk (or the store has failed). */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** A log is read at opening: it may be as long as a quarter of the document before it is worth writing that again. */
const largestShareOfLog = 0.25;

const nameOf = (number: number, kind: 'snap' | 'log'): string => `${String(number).padStart(6, '0')}.${kind}`;

export async function openStore(folder: string, options: StoreOptions): Promise<RoomStore> {
  const { files = nodeFiles, fault = () => {}, compactAfter = { records: 1000, bytes: 1 << 20 } } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await recover(folder, files, options);
  let number = found.number;
  let log: AppendFile = await files.openForAppend(join(folder, nameOf(number, 'log')));
  await files.syncFolder(folder);
  let { records, bytes } = found;
  let documentBytes = found.state.bytes;
  let queue: { ticket: number; framed: Uint8Array }[] = [];
  let failed = false;
  let running: Promise<void> | undefined;
  let compacting: Promise<void> | undefined;

  const isTimeToCompact = (): boolean =>
    !compacting && (records >= compactAfter.records || bytes >= compactAfter.bytes) && bytes >= documentBytes * largestShareOfLog;

  /** A disk that is full stops compaction, not saving: the log goes on and the next attempt comes as much later. */
  const compact = async (): Promise<void> => {
    const next = number + 1;
    [records, bytes] = [0, 0];
    let nextLog: AppendFile | undefined;
    try {
      nextLog = await files.openForAppend(join(folder, nameOf(next, 'log')));
      await files.syncFolder(folder);
    } catch {
      await nextLog?.close().catch(() => {});
      return;
    }
    fault('log-opened');
    const old = log;
    [log, number] = [nextLog, next];
    compacting = writeSnapshot(next).finally(() => {
      compacting = undefined;
    });
    await old.close();
  };

  const writeSnapshot = async (next: number): Promise<void> => {
    const path = join(folder, nameOf(next, 'snap'));
    try {
      await files.writeDurably(`${path}.tmp`, await encodeSnapshot(options.state()));
      fault('snapshot-written');
      await files.rename(`${path}.tmp`, path);
      await files.syncFolder(folder);
    } catch {
      await files.remove(`${path}.tmp`).catch(() => {});
      return;
    }
    fault('snapshot-renamed');
    await removeOlder(folder, files, next).catch(() => {});
    fault('old-removed');
  };

  const work = async (): Promise<void> => {
    try {
      while (queue.length > 0) {
        // What has arrived already goes together.
        await nextTurn();
        const group = queue;
        queue = [];
        fault('before-append');
        const joined = Buffer.concat(group.map(({ framed }) => framed));
        await log.append(joined);
        fault('appended');
        await log.sync();
        fault('synced');
        records += group.length;
        bytes += joined.length;
        documentBytes += joined.length;
        fault('before-ack');
        options.onDurable(group.at(-1)!.ticket);
        if (isTimeToCompact()) await compact();
      }
    } catch (error) {
      failed = true;
      queue = [];
      await log.close().catch(() => {});
      options.onFailure(storageError(error, folder));
    }
  };

  return {
    state: found.state,
    append(ticket, record) {
      if (failed) return;
      queue.push({ ticket, framed: frameRecord(record) });
      running ??= work().finally(() => {
        running = undefined;
      });
    },
    async drain() {
      while (running) await running;
    },
    async close() {
      while (running) await running;
      await compacting;
      await log.close().catch(() => {});
    },
  };
}

/** An error of the disk in words; `disk-full` is told apart because people can do something about it. */
export function storageError(error: unknown, where: string): LedgerError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LedgerError({
      code: 'disk-full',
      message: 'The disk is full: the last edits are not saved.',
      hint: 'Free some space; editing goes on by itself.',
      where,
    });
  }
  return new LedgerError({
    code: 'storage-failed',
    message: `The disk refused to save (${code || String(error)}).`,
    hint: 'Look at the disk and the rights of the folder.',
    where,
  });
}

/** The numbers of a kind of file, rising. */
const numbersOf = (names: readonly string[], kind: 'snap' | 'log'): number[] =>
  names.flatMap((name) => (new RegExp(`^\\d{6}\\.${kind}$`).test(name) ? [Number(name.slice(0, 6))] : [])).toSorted((a, b) => a - b);

async function removeOlder(folder: string, files: FilePort, than: number): Promise<void> {
  const names = await files.list(folder);
  for (const kind of ['log', 'snap'] as const) {
    for (const old of numbersOf(names, kind)) if (old < than) await files.remove(join(folder, nameOf(old, kind)));
  }
}

interface Recovered {
  /** Of the last log. */
  number: number;
  state: LoadedRoom;
  /** What the logs hold. */
  records: number;
  bytes: number;
}

async function recover(folder: string, files: FilePort, options: StoreOptions): Promise<Recovered> {
  const names = await files.list(folder);
  for (const name of names) if (name.endsWith('.tmp')) await files.remove(join(folder, name));
  const snapshots = numbersOf(names, 'snap').toReversed();
  if (snapshots.length === 0) {
    if (numbersOf(names, 'log').length > 0) throw damaged(folder);
    return create(folder, files, options.create());
  }
  for (const base of snapshots) {
    const snapshot = decodeSnapshot(await files.read(join(folder, nameOf(base, 'snap'))));
    if (!snapshot) continue;
    const logs = numbersOf(names, 'log').filter((number) => number >= base);
    const read = await readLogs(folder, files, logs, options.onSetAside);
    const leases = new Map(snapshot.leases);
    snapshot.doc.transact(() => {
      for (const bytes of read.records) {
        const record = decodeRecord(bytes);
        if (record.kind === 'update') Y.applyUpdate(snapshot.doc, record.update);
        else leases.set(record.lease, record.person);
      }
    });
    await removeOlder(folder, files, base);
    const state = { epoch: snapshot.epoch, doc: snapshot.doc, leases, bytes: snapshot.bytes + read.bytes };
    return { number: logs.at(-1) ?? base, state, records: read.records.length, bytes: read.bytes };
  }
  throw damaged(folder);
}

async function create(folder: string, files: FilePort, { epoch, update, leases }: RoomState): Promise<Recovered> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const path = join(folder, nameOf(1, 'snap'));
  try {
    await files.writeDurably(`${path}.tmp`, await encodeSnapshot({ epoch, doc, leases }));
    await files.rename(`${path}.tmp`, path);
    await files.syncFolder(folder);
  } catch (error) {
    throw storageError(error, folder);
  }
  return { number: 1, state: { epoch, doc, leases, bytes: update.length }, records: 0, bytes: 0 };
}

/**
 * The records of the logs in order. Half a record at the end was never acknowledged; it is kept for whoever wants to look, if there is room for
 * it. What follows a record that is damaged can be told from that when there is more behind it: in the same log it is set aside and said, and
 * where a later log goes on from it the room cannot be read.
 */
async function readLogs(
  folder: string,
  files: FilePort,
  logs: readonly number[],
  onSetAside: StoreOptions['onSetAside'],
): Promise<{ records: Uint8Array[]; bytes: number }> {
  const records: Uint8Array[] = [];
  let bytes = 0;
  let isBroken = false;
  for (const number of logs) {
    const path = join(folder, nameOf(number, 'log'));
    const file = await files.read(path);
    if (isBroken && file.length > 0) throw damaged(folder);
    const whole = readRecords(file);
    records.push(...whole.records);
    bytes += whole.length;
    if (whole.length === file.length) continue;
    isBroken = true;
    const rest = file.subarray(whole.length);
    const aside = join(folder, `${nameOf(number, 'log')}.torn`);
    await files.writeDurably(aside, rest).catch(() => {});
    await files.truncate(path, whole.length);
    const behind = countBehind(rest);
    if (behind > 0) onSetAside?.(setAside(aside, behind));
  }
  return { records, bytes };
}

const setAside = (file: string, records: number): LedgerError =>
  new LedgerError({
    code: 'room-damaged',
    message: `The log of this room is damaged: ${counted(records, 'edit')} behind the damage could not be read and ${records === 1 ? 'was' : 'were'} set aside.`,
    hint: 'The disk or another program changed the file. Restore the folder from a backup if you have one.',
    where: file,
  });

const damaged = (folder: string): LedgerError =>
  new LedgerError({
    code: 'room-damaged',
    message: 'The saved state of this room cannot be read.',
    hint: 'Restore the folder from a backup, or move it away: the room is then made again from the project files.',
    where: folder,
  });
