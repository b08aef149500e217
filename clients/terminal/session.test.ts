import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Session, type News, type Socket } from './session.ts';

/** Sockets whose other end is the test. */
class Wire implements Socket {
  readonly sent: { type: string; [name: string]: unknown }[] = [];
  readonly #listeners = new Map<string, (event: { data: unknown }) => void>();
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Wire['sent'][number]);
  }
  close(): void {}
  addEventListener(type: string, listen: (event: { data: unknown }) => void): void {
    this.#listeners.set(type, listen);
  }
  say(message: object): void {
    this.#listeners.get('message')!({ data: JSON.stringify(message) });
  }
  open(): void {
    this.#listeners.get('open')!({ data: undefined });
  }
  breakOff(): void {
    this.#listeners.get('close')!({ data: undefined });
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const wires: Wire[] = [];
  const news: News[] = [];
  const session = new Session({
    connect: () => wires[wires.push(new Wire()) - 1]!,
    onNews: (one) => news.push(one),
    player: 'p-1',
    secret: '0'.repeat(32),
  });
  wires[0]!.open();
  return { session, news, wires, wire: (): Wire => wires.at(-1)! };
}
const standing = { hash: '', kpis: { cost: '1.00' }, waiting: [], seats: [], done: false };
const entity = (key: string) => ({ key, name: key, parent: null, components: { Spin: { speed: 1 } } });

describe('commands', () => {
  test('wait for a seat, and are sent again under their numbers when the connection broke', () => {
    const { session, wire, news } = start();
    wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
    session.send({ type: 'A', payload: 1 });
    session.send({ type: 'A', payload: 2 });
    expect(wire().sent.map(({ type }) => type)).toEqual(['hello', 'join']);
    wire().say({ type: 'joined', sender: 1, secret: '0'.repeat(32), seq: 0 });
    wire().say({ type: 'ack', clientSeq: 1, seq: 5, duplicate: false });
    wire().breakOff();
    vi.advanceTimersByTime(20_000);
    wire().open();
    wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
    wire().say({ type: 'joined', sender: 1, secret: '0'.repeat(32), seq: 1 });
    expect(wire().sent).toEqual([
      { type: 'hello' },
      { type: 'join', player: 'p-1', secret: '0'.repeat(32) },
      { type: 'command', seq: 2, command: { type: 'A', payload: 2 } },
    ]);
    wire().say({ type: 'ack', clientSeq: 2, seq: 6, duplicate: false });
    expect(session.unsettled).toBe(0);
    expect(news.map(({ kind }) => kind)).toEqual(['welcome', 'joined', 'saved', 'lost', 'back', 'welcome', 'joined', 'saved']);
    session.close();
  });

  test('that were not taken for now go out again; others are over, with what was said', () => {
    const { session, wire, news } = start();
    session.send({ type: 'A', payload: 1 });
    wire().say({ type: 'joined', sender: 1, secret: '', seq: 0 });
    const sentOf = () => wire().sent.filter(({ type }) => type === 'command').length;
    for (const answer of [{ type: 'refused', clientSeq: 1, code: 'busy', message: '' }, { message: 'Internal server error' }]) {
      const before = sentOf();
      wire().say(answer);
      vi.advanceTimersByTime(1000);
      expect(sentOf()).toBe(before + 1);
    }
    wire().say({ type: 'refused', clientSeq: 1, code: 'payload-invalid', message: 'No.', hint: 'Yes.' });
    expect([session.unsettled, news.at(-1)]).toEqual([0, { kind: 'refused', message: 'No.', hint: 'Yes.' }]);
    session.close();
  });
});

test('a player who was here before comes back, and their numbers go on from those that they used', () => {
  const { session, wire, news } = start();
  wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
  session.join();
  session.send({ type: 'A', payload: 1 });
  wire().say({ type: 'joined', sender: 3, secret: '', seq: 7 });
  session.send({ type: 'A', payload: 2 });
  expect(wire().sent.slice(1)).toEqual([
    { type: 'join', player: 'p-1', secret: '0'.repeat(32) },
    { type: 'command', seq: 8, command: { type: 'A', payload: 1 } },
    { type: 'command', seq: 9, command: { type: 'A', payload: 2 } },
  ]);
  expect(news.at(-1)).toEqual({ kind: 'joined' });
  session.close();
});

test('a command of ours that its tick refused is told; one of others is theirs', () => {
  const { session, wire, news } = start();
  wire().say({ type: 'keyframe', tick: 4, entities: [], ...standing });
  session.join();
  wire().say({ type: 'joined', sender: 3, secret: '', seq: 0 });
  const refusedOf = (sender: number) => ({
    tick: 5,
    type: 'CommandRefused',
    payload: { sender, seq: 1, type: 'A', message: `No, ${sender}.`, hint: 'Yes.' },
  });
  wire().say({ type: 'frames', fromTick: 4, toTick: 5, frames: [], events: [refusedOf(2), refusedOf(3), refusedOf(0)], ...standing });
  expect(news.filter(({ kind }) => kind === 'refused')).toEqual([{ kind: 'refused', message: 'No, 3.', hint: 'Yes.' }]);
  session.close();
});

