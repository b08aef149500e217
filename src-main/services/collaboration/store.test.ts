import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { crc32, gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { encodeRecord, type LoadedRoom, type RoomState } from '../../../engine/document/index.ts';
import type { LedgerError } from '../../contract/error.ts';
import { type FilePort, nodeFiles } from './files.ts';
import { frameRecord, readRecords } from './framing.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import { openStore, type RoomStore } from './store.ts';

const temp = (): string => mkdtempSync(join(tmpdir(), 'lq-store-'));
const empty = (): RoomState => ({ epoch: 'first', update: Y.encodeStateAsUpdate(new Y.Doc()), leases: new Map() });

interface Opened {
  store: RoomStore;
  durable: number[];
  failures: LedgerError[];
  setAside: LedgerError[];
  set(key: string): void;
  keys(): string[];
}

async function open(folder: string, files: FilePort = nodeFiles, compactAfter = { records: 1000, bytes: 1 << 20 }): Promise<Opened> {
  const durable: number[] = [];
  const failures: LedgerError[] = [];
  const setAside: LedgerError[] = [];
  const store: RoomStore = await openStore(folder, {
    files,
    compactAfter,
    create: empty,
    onDurable: (ticket) => durable.push(ticket),
    onFailure: (error) => failures.push(error),
    onSetAside: (error) => setAside.push(error),
    state: () => store.state,
  });
  const { doc } = store.state;
  let ticket = 0;
  return {
    store,
    durable,
    failures,
    setAside,
    set(key) {
      doc.once('update', (update: Uint8Array) => store.append((ticket += 1), encodeRecord({ kind: 'update', update })));
      doc.getMap('m').set(key, 1);
    },
    keys: () => [...doc.getMap('m').keys()],
  };
}
const keysOf = ({ doc }: LoadedRoom): string[] => [...doc.getMap('m').keys()];

describe('a room on disk', () => {
  test('is what was appended, through compactions and restarts', async () => {
    const folder = temp();
    for (let round = 0; round < 3; round += 1) {
      const opened = await open(folder, nodeFiles, { records: 4, bytes: 1 << 20 });
      expect(keysOf(opened.store.state)).toHaveLength(round * 10);
      for (let at = 0; at < 10; at += 1) {
        opened.set(`k${round}-${at}`);
        await opened.store.drain();
      }
      expect(opened.durable).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      await opened.store.close();
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.snap'))).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.endsWith('.log'))).toHaveLength(1);
  });

  test('syncs once for what arrives in one turn, and once for all that arrives meanwhile', async () => {
    let syncs = 0;
    let meanwhile = (): void => {};
    const counted: FilePort = {
      ...nodeFiles,
      async openForAppend(path) {
        const file = await nodeFiles.openForAppend(path);
        return {
          ...file,
          sync() {
            syncs += 1;
            meanwhile();
            return file.sync();
          },
        };
      },
    };
    const opened = await open(temp(), counted);
    for (let at = 0; at < 5; at += 1) opened.set(`k${at}`);
    await opened.store.drain();
    expect([syncs, opened.durable]).toEqual([1, [5]]);
    meanwhile = () => {
      meanwhile = () => {};
      for (let at = 5; at < 9; at += 1) opened.set(`k${at}`);
    };
    opened.set('first');
    await opened.store.drain();
    expect([syncs, opened.durable]).toEqual([3, [5, 6, 10]]);
    await opened.store.close();
  });

  test('cut at every byte of its log is a prefix of what was acknowledged', async () => {
    const folder = temp();
    const opened = await open(folder);
    const sizes = [0];
    const log = join(folder, '000001.log');
    for (let at = 0; at < 6; at += 1) {
      opened.set(`k${at}`);
      await opened.store.drain();
      sizes.push(readFileSync(log).length);
    }
    await opened.store.close();
    const whole = readFileSync(log);
    for (let cut = whole.length; cut >= 0; cut -= 1) {
      truncateSync(log, cut);
      const again = await open(folder);
      expect(keysOf(again.store.state), `cut at ${cut}`).toHaveLength(sizes.filter((size) => size > 0 && size <= cut).length);
      await again.store.close();
      writeFileSync(log, whole.subarray(0, cut));
    }
  });

  test('finds every flipped bit', async () => {
    const framed = Buffer.concat([frameRecord(Buffer.from('one')), frameRecord(Buffer.from('another'))]);
    for (let bit = 0; bit < framed.length * 8; bit += 1) {
      const bad = Buffer.from(framed);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect(readRecords(bad).records.length).toBeLessThan(2);
    }
    const snapshot = Buffer.from(await encodeSnapshot({ epoch: 'first', doc: new Y.Doc(), leases: new Map() }));
    for (let at = 0; at < snapshot.length; at += 1) {
      const bad = Buffer.from(snapshot);
      bad[at]! ^= 4;
      expect(decodeSnapshot(bad)).toBeUndefined();
    }
  });

  test('says when it cannot be read at all, and is not silently made anew', async () => {
    const folder = temp();
    await (await open(folder)).store.close();
    writeFileSync(join(folder, '000001.snap'), 'garbage');
    await expect(open(folder)).rejects.toMatchObject({ code: 'room-damaged', where: folder });
  });

  test('says when edits stand behind damage, and keeps them aside', async () => {
    const folder = temp();
    const log = join(folder, '000001.log');
    const opened = await open(folder);
    for (let at = 0; at < 5; at += 1) opened.set(`k${at}`);
    await opened.store.close();
    const whole = readFileSync(log);
    const bad = Buffer.from(whole);
    bad[12]! ^= 1;
    writeFileSync(log, bad);
    const again = await open(folder);
    expect([keysOf(again.store.state), again.setAside.map(({ code, where }) => [code, where])]).toEqual([
      [],
      [['room-damaged', `${log}.torn`]],
    ]);
    expect(again.setAside[0]?.message).toContain('4 edits behind the damage');
    expect(readFileSync(`${log}.torn`)).toEqual(bad);
    await again.store.close();
    // Where a later log goes on from it, what is there cannot be told from what should be.
    writeFileSync(log, bad);
    writeFileSync(join(folder, '000002.log'), whole);
    await expect(open(folder)).rejects.toMatchObject({ code: 'room-damaged' });
  });

  test('reads a snapshot of before, and writes the smaller one at the next compaction', async () => {
    const folder = temp();
    const doc = new Y.Doc();
    doc.getMap('m').set('old', 1);
    const head = Buffer.from('{"epoch":"old","leases":[[16,"ada"]]}');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length);
    const body = gzipSync(Buffer.concat([length, head, Y.encodeStateAsUpdate(doc)]));
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(body));
    writeFileSync(join(folder, '000001.snap'), Buffer.concat([Buffer.from('LQROOM1\n'), sum, body]));
    const opened = await open(folder, nodeFiles, { records: 1, bytes: 1 << 20 });
    expect([opened.store.state.epoch, [...opened.store.state.leases], keysOf(opened.store.state)]).toEqual(['old', [[16, 'ada']], ['old']]);
    opened.set('new');
    await opened.store.close();
    expect(readFileSync(join(folder, '000002.snap'), 'latin1').slice(0, 8)).toBe('LQROOM2\n');
    const again = await open(folder);
    expect(keysOf(again.store.state).toSorted()).toEqual(['new', 'old']);
    await again.store.close();
  });

  test('saves on while it compacts, and compacts a large document more rarely', async () => {
    const folder = temp();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow: FilePort = {
      ...nodeFiles,
      async writeDurably(path, bytes) {
        if (path.includes('000002.snap')) await held;
        await nodeFiles.writeDurably(path, bytes);
      },
    };
    const opened = await open(folder, slow, { records: 2, bytes: 1 << 20 });
    for (let at = 0; at < 7; at += 1) {
      opened.set(`k${at}`);
      await opened.store.drain();
    }
    expect([opened.durable.at(-1), readdirSync(folder).toSorted()]).toEqual([
      7,
      expect.arrayContaining(['000001.log', '000001.snap', '000002.log']) as string[],
    ]);
    release();
    opened.set(`large ${'x'.repeat(10_000)}`);
    await opened.store.close();
    const again = await open(folder, nodeFiles, { records: 2, bytes: 1 << 20 });
    expect(keysOf(again.store.state)).toHaveLength(8);
    for (let at = 0; at < 20; at += 1) {
      again.set(`m${at}`);
      await again.store.drain();
    }
    await again.store.close();
    // Once, for the large one; then the document is large, and ten small ones are not worth writing it again.
    expect(readdirSync(folder)).toEqual(['000003.log', '000003.snap']);
  });

  test('on a full disk acknowledges nothing more, keeps what it had, and goes on once there is space', async () => {
    const folder = temp();
    let room = 400;
    const full = (): NodeJS.ErrnoException => Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const small: FilePort = {
      ...nodeFiles,
      async openForAppend(path) {
        const file = await nodeFiles.openForAppend(path);
        return {
          ...file,
          async append(bytes) {
            // A real disk takes what fits and then says no.
            await file.append(bytes.subarray(0, room));
            room -= bytes.length;
            if (room < 0) throw full();
          },
        };
      },
    };
    const opened = await open(folder, small);
    for (let at = 0; at < 40; at += 1) {
      opened.set(`k${at}`);
      await opened.store.drain();
    }
    expect(opened.failures).toMatchObject([{ code: 'disk-full' }]);
    const acknowledged = opened.durable.at(-1)!;
    expect(acknowledged).toBeGreaterThan(3);
    expect(acknowledged).toBeLessThan(40);
    room = 1e9;
    const again = await open(folder, small);
    expect(keysOf(again.store.state)).toEqual(opened.keys().slice(0, acknowledged));
    again.set('later');
    await again.store.drain();
    expect(again.failures).toEqual([]);
    await again.store.close();
  });

  const mountPoint = temp();
  const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mountPoint]).status === 0;
  test.skipIf(!mounted)('on a real full disk (a small tmpfs) does the same', async () => {
    try {
      const opened = await open(mountPoint);
      for (let at = 0; opened.failures.length === 0 && at < 2000; at += 1) {
        opened.set(`k${at}-${'x'.repeat(500)}`);
        await opened.store.drain();
      }
      expect(opened.failures).toMatchObject([{ code: 'disk-full' }]);
      const again = await open(mountPoint);
      expect(keysOf(again.store.state)).toHaveLength(opened.durable.at(-1)!);
      await again.store.close();
    } finally {
      spawnSync('umount', [mountPoint]);
    }
  });
});
