import { expect, test } from 'vitest';
import { PlayerMessage, ServerMessage } from './index.ts';

const standing = {
  hash: '00000000000000ab',
  kpis: { cost: '4.00', turns: 3 },
  waiting: ['stage-1'],
  seats: [{ entity: 'stage-1', stage: 'retailer', name: 'Retailer', owner: 1 }],
  done: false,
};
const level = {
  id: 'street',
  name: 'Street',
  project: { id: 'chain', name: 'Chain' },
  clock: { kind: 'realtime', hz: 20 },
  commands: { PlaceOrder: { fields: { quantity: { kind: 'i32', min: 0, max: 99 } } } },
  kpis: {},
  charts: [],
};
const fromServer: unknown[] = [
  { type: 'welcome', protocol: 2, session: 's-1', level, tick: 0 },
  { type: 'joined', sender: 1, secret: '0123456789abcdef', seq: 0 },
  { type: 'ack', clientSeq: 1, seq: 2, duplicate: false },
  { type: 'refused', code: 'busy', message: 'Later.', clientSeq: 3, expected: 2 },
  { type: 'keyframe', tick: 4, entities: [{ key: 'a', name: 'A', parent: null, components: { Spin: { speed: 1 } } }], ...standing },
  {
    type: 'frames',
    fromTick: 4,
    toTick: 5,
    frames: [
      {
        tick: 5,
        spawned: [{ entity: 'b', parent: 'a' }],
        despawned: ['c'],
        changed: [{ component: 'Spin', fields: ['speed'], rows: [['b', 2]] }],
        removed: [{ entity: 'a', component: 'Spin' }],
      },
    ],
    events: [{ tick: 5, type: 'Ordered', payload: { quantity: 4 }, source: 'scripts/orders.ts' }],
    ...standing,
  },
  { type: 'waiting', tick: 5, waiting: [], seats: [] },
  { type: 'paused', tick: 5 },
  { type: 'resumed', tick: 5 },
  { type: 'ended', tick: 5 },
  { type: 'part', id: '1:0', index: 0, of: 2, text: '{' },
  { type: 'asset', path: 'assets/truck.glb', from: 0, size: 3, bytes: 'AAAA' },
];

test.each(fromServer.map((message) => [(message as { type: string }).type, message]))(
  'a session may say %s, and its bytes are those of the message',
  (_, message) => {
    expect(JSON.stringify(ServerMessage.parse(message)).length).toBe(JSON.stringify(message).length);
    expect(ServerMessage.parse(message)).toEqual(message);
  },
);

test('what neither side says is refused', () => {
  expect(PlayerMessage.safeParse({ type: 'keyframe' }).success).toBe(false);
  expect(PlayerMessage.safeParse({ type: 'command', seq: 0, command: { type: 'A', payload: null } }).success).toBe(false);
  expect(ServerMessage.safeParse({ type: 'hello' }).success).toBe(false);
  expect(ServerMessage.safeParse({ type: 'keyframe', tick: -1, entities: [], ...standing }).success).toBe(false);
});
