import { beforeEach, describe, expect, test } from 'vitest';
import type { ServerMessage } from '../../engine/net/protocol/index.ts';
import { readLink } from './link.ts';
import { createSessionClient, type Picture, type PlayMemory, type PlaySocket, type Series, type SessionClient } from './session-client.ts';

class FakeSocket implements PlaySocket {
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.onclose?.({ code: 1000 });
  }
  say(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let sockets: FakeSocket[];
let later: (() => void)[];
let memory: PlayMemory;
let seen: Series;
let leave: () => void;
let client: SessionClient;
const current = (): FakeSocket => sockets.at(-1) as FakeSocket;
const commands = (): Record<string, unknown>[] => current().sent.filter(({ type }) => type === 'command');
const link = { tenant: 'demo', session: 's', token: 't' };
const level = {
  id: 'l',
  name: 'L',
  clock: { kind: 'turns', unit: 'week', awaits: 'PlaceOrder', take: 'TakeStage', release: 'ReleaseStage' },
  commands: {},
  kpis: {},
  charts: [],
} as const;
const standing = { hash: 'h', kpis: { total_cost: '4.00' }, waiting: [], seats: [], done: false };

const create = (): SessionClient =>
  createSessionClient(link, {
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    memory,
    seen: { before: seen, leave: (series) => void (leave = () => (seen = series())) },
    newPlayer: () => 'p-1',
    newSecret: () => 's'.repeat(32),
    later: (run) => void later.push(run),
    now: () => 10_000,
  });
const connected = (): void => {
  client.start();
  current().onopen?.();
  current().say({ type: 'welcome', protocol: 2, session: 's', level: structuredClone(level) as never, tick: 0 });
};

beforeEach(() => {
  sockets = [];
  later = [];
  seen = [];
  let kept: ReturnType<PlayMemory['read']>;
  memory = { read: () => kept, write: (value) => (kept = value) };
  client = create();
});

describe("a player's client", () => {
  test('watches without taking a place, then joins with the first command and sends it once joined', () => {
    connected();
    expect(current().sent).toEqual([{ type: 'hello' }]);
    client.command('TakeStage', { stage: 'wholesaler' });
    expect(current().sent.at(-1)).toEqual({ type: 'join', player: 'p-1', secret: 's'.repeat(32) });
    expect(client.state().unsaved).toBe(1);
    current().say({ type: 'joined', sender: 3, secret: 'x'.repeat(16), seq: 0 });
    expect(current().sent.at(-1)).toMatchObject({ type: 'command', seq: 1, command: { type: 'TakeStage' } });
    current().say({ type: 'ack', clientSeq: 1, seq: 1, duplicate: false });
    expect(client.state()).toMatchObject({ sender: 3, unsaved: 0 });
  });

  test('fetches an asset part by part, goes on after a break where it was, and says when there is none', async () => {
    connected();
    const asset = client.asset('assets/a.glb');
    const accept = ['webp', 'quantized', 'meshopt'];
    expect(current().sent.at(-1)).toEqual({ type: 'asset', path: 'assets/a.glb', from: 0, accept });
    current().say({ type: 'asset', path: 'assets/a.glb', from: 0, size: 5, bytes: btoa('abc') });
    expect(current().sent.at(-1)).toEqual({ type: 'asset', path: 'assets/a.glb', from: 3, accept });
    current().onclose?.({ code: 1006 });
    later.shift()?.();
    current().onopen?.();
    current().say({ type: 'welcome', protocol: 2, session: 's', level: structuredClone(level) as never, tick: 0 });
    expect(current().sent).toContainEqual({ type: 'asset', path: 'assets/a.glb', from: 3, accept });
    current().say({ type: 'asset', path: 'assets/a.glb', from: 3, size: 5, bytes: btoa('de') });
    expect(new TextDecoder().decode(await asset)).toBe('abcde');
    const none = client.asset('assets/b.glb');
    current().say({ type: 'asset', path: 'assets/b.glb', from: 0, size: 0, bytes: '' });
    await expect(none).rejects.toThrow('has no assets/b.glb');
  });

  test('sits where it has sat down before the turn runs', () => {
    connected();
    current().say({ type: 'keyframe', tick: 0, entities: [], ...standing });
    const seats = [{ entity: 'w', stage: 'wholesaler', name: 'Wholesaler', owner: 3 }];
    current().say({ type: 'waiting', tick: 0, waiting: ['w'], seats });
    expect(client.state()).toMatchObject({ tick: 0, waiting: ['w'], seats });
  });

  test('sends again after a break whatever was not acknowledged, under the same number and seat', () => {
    connected();
    client.command('TakeStage', { stage: 'retailer' });
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    current().say({ type: 'ack', clientSeq: 1, seq: 1, duplicate: false });
    client.command('PlaceOrder', { quantity: 8 });
    current().onclose?.({ code: 1006 });
    expect(client.state().connection).toBe('reconnecting');
    later.shift()?.();
    current().onopen?.();
    current().say({ type: 'welcome', protocol: 2, session: 's', level: structuredClone(level) as never, tick: 0 });
    expect(current().sent.at(-1)).toMatchObject({ type: 'join', secret: 's'.repeat(16) });
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 1 });
    expect(current().sent.at(-1)).toMatchObject({ type: 'command', seq: 2, command: { payload: { quantity: 8 } } });
  });

  test('numbers go on after a reload of the page, and what was not saved yet is sent again', () => {
    connected();
    client.command('A', {});
    client = create();
    connected();
    expect(client.state().unsaved).toBe(1);
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    client.command('B', {});
    expect(commands()).toMatchObject([
      { seq: 1, command: { type: 'A' } },
      { seq: 2, command: { type: 'B' } },
    ]);
  });

  test('what the charts drew is there again after a reload of the page, and goes on from there', () => {
    connected();
    current().say({ type: 'keyframe', tick: 4, entities: [], ...standing });
    current().say({ type: 'frames', fromTick: 4, toTick: 5, frames: [], events: [], ...standing });
    leave();
    client = create();
    connected();
    current().say({ type: 'keyframe', tick: 5, entities: [], ...standing });
    current().say({ type: 'frames', fromTick: 5, toTick: 6, frames: [], events: [], ...standing });
    expect(client.state().series.map(({ tick, kpis }) => [tick, kpis['total_cost']])).toEqual([
      [4, '4.00'],
      [5, '4.00'],
      [6, '4.00'],
    ]);
  });

  test('asks for a place once, however many commands wait for it', () => {
    connected();
    client.command('A', {});
    client.command('B', {});
    expect(current().sent.filter(({ type }) => type === 'join')).toHaveLength(1);
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    expect(commands()).toMatchObject([{ seq: 1 }, { seq: 2 }]);
  });

  test('keeps a command that came out of order, and sends it again from there', () => {
    connected();
    client.command('A', {});
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    client.command('B', {});
    current().say({ type: 'refused', clientSeq: 2, code: 'out-of-order', message: 'It takes 1 next.', expected: 1 });
    expect(client.state()).toMatchObject({ unsaved: 2, refusal: undefined });
    later.shift()?.();
    expect(commands()).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 1 }, { seq: 2 }]);
  });

  test('sends again what the gateway could not bring to the session', () => {
    connected();
    client.command('A', {});
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    current().onmessage?.({ data: JSON.stringify({ message: 'Internal server error', connectionId: 'c', requestId: 'r' }) });
    later.shift()?.();
    expect(commands()).toMatchObject([{ seq: 1 }, { seq: 1 }]);
  });

  test('has at most eight commands under way', () => {
    connected();
    for (let n = 0; n < 12; n += 1) client.command('A', {});
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    expect(commands()).toHaveLength(8);
    current().say({ type: 'ack', clientSeq: 1, seq: 1, duplicate: false });
    expect(commands().at(-1)).toMatchObject({ seq: 9 });
  });

  test('numbers from where the session stands when it knows less than the page', () => {
    memory.write({ player: 'p-1', secret: 's'.repeat(32), seq: 7, unsaved: [] });
    connected();
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 3 });
    client.command('A', {});
    expect(commands()).toMatchObject([{ seq: 4 }]);
  });

  test('shows a refusal as it was said, and forgets the command', () => {
    connected();
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    client.command('PlaceOrder', { quantity: -1 });
    current().say({ type: 'refused', clientSeq: 1, code: 'bad', message: 'quantity must be 0 to 9999.', hint: 'Order less.' });
    expect(client.state()).toMatchObject({ unsaved: 0, refusal: { message: 'quantity must be 0 to 9999.', hint: 'Order less.' } });
  });

  test('says of a command that a script could not take that it had no effect, to whoever sent it, and that a script rests', () => {
    connected();
    current().say({ type: 'joined', sender: 2, secret: 's'.repeat(16), seq: 0 });
    current().say({ type: 'keyframe', tick: 4, entities: [], ...standing });
    const fault = (sender: number) => ({
      tick: 5,
      type: 'ScriptFault',
      payload: { script: 'scripts/a.ts', message: 'Boom on 13', command: { sender, type: 'PlaceOrder' } },
    });
    current().say({ type: 'frames', fromTick: 4, toTick: 5, frames: [], events: [fault(1)], ...standing });
    expect(client.state()).toMatchObject({ faulted: undefined, resting: false });
    current().say({ type: 'frames', fromTick: 5, toTick: 6, frames: [], events: [fault(2)], ...standing });
    expect(client.state().faulted).toEqual({ command: 'PlaceOrder', message: 'Boom on 13' });
    client.command('PlaceOrder', { quantity: 5 });
    expect(client.state().faulted).toBeUndefined();
    const rests = { tick: 7, type: 'ScriptDisabled', payload: { script: 'scripts/a.ts', message: 'Three faults in a row' } };
    current().say({ type: 'frames', fromTick: 6, toTick: 7, frames: [], events: [rests], ...standing });
    expect(client.state().resting).toBe(true);
  });

  test('asks for the whole state when it has missed ticks, and ignores what it has already', () => {
    connected();
    const pictures: Picture[] = [];
    client.watch((picture) => pictures.push(picture));
    current().say({ type: 'keyframe', tick: 4, entities: [], ...standing });
    current().say({ type: 'frames', fromTick: 4, toTick: 5, frames: [], events: [], ...standing });
    current().say({ type: 'frames', fromTick: 4, toTick: 5, frames: [], events: [], ...standing });
    expect(pictures.map(({ kind }) => kind)).toEqual(['whole', 'ticks']);
    current().say({ type: 'frames', fromTick: 7, toTick: 8, frames: [], events: [], ...standing });
    expect(current().sent.at(-1)).toEqual({ type: 'resume' });
    expect(client.state().tick).toBe(5);
    expect(client.state().series.map(({ tick }) => tick)).toEqual([4, 5]);
  });

  test('puts a large message together from its parts, and drops one of which a part is missing', () => {
    connected();
    const text = JSON.stringify({ type: 'keyframe', tick: 4, entities: [], ...standing });
    const part = (id: string, index: number): ServerMessage => ({
      type: 'part',
      id,
      index,
      of: 3,
      text: text.slice(index * 40, index === 2 ? undefined : index * 40 + 40),
    });
    for (const [id, index] of [
      ['lost', 0],
      ['lost', 2],
      ['cut off', 0],
      ['whole', 0],
      ['lost', 1],
      ['whole', 1],
    ] as const)
      current().say(part(id, index));
    expect(client.state().tick).toBe(0);
    current().say(part('whole', 2));
    expect(client.state()).toMatchObject({ tick: 4, hash: 'h' });
  });

  test('knows that its session is paused, until it goes on or is found open after a break', () => {
    connected();
    current().say({ type: 'paused', tick: 0 });
    expect(client.state().phase).toBe('paused');
    current().say({ type: 'resumed', tick: 0 });
    expect(client.state().phase).toBe('open');
    current().say({ type: 'paused', tick: 0 });
    current().onclose?.({ code: 1006 });
    later.shift()?.();
    connected();
    expect(client.state()).toMatchObject({ phase: 'open', connection: 'connected' });
  });

  test('does not come back to a session that has ended, except to learn what became of what it sent', () => {
    connected();
    client.command('A', {});
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    client.command('B', {});
    current().say({ type: 'ended', tick: 3 });
    current().onclose?.({ code: 1000 });
    expect(client.state()).toMatchObject({ connection: 'reconnecting', phase: 'ended' });
    later.shift()?.();
    current().onopen?.();
    current().say({ type: 'welcome', protocol: 2, session: 's', level: structuredClone(level) as never, tick: 3 });
    current().say({ type: 'ended', tick: 3 });
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 1 });
    expect(commands()).toMatchObject([{ seq: 1 }, { seq: 2 }]);
    current().say({ type: 'ack', clientSeq: 1, seq: 2, duplicate: true });
    current().say({ type: 'refused', clientSeq: 2, code: 'session-ended', message: 'Ended.' });
    expect(client.state()).toMatchObject({ unsaved: 0, refusal: { message: 'Ended.' } });
    current().onclose?.({ code: 1000 });
    expect([client.state().connection, later.length, sockets.length]).toEqual(['over', 0, 2]);
  });

  test('that cannot sit down any more in a session that has ended keeps nothing as unsaved', () => {
    connected();
    current().say({ type: 'ended', tick: 3 });
    client.command('A', {});
    current().say({ type: 'refused', code: 'session-ended', message: 'Ended.' });
    expect(client.state()).toMatchObject({ unsaved: 0, refusal: { message: 'Ended.' } });
  });

  test('keeps in mind what it sent in a pause until an open session says how it stands', () => {
    connected();
    current().say({ type: 'paused', tick: 0 });
    client.command('TakeStage', { stage: 'retailer' });
    current().say({ type: 'joined', sender: 1, secret: 's'.repeat(16), seq: 0 });
    current().say({ type: 'ack', clientSeq: 1, seq: 1, duplicate: false });
    current().say({ type: 'waiting', tick: 0, waiting: [], seats: [] });
    expect(client.state().kept).toMatchObject([{ command: { type: 'TakeStage' } }]);
    client.command('TakeStage', { stage: 'mill' });
    current().say({ type: 'refused', clientSeq: 2, code: 'bad-command', message: 'No mill.' });
    expect(client.state().kept).toHaveLength(1);
    current().say({ type: 'resumed', tick: 0 });
    current().say({ type: 'waiting', tick: 0, waiting: [], seats: [] });
    expect(client.state().kept).toEqual([]);
    client.command('PlaceOrder', {});
    expect(client.state().kept).toEqual([]);
  });

  test('asks how the session stands once more where the gateway could not say it, also who only watches', () => {
    connected();
    current().onmessage?.({ data: JSON.stringify({ message: 'Internal server error' }) });
    expect(current().sent).toEqual([{ type: 'hello' }]);
    later.shift()?.();
    expect(current().sent).toEqual([{ type: 'hello' }, { type: 'hello' }]);
    current().say({ type: 'welcome', protocol: 2, session: 's', level: structuredClone(level) as never, tick: 0 });
    current().say({ type: 'paused', tick: 0 });
    expect(client.state()).toMatchObject({ phase: 'paused', sender: 0 });
  });

  test('a message of a kind that it does not know is passed over', () => {
    connected();
    const before = client.state();
    current().onmessage?.({ data: JSON.stringify({ type: 'of-tomorrow', tick: 9 }) });
    expect([client.state(), later.length]).toEqual([before, 0]);
  });

  test('a link that was never let in says so after three tries', () => {
    client.start();
    for (let n = 0; n < 4; n += 1) {
      current().onclose?.({ code: 1006 });
      later.shift()?.();
    }
    expect(client.state().connection).toBe('refused');
  });
});

