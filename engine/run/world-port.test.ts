/** Rolling a level's world back: scripts and bodies included. */
import { beforeAll, expect, test } from 'vitest';
import type { Command } from '../kernel/commands/index.ts';
import { SimulatedNetwork, createRollbackHost, createRollbackSession, syncTest } from '../net/index.ts';
import type { Notice, PlayerInput } from '../net/index.ts';
import type { Engine } from './index.ts';
import { worldPort } from './index.ts';
import { levelOf, openTestEngine, sample } from './testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ physics: true });
});

test('a level with a script, its random numbers and commands is the same after every rollback', () => {
  const port = worldPort(engine, sample('supply-chain'));
  const commandsOf = (tick: number) => (tick === 3 ? [{ sender: 1, seq: 1, type: 'TakeStage', payload: { stage: 'retailer' } }] : []);
  expect(syncTest(port, { ticks: 24, depth: 4, every: 4, commandsOf })).toEqual({ equal: true, ticks: 24, rollbacks: 6 });
  port.dispose();
});

test('a level with bodies that fall on one another is the same after every rollback', () => {
  const ball = (y: number) => ({
    Transform: { position: [y / 20, y, 0] },
    RigidBody: {},
    Collider: { shape: 'sphere' },
  });
  const level = levelOf({ entities: { a: ball(1), b: ball(2.5), c: ball(4) } });
  const port = worldPort(engine, level);
  const before = port.world.hash();
  expect(syncTest(port, { ticks: 40, depth: 8, every: 8 })).toMatchObject({ equal: true, rollbacks: 5 });
  expect(port.world.hash()).not.toBe(before);
  port.dispose();
});

test('a system with a variable of its own is found, with tick and field', async () => {
  let hidden = 0;
  const planted = await openTestEngine({
    systems: [
      {
        name: 'planted',
        phase: 'rules',
        reads: [],
        writes: ['Progress'],
        run: ({ arena }) => {
          hidden += 1;
          if (hidden === 12) arena.set(arena.byKey('a')!, 'Progress', { value: 1 });
        },
      },
    ],
  });
  const port = worldPort(planted, levelOf({ entities: { a: { Progress: {} } } }));
  expect(syncTest(port, { ticks: 20, depth: 4 })).toMatchObject({ equal: false, where: 'a.Progress.value', ours: 0, theirs: 1 });
  port.dispose();
});

test('a difference is named: the field of an entity, or the part of the checkpoint', () => {
  const level = levelOf({ entities: { a: { Transform: {} } } });
  const [port, other] = [worldPort(engine, level), worldPort(engine, level)];
  other.world.arena.set(other.world.arena.byKey('a')!, 'Transform', { scale: [2, 1, 1] });
  expect(port.difference(port.save(), other.save())).toMatchObject({ where: 'a.Transform.scale', ours: [1, 1, 1], theirs: [2, 1, 1] });
  expect(port.difference(port.save(), port.save())).toBe(undefined);
});

test('two peers play a level whose script keeps a variable of its own, and come to what a run without guesses comes to', () => {
  const level = levelOf({
    scripts: {
      'poke.ts': `
        let total = 1;
        on('Poke', ({ n }, { sender }) => {
          total = (total * 31 + n * sender) % 99991;
          query('Progress')[0].Progress.value = total;
          emit('Poked', { n, sender, total });
        });`,
    },
    entities: { one: { Progress: {} } },
    project: { commands: { Poke: { fields: { n: { kind: 'u8' } } } } },
  });
  const commandsOf = (inputs: readonly PlayerInput[], tick: number): Command[] =>
    inputs.flatMap(({ player, input }) =>
      input.length === 0 || input[0] === 0 ? [] : [{ sender: player + 1, seq: tick, type: 'Poke', payload: { n: input[0]! } }],
    );
  const network = new SimulatedNetwork({ seed: 6, latency: 3, jitter: 2, loss: 0.1 });
  const peers = [0, 1].map((local) => {
    const port = worldPort(engine, level);
    const session = createRollbackSession({ players: 2, local, transport: network.transport(local), delay: 1, sparse: local === 1 });
    return {
      port,
      session,
      host: createRollbackHost(port, { session, commandsOf }),
      events: [] as object[],
      notices: [] as Notice[],
      loads: 0,
    };
  });
  const given = [new Map<number, number>(), new Map<number, number>()];
  for (let now = 0; now < 60; now++) {
    network.step();
    peers.forEach((peer, player) => {
      const n = (now * 7 + player * 3) % 5 === 0 ? now + 1 : 0;
      const requests = peer.session.advance(Uint8Array.of(n));
      if (!peer.session.stalled) given[player]!.set(peer.session.tick + 1, n);
      peer.loads += requests.filter(({ kind }) => kind === 'load').length;
      peer.events.push(...peer.host.run(requests));
      peer.notices.push(...peer.session.notices());
    });
  }
  const final = Math.min(...peers.map(({ session }) => session.confirmed));
  expect(final).toBeGreaterThan(40);
  const plain = worldPort(engine, level);
  const wanted: object[] = [];
  while (plain.tick < final) {
    const tick = plain.tick + 1;
    const inputs = given.map((inputsOf, player): PlayerInput => ({
      player,
      input: Uint8Array.of(inputsOf.get(tick) ?? 0),
      status: 'confirmed',
    }));
    wanted.push(...plain.advance(commandsOf(inputs, tick)));
  }
  expect(wanted.length).toBeGreaterThan(10);
  for (const { events, notices, loads } of peers) {
    expect(loads).toBeGreaterThan(3);
    expect(notices).toEqual([]);
    expect(events.slice(0, wanted.length)).toEqual(wanted);
  }
  for (const port of [plain, ...peers.map((peer) => peer.port)]) port.dispose();
});
