/**
 * Peers who play one world over a bad network have one world in the end, tick for tick. The long form plays as many ticks as
 * `LEDGERQUEST_SYNC_TICKS` says: `LEDGERQUEST_SYNC_TICKS=100000 npx vitest run --project node engine/net/rollback/rollback.test.ts`.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Arena } from '../../kernel/index.ts';
import { createArena, hashHex, initHash, restoreArena } from '../../kernel/index.ts';
import { defineComponent } from '../../model/component.ts';
import { i32, vec3 } from '../../model/fields.ts';
import { createRegistry } from '../../model/registry.ts';
import type { NetworkOptions, Notice, PlayerInput, Request, RollbackSession, SessionOptions, Transport } from '../index.ts';
import { SimulatedNetwork, arenaPort, createRollbackHost, createRollbackSession, delayFor } from '../index.ts';
import type { Packet } from './packet.ts';
import { readPacket, writePacket } from './packet.ts';
import { diceOf } from '../../kernel/testing/schedule.ts';

const ticks = Number(process.env['LEDGERQUEST_SYNC_TICKS'] ?? 3000);
const registry = createRegistry([defineComponent('Body', { at: vec3(), speed: vec3() }), defineComponent('Score', { points: i32() })]);

beforeAll(initHash);

interface Push {
  player: number;
  way: number;
}

/** Everybody pushes their ball; balls bounce off the walls and off chance, and score. */
const step = (arena: Arena, pushes: readonly Push[]): string[] => {
  const events: string[] = [];
  const [x] = arena.lanes('Body', 'at');
  const [vx] = arena.lanes('Body', 'speed');
  const points = arena.column('Score', 'points');
  for (const { player, way } of pushes) vx![player]! += way - 1;
  arena.query('Body').each((e) => {
    if (arena.randomInt('gusts', 0, 9) === 0) vx![e]! += arena.random('gusts') - 0.5;
    x![e]! += vx![e]! / 60;
    if (x![e]! < -5 || x![e]! > 5) {
      vx![e] = -vx![e]! * 0.5;
      x![e] = x![e]! < 0 ? -5 : 5;
      points[e]!++;
      events.push(`tick ${arena.tick}: ${e} hits`);
    }
  });
  return events;
};

const worldOf = (players: number): Arena => {
  const arena = createArena(registry, { seed: 5, texts: ['gusts'] });
  for (let player = 0; player < players; player++) {
    const ball = arena.spawn(`ball-${player}`);
    arena.add(ball, 'Body');
    arena.add(ball, 'Score');
  }
  return arena;
};

const pushesOf = (inputs: readonly PlayerInput[]): Push[] =>
  inputs.flatMap(({ player, input }) => (input[0] === undefined ? [] : [{ player, way: input[0] }]));

interface Peer {
  session: RollbackSession;
  arena: Arena;
  events: string[];
  notices: Notice[];
  stalls: number;
  replayed: number;
  saved: number;
  /** Deepest rollback. */
  deepest: number;
  turn: () => void;
}

const peersOf = (
  network: SimulatedNetwork,
  players: number,
  {
    transportOf = (local) => network.transport(local),
    ...options
  }: Partial<SessionOptions> & { transportOf?: (local: number) => Transport } = {},
  spoil: (arena: Arena, local: number) => void = () => {},
): Peer[] =>
  Array.from({ length: players }, (_, local) => {
    const arena = worldOf(players);
    const port = arenaPort(arena, (world: Arena, pushes: readonly Push[]) => {
      const events = step(world, pushes);
      spoil(world, local);
      return events;
    });
    const session = createRollbackSession({ players, local, transport: transportOf(local), ...options });
    const host = createRollbackHost(port, { session, commandsOf: pushesOf });
    const dice = diceOf(local + 1);
    // Whoever presses a key holds it for a while: what makes the last input a good guess.
    let way = 1;
    const peer: Peer = {
      session,
      arena,
      events: [],
      notices: [],
      stalls: 0,
      replayed: 0,
      saved: 0,
      deepest: 0,
      turn() {
        if (dice.chance(12)) way = dice.roll(3);
        const before = session.tick;
        const requests = session.advance(Uint8Array.of(way));
        const played = requests.filter(({ kind }) => kind === 'advance').length;
        peer.replayed += Math.max(0, played - 1);
        peer.saved += requests.filter(({ kind }) => kind === 'save').length;
        const load = requests.find((request: Request) => request.kind === 'load');
        if (load) peer.deepest = Math.max(peer.deepest, before - load.tick);
        if (session.stalled) peer.stalls++;
        peer.events.push(...host.run(requests));
        peer.notices.push(...session.notices());
      },
    };
    return peer;
  });

