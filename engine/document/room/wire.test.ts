import { expect, test } from 'vitest';
import { parseRoomName, roomNameOf } from '../documents.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { decodeFrame, encodeFrame, type Frame } from './wire.ts';

const frames: Frame[] = [
  { type: 'step1', stateVector: new Uint8Array([0]) },
  { type: 'step2', update: new Uint8Array([0, 0]) },
  { type: 'update', update: new Uint8Array([1, 2, 3]) },
  { type: 'awareness', bytes: new Uint8Array([9]) },
  { type: 'query-awareness' },
  { type: 'ack', count: 70_000 },
  { type: 'presence', text: '{}' },
  { type: 'reject', text: 'ä' },
  { type: 'hello', text: '' },
  { type: 'welcome', text: 'x' },
  { type: 'outside', text: '{"label":"x"}', update: new Uint8Array([5]) },
];

test.each(frames)('$type survives the wire; longer or shorter it is nothing', (frame) => {
  const bytes = encodeFrame(frame);
  expect(decodeFrame(bytes)).toEqual(frame);
  expect(decodeFrame(new Uint8Array([...bytes, 0]))).toBeUndefined();
  expect(decodeFrame(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
});

test('rubbish is no frame, and never an error', () => {
  const random = chance(3);
  for (let round = 0; round < 3000; round += 1) decodeFrame(random.bytes(random.below(20)));
  expect(decodeFrame(new Uint8Array([77]))).toBeUndefined();
});

test('room names are read strictly', () => {
  for (const name of ['demo/project', 'demo/level/beer-game', 'demo/script/scripts/a/b.ts'])
    expect(roomNameOf(parseRoomName(name)!)).toBe(name);
  for (const name of [
    '',
    'demo',
    'demo/level/',
    'demo/level/../x',
    'Demo/project',
    'demo/script/scripts/../../etc/x.ts',
    'demo/script/other/a.ts',
    'demo/project/x',
    'demo/level/a/b',
  ]) {
    expect(parseRoomName(name), name).toBeUndefined();
  }
});