test("a player's link is read from the fragment, whole or not at all", () => {
  expect(readLink('#tenant=demo&session=s1&token=abc')).toEqual({ tenant: 'demo', session: 's1', token: 'abc' });
  expect(readLink('#tenant=demo&session=s1')).toBeUndefined();
});

test('who is away is known until a moment, and once it has come the session is asked how it stands', () => {
  connected();
  current().say({ type: 'waiting', tick: 0, waiting: ['mill'], seats: [], away: [{ entity: 'mill', left: 45 }, { entity: 'shop' }] });
  expect(client.state().away).toEqual([
    { entity: 'mill', until: 55_000 },
    { entity: 'shop', until: undefined },
  ]);
  const asked = (): number => current().sent.filter(({ type }) => type === 'resume').length;
  later.at(-1)?.();
  expect(asked()).toBe(1);
  current().say({ type: 'waiting', tick: 0, waiting: ['mill'], seats: [], away: [{ entity: 'mill', left: 45 }] });
  current().say({ type: 'waiting', tick: 0, waiting: ['mill'], seats: [] });
  later.at(-1)?.();
  expect(client.state().away).toEqual([]);
  expect(asked()).toBe(1);
});

test('the figures of the seats follow the ticks, and no other entity is kept', () => {
  connected();
  const seats = [{ entity: 'mill', stage: 'Mill', name: 'Mill', owner: 1 }];
  const entity = (key: string) => ({ key, name: key, parent: null, components: { Stock: { cases: 12 }, Seat: {} } });
  current().say({ type: 'keyframe', tick: 0, entities: [entity('mill'), entity('truck')], ...standing, seats });
  const cases: [string, number][] = [
    ['mill', 8],
    ['truck', 1],
  ];
  const changed = [{ component: 'Stock', fields: ['cases'], rows: cases }];
  const frames = [{ tick: 1, spawned: [], despawned: [], changed, removed: [{ entity: 'mill', component: 'Seat' }] }];
  current().say({ type: 'frames', fromTick: 0, toTick: 1, frames, events: [], ...standing, seats });
  expect(client.state().atSeats).toEqual({ mill: { Stock: { cases: 8 } } });
});