test('a seat that is refused is the end of what waits for it', () => {
  const { session, wire, news } = start();
  wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
  session.send({ type: 'A', payload: 1 });
  wire().say({ type: 'refused', code: 'session-finished', message: 'Over.' });
  expect([session.unsettled, news.at(-1)]).toEqual([0, { kind: 'refused', message: 'Over.' }]);
  session.close();
});

describe('a session that is paused or ended', () => {
  test('is told of, and a message of a kind that is not known is passed over', () => {
    const { session, wire, news } = start();
    wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
    for (const type of ['paused', 'of-tomorrow', 'resumed']) wire().say({ type, tick: 4 });
    expect(news.map(({ kind }) => kind)).toEqual(['welcome', 'paused', 'resumed']);
    wire().say({ type: 'paused', tick: 4 });
    wire().breakOff();
    vi.advanceTimersByTime(20_000);
    wire().open();
    wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 9, level: {} });
    expect(session.view.phase).toBe('open');
    session.close();
  });

  test('is come back to after its end only while something is not answered', () => {
    const { session, wire, wires, news } = start();
    wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
    session.send({ type: 'A', payload: 1 });
    wire().say({ type: 'ended', tick: 4 });
    wire().breakOff();
    vi.advanceTimersByTime(20_000);
    wire().open();
    wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 4, level: {} });
    wire().say({ type: 'ended', tick: 4 });
    expect(wire().sent.at(-1)).toMatchObject({ type: 'join' });
    wire().say({ type: 'refused', code: 'session-ended', message: 'Over.' });
    expect([session.unsettled, news.at(-1)]).toEqual([0, { kind: 'refused', message: 'Over.' }]);
    wire().breakOff();
    vi.advanceTimersByTime(20_000);
    expect(wires).toHaveLength(2);
    session.close();
  });
});

describe('what is seen', () => {
  test('goes on from a whole state by ticks, and asks for the whole state when one is missing', () => {
    const { session, wire } = start();
    wire().say({ type: 'keyframe', tick: 4, entities: [entity('a'), entity('b')], ...standing });
    wire().say({
      type: 'frames',
      fromTick: 4,
      toTick: 5,
      frames: [
        {
          tick: 5,
          spawned: [{ entity: 'c', parent: 'a' }],
          despawned: ['b'],
          changed: [{ component: 'Spin', fields: ['speed'], rows: [['c', 2]] }],
          removed: [{ entity: 'a', component: 'Spin' }],
        },
      ],
      events: [],
      ...standing,
    });
    expect([...session.mirror.entities.values()]).toEqual([
      { key: 'a', name: 'a', parent: null, components: {} },
      { key: 'c', name: 'c', parent: 'a', components: { Spin: { speed: 2 } } },
    ]);
    wire().say({ type: 'frames', fromTick: 3, toTick: 4, frames: [], events: [], ...standing });
    expect(session.view.tick).toBe(5);
    wire().say({ type: 'frames', fromTick: 7, toTick: 8, frames: [], events: [], ...standing });
    expect([session.view.tick, wire().sent.at(-1)]).toEqual([5, { type: 'resume' }]);
    session.close();
  });

  test('of a large message is put together, unless a part is missing', () => {
    const { session, wire } = start();
    const text = JSON.stringify({ type: 'keyframe', tick: 9, entities: [], ...standing });
    const part = (index: number) => ({ type: 'part', id: 'x', index, of: 2, text: text.slice(index * 20, index === 0 ? 20 : undefined) });
    wire().say(part(1));
    wire().say(part(0));
    expect(session.view.tick).toBe(0);
    wire().say(part(1));
    expect(session.view.tick).toBe(9);
    session.close();
  });

  test('a link that is refused three times is taken for a wrong one', () => {
    const { news, wires } = start();
    for (let knock = 0; knock < 3; knock += 1) {
      wires.at(-1)!.breakOff();
      vi.advanceTimersByTime(20_000);
    }
    expect([news.at(-1), wires.length]).toEqual([{ kind: 'closed' }, 3]);
  });
});

test('where the gateway could not pass on what the session said, it is asked again; who only watches takes no seat for it', () => {
  const { session, wire } = start();
  wire().say({ message: 'Internal server error' });
  vi.advanceTimersByTime(1000);
  expect(wire().sent.map(({ type }) => type)).toEqual(['hello', 'hello']);
  wire().say({ type: 'welcome', protocol: 2, session: 's', tick: 0, level: {} });
  wire().say({ type: 'paused', tick: 0 });
  expect(session.view.phase).toBe('paused');
});