const playUntil = (network: SimulatedNetwork, peers: readonly Peer[], tick: number, most = tick * 3 + 600): void => {
  for (let now = 0; now < most && peers.some(({ session }) => session.confirmed < tick); now++) {
    network.step();
    for (const peer of peers) if (peer.session.confirmed < tick) peer.turn();
  }
};

/** What the world is when nobody guesses: the same inputs, one after the other. */
const eventsWithoutGuessing = (delay: number, length: number, players: number): string[] => {
  const arena = worldOf(players);
  const keys = Array.from({ length: players }, (_, local) => {
    const dice = diceOf(local + 1);
    let way = 1;
    return Array.from({ length }, () => (dice.chance(12) ? (way = dice.roll(3)) : way));
  });
  return Array.from({ length }, (_, at) => {
    arena.advance();
    return step(arena, at < delay ? [] : keys.map((ways, player) => ({ player, way: ways[at - delay]! })));
  }).flat();
};

/** 150 ms one way at 60 ticks per second. */
const bad: NetworkOptions = { seed: 11, latency: 9, jitter: 3, loss: 0.05, twice: 0.05 };

describe('two peers at 150 ms, with jitter, loss, doubles and packets that overtake one another', () => {
  const delay = delayFor({ latency: 9, jitter: 3 });

  test.each([{ sparse: false }, { sparse: true }])(
    'have one world, tick for tick, and tell each event once (sparse saving: $sparse)',
    ({ sparse }) => {
      const network = new SimulatedNetwork(bad);
      const peers = peersOf(network, 2, { delay, sparse });
      playUntil(network, peers, ticks);
      for (const { session, notices, deepest } of peers) {
        expect(session.confirmed).toBeGreaterThanOrEqual(ticks);
        expect(notices).toEqual([]);
        expect(deepest).toBeGreaterThan(0);
        expect(deepest).toBeLessThanOrEqual(sparse ? 2 * session.window : session.window);
      }
      const upTo = (events: readonly string[]): string[] => events.filter((event) => Number(/\d+/.exec(event)![0]) <= ticks);
      expect(upTo(peers[0]!.events)).toEqual(upTo(peers[1]!.events));
      expect(new Set(peers[0]!.events).size).toBe(peers[0]!.events.length);
      expect(peers[0]!.events.length).toBeGreaterThan(ticks / 100);
    },
    600_000,
  );

  test('with a delay that is long enough hardly ever wait, and come to what a game without guesses comes to', () => {
    const network = new SimulatedNetwork({ ...bad, loss: 0 });
    const peers = peersOf(network, 2, { delay });
    playUntil(network, peers, 1000);
    expect(Math.max(...peers.map(({ stalls }) => stalls))).toBeLessThan(30);
    // Sides that wait take no input, so the keys of both games part there: what is compared is a game without waits.
    const calm = new SimulatedNetwork({ seed: 3, latency: 4 });
    const both = peersOf(calm, 2, { delay: 2 });
    playUntil(calm, both, 500);
    expect(both.map(({ stalls }) => stalls)).toEqual([0, 0]);
    expect(both[0]!.replayed).toBeGreaterThan(50);
    const wanted = eventsWithoutGuessing(2, 500, 2);
    expect(both[0]!.events.slice(0, wanted.length)).toEqual(wanted);
  });

  test('wait for one another where the delay is too short, and lose nothing', () => {
    const network = new SimulatedNetwork(bad);
    const peers = peersOf(network, 2, { delay: 0, window: 3 });
    playUntil(network, peers, 300, 5000);
    for (const { session, stalls, notices } of peers) {
      expect(session.confirmed).toBeGreaterThanOrEqual(300);
      expect(stalls).toBeGreaterThan(300);
      expect(notices).toEqual([]);
    }
  });
});

test('sparse saving saves less', () => {
  const saves = [false, true].map((sparse) => {
    const network = new SimulatedNetwork({ seed: 2, latency: 4 });
    const peers = peersOf(network, 2, { sparse });
    playUntil(network, peers, 500);
    return peers[0]!.saved;
  });
  expect(saves[1]).toBeLessThan(saves[0]! / 2);
});

