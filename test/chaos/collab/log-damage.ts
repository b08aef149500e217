/** A room's files cut at every byte and with every bit flipped. The disk is in memory, so that there can be many. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { encodeRecord } from '../../../engine/document/index.ts';
import type { Chance } from '../../../engine/kernel/testing/chance.ts';
import { readRecords } from '../../../src-main/services/collaboration/framing.ts';
import type { FilePort } from '../../../src-main/services/collaboration/index.ts';
import { decodeSnapshot } from '../../../src-main/services/collaboration/snapshot.ts';
import { openStore } from '../../../src-main/services/collaboration/store.ts';

type Disk = Map<string, Uint8Array>;

function memoryFiles(disk: Disk): FilePort {
  const need = (path: string): Uint8Array => {
    const bytes = disk.get(basename(path));
    if (!bytes) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return bytes;
  };
  return {
    async openForAppend(path) {
      const name = basename(path);
      disk.set(name, disk.get(name) ?? new Uint8Array());
      return {
        append: async (bytes) => void disk.set(name, Buffer.concat([disk.get(name)!, bytes])),
        sync: async () => {},
        close: async () => {},
      };
    },
    writeDurably: async (path, bytes) => void disk.set(basename(path), Uint8Array.from(bytes)),
    async rename(from, to) {
      disk.set(basename(to), need(from));
      disk.delete(basename(from));
    },
    syncFolder: async () => {},
    truncate: async (path, length) => void disk.set(basename(path), need(path).slice(0, length)),
    read: async (path) => need(path),
    list: async () => [...disk.keys()],
    remove: async (path) => void disk.delete(basename(path)),
  };
}

/** A room that has been compacted, and its last log: how long it was whenever something was acknowledged, and how many edits that were. */
interface Recorded {
  disk: Disk;
  log: string;
  /** Edits in the snapshot: those of earlier logs, and what was on its way to this one when it was taken. */
  inSnapshot: number;
  acknowledged: { length: number; edits: number }[];
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'lq-log-damage-'));

async function record(chance: Chance, edits: number): Promise<Recorded> {
  const where = folder();
  const disk: Disk = new Map();
  const acknowledged: Recorded['acknowledged'] = [];
  const lastLog = (): string =>
    [...disk.keys()]
      .filter((name) => name.endsWith('.log'))
      .toSorted()
      .at(-1)!;
  const store = await openStore(where, {
    files: memoryFiles(disk),
    // Once, so that a good part of them stands in the log after it.
    compactAfter: { records: Math.ceil(edits * 0.6), bytes: 1 << 20 },
    create: () => ({ epoch: 'first', update: new Uint8Array([0, 0]), leases: new Map() }),
    state: () => store.state,
    onDurable: (ticket) => acknowledged.push({ length: disk.get(lastLog())!.length, edits: ticket }),
    onFailure: (error) => {
      throw error;
    },
  });
  const { doc } = store.state;
  const map = doc.getMap('edits');
  for (let edit = 1; edit <= edits; edit += 1) {
    doc.once('update', (update: Uint8Array) => store.append(edit, encodeRecord({ kind: 'update', update })));
    map.set(`${edit}`, 'x'.repeat(chance.below(24)));
    // Some share a sync, most do not.
    if (chance.below(4) > 0) await store.drain();
  }
  await store.close();
  rmSync(where, { recursive: true });
  const log = lastLog();
  const begins = acknowledged.findLastIndex(({ length }, at) => at > 0 && length <= acknowledged[at - 1]!.length);
  const inSnapshot = decodeSnapshot(disk.get(log.replace('.log', '.snap'))!)!.doc.getMap('edits').size;
  return { disk, log, inSnapshot, acknowledged: acknowledged.slice(Math.max(0, begins)) };
}

/** How many of the edits 1, 2, 3 … are there; -1 when it is not the first so many. */
async function recoveredPrefix(where: string, disk: Disk): Promise<number> {
  const store = await openStore(where, {
    files: memoryFiles(disk),
    create: () => {
      throw new Error('A room that was there is made anew.');
    },
    state: () => store.state,
    onDurable: () => {},
    onFailure: () => {},
  });
  const { doc } = store.state;
  const there = [...doc.getMap('edits').keys()].map(Number);
  const isWhole = doc.store.pendingStructs === null && there.every((edit) => edit >= 1 && edit <= there.length);
  await store.close();
  return isWhole ? new Set(there).size : -1;
}

/** Cuts the last log at every byte: what is recovered must be exactly the edits whose records are whole, and all that were acknowledged by then. */
export async function cutEverywhere(chance: Chance, edits: number): Promise<{ cuts: number; wrongPrefixes: number }> {
  const { disk, log, inSnapshot, acknowledged } = await record(chance, edits);
  const whole = disk.get(log)!;
  const where = folder();
  const inLog = readRecords(whole).records.length;
  let wrongPrefixes = 0;
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const there = await recoveredPrefix(where, new Map(disk).set(log, whole.slice(0, cut)));
    const expected = Math.max(inSnapshot, edits - inLog + readRecords(whole.subarray(0, cut)).records.length);
    const promised = acknowledged.findLast(({ length }) => length <= cut)?.edits ?? edits - inLog;
    if (there !== expected || there < promised) wrongPrefixes += 1;
  }
  rmSync(where, { recursive: true });
  return { cuts: whole.length + 1, wrongPrefixes };
}

/** Every bit of the last log and of the snapshot: what stands before the damage is read, nothing of it, and of a snapshot nothing at all. */
export async function flipEverything(chance: Chance, edits: number): Promise<{ flips: number; undetected: number }> {
  const { disk, log, inSnapshot } = await record(chance, edits);
  const whole = disk.get(log)!;
  const { records } = readRecords(whole);
  const ends = records.reduce<number[]>((all, { length }) => [...all, (all.at(-1) ?? 0) + 8 + length], []);
  const snapshot = disk.get(log.replace('.log', '.snap'))!;
  const where = folder();
  let [flips, undetected] = [0, 0];
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const bad = flipped(whole, bit);
    const before = ends.filter((end) => end <= bit >> 3).length;
    flips += 1;
    const read = readRecords(bad).records;
    if (read.length !== before || read.some((bytes, at) => Buffer.compare(bytes, records[at]!) !== 0)) undetected += 1;
    // The whole way, for some of them: a room is opened from it.
    if (bit % 61 === 0) {
      const there = await recoveredPrefix(where, new Map(disk).set(log, bad));
      if (there !== Math.max(inSnapshot, edits - records.length + before)) undetected += 1;
    }
  }
  for (let bit = 0; bit < snapshot.length * 8; bit += 1) {
    flips += 1;
    if (decodeSnapshot(flipped(snapshot, bit)) !== undefined) undetected += 1;
  }
  rmSync(where, { recursive: true });
  return { flips, undetected };
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const bad = Uint8Array.from(bytes);
  bad[bit >> 3]! ^= 1 << (bit & 7);
  return bad;
}
