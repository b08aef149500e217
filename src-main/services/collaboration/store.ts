/**
 * A room on disk: `NNNNNN.snap` holds a state, `NNNNNN.log` what was admitted since. Records that arrive while the disk is busy share the
 * next sync. Compaction writes the next snapshot aside, makes it appear by a rename, opens its log and only then removes the old pair, so
 * that at every moment one whole state is on the disk.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { decodeRecord, type RoomState } from '../../../engine/document/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { type AppendFile, type FaultPoint, type FilePort, nodeFiles } from './files.ts';
import { frameRecord, readRecords } from './framing.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';

export interface StoreOptions {
  files?: FilePort;
  fault?: (point: FaultPoint) => void;
  /** The first state of a room that is not on disk yet. */
  create: () => RoomState;
  /** Everything up to `ticket` is on disk. */
  onDurable: (ticket: number) => void;
  /** The disk refused; nothing after the last durable ticket can be saved. The store is of no more use. */
  onFailure: (error: LedgerError) => void;
  /** The state to compact to. */
  snapshot: () => RoomState;
  /** Compact after this many records or bytes. */
  compactAfter?: { records: number; bytes: number };
}

export interface RoomStore {
  readonly state: RoomState;
  append(ticket: number, record: Uint8Array): void;
  /** Returns when everything appended is on disk (or the store has failed). */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const nameOf = (number: number, kind: 'snap' | 'log'): string => `${String(number).padStart(6, '0')}.${kind}`;

export async function openStore(folder: string, options: StoreOptions): Promise<RoomStore> {
  const { files = nodeFiles, fault = () => {}, compactAfter = { records: 1000, bytes: 1 << 20 } } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await recover(folder, files, options.create);
  let number = found.number;
  let log: AppendFile = await files.openForAppend(join(folder, nameOf(number, 'log')));
  await files.syncFolder(folder);
  let { records, bytes } = found;
  let queue: { ticket: number; framed: Uint8Array }[] = [];
  let failed = false;
  let running: Promise<void> | undefined;

  const compact = async (): Promise<void> => {
    const next = number + 1;
    const path = join(folder, nameOf(next, 'snap'));
    try {
      await files.writeDurably(`${path}.tmp`, encodeSnapshot(options.snapshot()));
    } catch {
      // A full disk stops compaction, not saving: the log goes on and the next attempt comes as much later.
      await files.remove(`${path}.tmp`).catch(() => {});
      [records, bytes] = [0, 0];
      return;
    }
    fault('snapshot-written');
    await files.rename(`${path}.tmp`, path);
    await files.syncFolder(folder);
    fault('snapshot-renamed');
    const nextLog = await files.openForAppend(join(folder, nameOf(next, 'log')));
    await files.syncFolder(folder);
    fault('log-opened');
    const old = { log, number };
    [log, number, records, bytes] = [nextLog, next, 0, 0];
    await old.log.close();
    await files.remove(join(folder, nameOf(old.number, 'log')));
    await files.remove(join(folder, nameOf(old.number, 'snap')));
    fault('old-removed');
  };

  const work = async (): Promise<void> => {
    try {
      while (queue.length > 0) {
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
        fault('before-ack');
        options.onDurable(group.at(-1)!.ticket);
        if (records >= compactAfter.records || bytes >= compactAfter.bytes) await compact();
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

async function recover(
  folder: string,
  files: FilePort,
  create: () => RoomState,
): Promise<{ number: number; state: RoomState; records: number; bytes: number }> {
  const names = await files.list(folder);
  const numbers = (kind: 'snap' | 'log'): number[] =>
    names.flatMap((name) => (new RegExp(`^\\d{6}\\.${kind}$`).test(name) ? [Number(name.slice(0, 6))] : [])).toSorted((a, b) => b - a);
  for (const name of names) if (name.endsWith('.tmp')) await files.remove(join(folder, name));

  const snapshots = numbers('snap');
  if (snapshots.length === 0) {
    if (numbers('log').length > 0) throw damaged(folder);
    const state = create();
    const path = join(folder, nameOf(1, 'snap'));
    try {
      await files.writeDurably(`${path}.tmp`, encodeSnapshot(state));
      await files.rename(`${path}.tmp`, path);
      await files.syncFolder(folder);
    } catch (error) {
      throw storageError(error, folder);
    }
    return { number: 1, state, records: 0, bytes: 0 };
  }

  for (const base of snapshots) {
    const snapshot = decodeSnapshot(await files.read(join(folder, nameOf(base, 'snap'))));
    if (!snapshot) continue;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, snapshot.update);
    const leases = new Map(snapshot.leases);
    let [number, records, bytes] = [base, 0, 0];
    for (const log of numbers('log')
      .filter((one) => one >= base)
      .toReversed()) {
      const path = join(folder, nameOf(log, 'log'));
      const file = await files.read(path);
      const whole = readRecords(file);
      if (whole.length < file.length) {
        // Half a record was never acknowledged; it is kept for whoever wants to look, if there is room for it.
        await files.writeDurably(join(folder, `${nameOf(log, 'log')}.torn`), file.subarray(whole.length)).catch(() => {});
        await files.truncate(path, whole.length);
      }
      doc.transact(() => {
        for (const bytesOfRecord of whole.records) {
          const record = decodeRecord(bytesOfRecord);
          if (record.kind === 'update') Y.applyUpdate(doc, record.update);
          else leases.set(record.lease, record.person);
        }
      });
      [number, records, bytes] = [log, whole.records.length, whole.length];
    }
    for (const kind of ['log', 'snap'] as const) {
      for (const old of numbers(kind)) if (old < base) await files.remove(join(folder, nameOf(old, kind)));
    }
    return { number, state: { epoch: snapshot.epoch, update: Y.encodeStateAsUpdate(doc), leases }, records, bytes };
  }
  throw damaged(folder);
}

const damaged = (folder: string): LedgerError =>
  new LedgerError({
    code: 'room-damaged',
    message: 'The saved state of this room cannot be read.',
    hint: 'Restore the folder from a backup, or move it away: the room is then made again from the project files.',
    where: folder,
  });