test('a window of 0 guesses nothing: everybody waits for everybody', () => {
  const network = new SimulatedNetwork({ seed: 2, latency: 4 });
  const peers = peersOf(network, 3, { window: 0, delay: 5 });
  playUntil(network, peers, 200);
  for (const { session, replayed, notices } of peers) {
    expect(session.confirmed).toBeGreaterThanOrEqual(200);
    expect(replayed).toBe(0);
    expect(notices).toEqual([]);
  }
});

test.each([{ sparse: false }, { sparse: true }])(
  'a variable outside the arena shows as a desync, with the tick and both hashes (sparse saving: $sparse)',
  ({ sparse }) => {
    const network = new SimulatedNetwork({ seed: 4, latency: 3 });
    const peers = peersOf(network, 2, { delay: 1, sparse }, (arena, local) => {
      if (arena.tick === 55 && local === 1) arena.column('Score', 'points')[0]! += 1;
    });
    playUntil(network, peers, 120);
    // Ours and theirs are the other's theirs and ours, and only what came after is different.
    const [mine, other] = peers.map(({ notices }) => notices[0]!) as (Notice & { kind: 'desync' })[];
    expect(mine).toMatchObject({ kind: 'desync', tick: 60, player: 1 });
    expect(other).toMatchObject({ kind: 'desync', tick: 60, player: 0 });
    expect([mine!.ours, mine!.theirs]).toEqual([other!.theirs, other!.ours]);
    expect(hashHex(mine!.ours)).not.toBe(hashHex(mine!.theirs));
  },
);

test('a world that has begun has no session', () => {
  const arena = worldOf(1);
  arena.advance();
  const session = createRollbackSession({ players: 1, local: 0, transport: new SimulatedNetwork({ seed: 1, latency: 0 }).transport(0) });
  expect(() => createRollbackHost(arenaPort(arena, step), { session, commandsOf: pushesOf })).toThrow(
    expect.objectContaining({ code: 'net-session' }) as Error,
  );
});

test('a player who is gone does nothing from its last input on, everywhere alike, and the others play on', () => {
  const network = new SimulatedNetwork({ seed: 8, latency: 4, jitter: 2 });
  const peers = peersOf(network, 3, { delay: 2, patience: 40 });
  playUntil(network, peers, 100);
  network.cut(2);
  const left = peers.slice(0, 2);
  playUntil(network, left, 400, 2000);
  const ends = left.map(({ notices }) =>
    notices.filter((notice) => notice.kind === 'disconnected').map(({ player, tick }) => ({ player, tick })),
  );
  // Each begins with what it has itself, and all come to the least that one of them has.
  expect(ends[0]!.at(-1)).toMatchObject({ player: 2 });
  expect(ends[1]!.at(-1)).toEqual(ends[0]!.at(-1));
  expect(left.map(({ notices }) => notices.find((notice) => notice.kind === 'disconnected')?.code)).toContain('net-silent');
  expect(left.map(({ session }) => session.confirmed >= 400)).toEqual([true, true]);
  expect(left.flatMap(({ notices }) => notices.filter(({ kind }) => kind === 'desync'))).toEqual([]);
  const since = ({ events }: Peer): string[] =>
    events.filter((event) => Number(/\d+/.exec(event)![0]) > ends[0]![0]!.tick && Number(/\d+/.exec(event)![0]) <= 400);
  expect(since(left[0]!)).toEqual(since(left[1]!));
  expect(since(left[0]!).length).toBeGreaterThan(5);
});

/** What goes through a transport, and what a peer's packets become on the way. */
const tapped = (transport: Transport, seen: Packet[], change: (packet: Packet) => Packet = (packet) => packet): Transport => ({
  ...transport,
  send(to, bytes) {
    const packet = change(readPacket(bytes));
    seen.push(packet);
    transport.send(to, writePacket(packet));
  },
});

