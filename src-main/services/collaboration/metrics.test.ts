import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { encodeFrame, levelSchema } from '../../../engine/document/index.ts';
import { type FilePort, nodeFiles } from './files.ts';
import { openHostedRoom } from './hosted-room.ts';
import { metricsText, newMetrics } from './metrics.ts';

/** A free document with a disk that takes `sync` each time, and two connections that are never slow. */
async function open(sync: () => void) {
  let clock = 0;
  const files: FilePort = {
    ...nodeFiles,
    async openForAppend(path) {
      const file = await nodeFiles.openForAppend(path);
      return {
        ...file,
        async sync() {
          sync();
          await file.sync();
        },
      };
    },
  };
  const metrics = newMetrics();
  const room = await openHostedRoom({
    name: 'notes',
    folder: mkdtempSync(join(tmpdir(), 'lq-metrics-')),
    kind: 'free',
    schema: levelSchema([]),
    open: true,
    files,
    metrics,
    now: () => clock,
    create: () => ({ epoch: 'e', update: new Uint8Array([0, 0]), leases: new Map() }),
    onFailure: () => {},
  });
  const join2 = () =>
    room.join(
      { send: () => {}, close: () => {}, bufferedAmount: 0 },
      { person: { id: 'anybody', name: 'Anybody', colour: '' }, role: 'editor', speaks: 'stock' },
    );
  const [writer, reader] = [join2(), join2()];
  const doc = new Y.Doc();
  return {
    metrics,
    room,
    reader,
    pass: (ms: number) => (clock += ms),
    write: (text: string): number => {
      let update!: Uint8Array;
      doc.once('update', (bytes: Uint8Array) => (update = bytes));
      doc.getText('text').insert(0, text);
      writer.receive(encodeFrame({ type: 'update', update }));
      return update.length;
    },
  };
}

test('a room counts what it admits, how long the disk takes, what it sends, and whom it turns away for what', async () => {
  let pass = (): unknown => undefined;
  const { metrics, room, reader, write, ...at } = await open(() => pass());
  pass = () => at.pass(7);
  const before = metrics.frames;
  const bytes = write('one');
  expect(metrics).toMatchObject({ updates: 1, updateBytes: bytes, waiting: 1, saves: { count: 0 } });
  await room.drain();
  expect(metrics).toMatchObject({ updates: 1, waiting: 0, frames: before + 1, saves: { count: 1, ms: 7 } });
  pass = () => at.pass(30);
  write('two');
  await room.drain();
  expect(metrics.saves).toEqual({
    count: 2,
    ms: 37,
    within: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((ms) => ({ ms, count: ms >= 50 ? 2 : ms >= 10 ? 1 : 0 })),
  });
  reader.receive(encodeFrame({ type: 'update', update: new Uint8Array([9, 9, 9]) }));
  expect(metrics).toMatchObject({ updates: 2, refused: { 'invalid-update': 1 }, closed: { 'invalid-update': 1 } });
  await room.close();
  expect(metrics.closed).toEqual({ 'invalid-update': 1, closing: 1 });
});

test('nothing waits for a disk that has refused', async () => {
  let broken = false;
  const { metrics, room, write } = await open(() => {
    if (broken) throw new Error('broken');
  });
  broken = true;
  write('lost');
  await room.drain();
  expect(metrics).toMatchObject({ updates: 1, waiting: 0, saves: { count: 0 }, closed: { 'storage-failed': 2 } });
});

test('the text names every figure once, with its kind, and a histogram that ends with all', () => {
  const metrics = { ...newMetrics(), updates: 3, refused: { 'too-big': 2 }, rooms: 1, connections: 4 } as const;
  const lines = metricsText({ ...metrics, saves: { count: 3, ms: 1500, within: [{ ms: 1000, count: 2 }] } }).split('\n');
  const kinds = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'ledgerquest_rooms 1',
    'ledgerquest_room_connections 4',
    'ledgerquest_room_updates_waiting 0',
    'ledgerquest_room_updates_total 3',
    'ledgerquest_room_update_bytes_total 0',
    'ledgerquest_room_updates_refused_total{reason="too-big"} 2',
    'ledgerquest_room_frames_total 0',
    'ledgerquest_room_frame_bytes_total 0',
    'ledgerquest_room_save_seconds_bucket{le="1"} 2',
    'ledgerquest_room_save_seconds_bucket{le="+Inf"} 3',
    'ledgerquest_room_save_seconds_sum 1.5',
    'ledgerquest_room_save_seconds_count 3',
  ]);
});