describe('a peer that plays and never says that it has our inputs', () => {
  const delay = 6;
  const most = 128;

  test('is gone once more than 128 of them are on the way, by name, and what is kept and sent stays bounded', () => {
    const network = new SimulatedNetwork(bad);
    const sent: Packet[] = [];
    const peers = peersOf(network, 2, {
      delay,
      transportOf: (local) =>
        local === 0 ? tapped(network.transport(0), sent) : tapped(network.transport(1), [], (packet) => ({ ...packet, ack: 0 })),
    });
    const [honest] = peers as [Peer, Peer];
    let kept = 0;
    for (let now = 0; now < 2000; now++) {
      network.step();
      for (const peer of peers) peer.turn();
      kept = Math.max(kept, honest.session.kept);
    }
    expect(honest.notices).toEqual([{ kind: 'disconnected', player: 1, tick: expect.any(Number), code: 'net-unacknowledged' }]);
    expect((honest.notices[0] as Notice & { kind: 'disconnected' }).tick).toBeLessThan(most + delay);
    expect(Math.max(...sent.map(({ inputs }) => inputs.length))).toBe(most + 1);
    expect(kept).toBeLessThan(4 * (most + 40));
    // It plays on alone, and remembers no more than a rollback needs.
    expect(honest.session.tick).toBeGreaterThan(1500);
    expect(honest.session.kept).toBeLessThan(4 * 40);
  });

  test.each([
    { window: 8, wait: 6 },
    { window: 60, wait: 30 },
    { window: 0, wait: 80 },
  ])('is not taken for one that keeps to a window of $window and a delay of $wait: it leaves at most twice both', ({ window, wait }) => {
    const network = new SimulatedNetwork({ ...bad, latency: 40, jitter: 20, loss: 0.3 });
    const sent: Packet[] = [];
    const peers = peersOf(network, 2, { window, delay: wait, transportOf: (local) => tapped(network.transport(local), sent) });
    playUntil(network, peers, 400, 20_000);
    expect(peers.flatMap(({ notices }) => notices)).toEqual([]);
    const unacknowledged = Math.max(...sent.map(({ inputs }) => inputs.length));
    expect(unacknowledged).toBeGreaterThan(window + wait);
    expect(unacknowledged).toBeLessThanOrEqual(2 * (window + wait));
  });
});

/** A player 0 whose peers are written by hand. */
const heardBy = (
  options: Partial<SessionOptions>,
  peers: (call: number, session: RollbackSession) => { from: number; packet: Packet }[],
) => {
  const inbox: { from: number; packet: Uint8Array }[] = [];
  const arena = worldOf(3);
  const transport = { send: () => {}, receive: () => inbox.splice(0) };
  const session = createRollbackSession({ players: 3, local: 0, transport, ...options });
  const host = createRollbackHost(arenaPort(arena, step), { session, commandsOf: pushesOf });
  const notices: Notice[] = [];
  let call = 0;
  return {
    session,
    notices,
    run: (calls: number): void => {
      for (; calls > 0; calls--) {
        for (const { from, packet } of peers(++call, session)) inbox.push({ from, packet: writePacket(packet) });
        host.run(session.advance(Uint8Array.of(2)));
        notices.push(...session.notices());
      }
    },
  };
};

const spoken = (packet: Partial<Packet>): Packet => ({
  window: 8,
  delay: 0,
  ack: 0,
  first: 1,
  inputs: [],
  gone: [],
  hashes: [],
  ...packet,
});

/** What a peer says that is always one tick behind us. */
const playing = (tick: number, more: Partial<Packet> = {}): Packet =>
  spoken({ ack: tick - 1, first: tick, inputs: [Uint8Array.of(tick % 3)], ...more });

describe('who is said to be gone', () => {
  test.each([{ sparse: false }, { sparse: true }])(
    'since a tick that no state is held of stays, and who says so is refused and then gone itself (sparse saving: $sparse)',
    ({ sparse }) => {
      const liar = (tick: number) => playing(tick, { gone: tick >= 150 ? [{ player: 2, last: 0 }] : [] });
      const { session, notices, run } = heardBy({ sparse, patience: 20 }, (tick) => [
        { from: 1, packet: liar(tick) },
        { from: 2, packet: playing(tick) },
      ]);
      run(400);
      expect(notices.slice(0, 2)).toEqual([
        { kind: 'refused', player: 1, code: 'net-window' },
        { kind: 'refused', player: 1, code: 'net-window' },
      ]);
      expect(notices.filter(({ kind }) => kind === 'disconnected')).toEqual([
        { kind: 'disconnected', player: 1, tick: 149, code: 'net-silent' },
      ]);
      expect(session.confirmed).toBeGreaterThan(350);
    },
  );

  test.each([
    { window: 8, delay: 0, sparse: false },
    { window: 8, delay: 30, sparse: false },
    { window: 8, delay: 30, sparse: true },
    { window: 0, delay: 40, sparse: false },
    { window: 3, delay: 2, sparse: true },
  ])(
    'by somebody who heard it least is taken back as far as window $window and delay $delay allow (sparse saving: $sparse)',
    ({ window, delay, sparse }) => {
      const network = new SimulatedNetwork({ seed: 9, latency: 1 });
      // What player 2 says to player 1 is lost from here on: so player 0 has much more of it when both find it gone.
      let deaf = false;
      const peers = peersOf(network, 3, {
        window,
        delay,
        sparse,
        patience: 80,
        transportOf: (local) => {
          const transport = network.transport(local);
          return local === 2 ? { ...transport, send: (to, packet) => void ((deaf && to === 1) || transport.send(to, packet)) } : transport;
        },
      });
      playUntil(network, peers, 100);
      deaf = true;
      for (let calls = 0; calls < 60; calls++) {
        network.step();
        for (const peer of peers) peer.turn();
      }
      network.cut(2);
      const left = peers.slice(0, 2);
      playUntil(network, left, 400, 2000);
      expect(left.flatMap(({ notices }) => notices.filter(({ kind }) => kind !== 'disconnected'))).toEqual([]);
      expect(left.map(({ session }) => session.confirmed >= 400)).toEqual([true, true]);
      expect(left[0]!.deepest).toBeGreaterThan(window + delay - 3);
    },
  );
});

describe('a peer that speaks and never gives an input', () => {
  test('is gone after twice the patience, by name, and the others play on', () => {
    const { session, notices, run } = heardBy({ patience: 40 }, (tick, { tick: heard }) => [
      { from: 1, packet: spoken({ ack: heard }) },
      { from: 2, packet: playing(tick) },
    ]);
    run(80);
    expect(notices).toEqual([]);
    expect(session.tick).toBe(session.window);
    run(120);
    expect(notices).toEqual([{ kind: 'disconnected', player: 1, tick: 0, code: 'net-idle' }]);
    expect(session.tick).toBeGreaterThan(100);
  });

  test('is not taken for one that waits itself for somebody silent', () => {
    const network = new SimulatedNetwork({ seed: 8, latency: 4, jitter: 2 });
    const peers = peersOf(network, 3, { delay: 2, patience: 40 });
    playUntil(network, peers, 100);
    network.cut(2);
    const left = peers.slice(0, 2);
    playUntil(network, left, 300, 2000);
    expect(left.flatMap(({ notices }) => notices.filter((notice) => notice.kind === 'disconnected' && notice.player !== 2))).toEqual([]);
  });
});

test('peers with another window or delay say so to one another at once, take nothing of each other and part by that name', () => {
  const network = new SimulatedNetwork({ seed: 8, latency: 4 });
  const told = [
    { window: 8, delay: 2 },
    { window: 200, delay: 2 },
  ].map((options, local) => {
    const session = createRollbackSession({ players: 2, local, transport: network.transport(local), patience: 30, ...options });
    return { session, notices: [] as Notice[] };
  });
  const turn = (): void => {
    network.step();
    for (const { session, notices } of told) {
      session.advance(Uint8Array.of(1));
      notices.push(...session.notices());
    }
  };
  for (let call = 0; call < 10; call++) turn();
  expect(told.map(({ notices }) => notices.map(({ kind }) => kind))).toEqual([['unequal'], ['unequal']]);
  for (let call = 0; call < 100; call++) turn();
  expect(told.map(({ notices }) => notices)).toEqual([
    [
      { kind: 'unequal', player: 1, window: 200, delay: 2 },
      { kind: 'disconnected', player: 1, tick: 0, code: 'net-unequal' },
    ],
    [
      { kind: 'unequal', player: 0, window: 8, delay: 2 },
      { kind: 'disconnected', player: 0, tick: 0, code: 'net-unequal' },
    ],
  ]);
});

test('packets that are none are refused by name and change nothing', () => {
  const network = new SimulatedNetwork({ seed: 8, latency: 0 });
  const peers = peersOf(network, 2, { delay: 1 });
  playUntil(network, peers, 20);
  network.transport(1).send(0, Uint8Array.of(1, 2, 3));
  network.transport(1).send(0, Uint8Array.of(0x52, 2, 5));
  playUntil(network, peers, 60);
  expect(peers[0]!.notices).toEqual([
    { kind: 'refused', player: 1, code: 'net-format' },
    { kind: 'refused', player: 1, code: 'net-cut' },
  ]);
  expect(() => peers[0]!.session.advance(new Uint8Array(2000))).toThrow(expect.objectContaining({ code: 'net-input' }) as Error);
  expect(() => createRollbackSession({ players: 2, local: 2, transport: network.transport(0) })).toThrow(
    expect.objectContaining({ code: 'net-session' }) as Error,
  );
  expect(restoreArena(registry, peers[0]!.arena.snapshot()).count).toBe(2);
});
