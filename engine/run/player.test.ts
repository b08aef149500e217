import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../kernel/commands/index.ts';
import { chance } from '../kernel/testing/chance.ts';
import type { LevelPackage } from '../model/package.ts';
import { readRecording, writeRecording } from '../record/index.ts';
import type { Tick, TickSystem } from '../rules/tick.ts';
import { differencesOf } from './divergence.ts';
import type { Engine } from './engine.ts';

import { levelOf, openTestEngine, sample } from './testing/index.ts';

const planted = (run: (tick: Tick) => void, phase: TickSystem['phase'] = 'rules'): TickSystem => ({
  name: 'planted',
  phase,
  reads: ['*'],
  writes: ['*'],
  run,
});

/** Movers, a script with memory and a KPI, texts that come and go. */
const town = {
  scripts: {
    'town.ts': `
      state.heard = 0;
      on('Rumour', () => { state.heard += 1; });
      on('Build', ({ what }) => { spawn(null, { Label: { text: what } }, 'house-' + time.tick); });
      function onTick() { kpi('heard', state.heard); if (time.tick % 5 === 0) emit('Rumour', {}); }
    `,
  },
  project: {
    commands: { Build: { fields: { what: { kind: 'string' as const } } } },
    kpis: { heard: { label: 'Heard', kind: 'number' } },
  },
  entities: {
    square: { Transform: {} },
    cart: { Transform: {}, Velocity: { linear: [1, 0, 0.5] } },
    crane: { Transform: {}, Spin: { speed: 2 } },
  },
};
const build = (seq: number, what: string): Command => ({ sender: 1, seq, type: 'Build', payload: { what } });
const commands = new Map([
  [3, [build(1, 'inn')]],
  [50, [build(2, 'a much longer name for a mill'), build(3, 'well')]],
]);

let pkg: LevelPackage;
let beer: LevelPackage;
let engine: Engine;
const withSystem = (run: (tick: Tick) => void, phase?: TickSystem['phase']): Promise<Engine> =>
  openTestEngine({ systems: [planted(run, phase)], development: false });
const record = (by: Engine, ticks = 120): Uint8Array => {
  const recorder = by.record(pkg, { ticks });
  for (let tick = 1; tick <= ticks; tick += 1) recorder.step(commands.get(tick));
  const bytes = recorder.bytes();
  recorder.world.dispose();
  return bytes;
};
let good: Uint8Array;
beforeAll(async () => {
  pkg = levelOf(town);
  beer = sample('supply-chain');
  engine = await withSystem(() => {});
  good = record(engine);
});

describe('a recording', () => {
  test('is played again from its bytes alone and comes to the same hash and chain', () => {
    const player = engine.openRecording(good);
    expect(player.play()).toEqual({
      ticks: 120,
      diverged: false,
      hash: player.recording.hashes[120],
      chain: player.recording.links.at(-1)!.chain,
    });
    expect(player.step()).toBeUndefined();
  });

  test('of one run is one file, byte for byte', () => {
    expect(record(engine)).toEqual(good);
  });

  test('is read and written without a change', () => {
    expect(writeRecording(readRecording(good))).toEqual(good);
  });

  test('can be taken at any tick while it is made', () => {
    const recorder = engine.record(beer, { scenario: 'benchmark' });
    expect(engine.openRecording(recorder.bytes()).play()).toMatchObject({ ticks: 0, diverged: false });
    for (let week = 1; week <= 36; week += 1) recorder.step();
    expect(engine.openRecording(recorder.bytes()).play()).toMatchObject({ ticks: 36, diverged: false, hash: recorder.world.hash() });
  });

  test('goes to any tick: the same state as playing up to it', () => {
    const straight = engine.createWorld(pkg, { ticks: 120 });
    const states = [straight.state()];
    for (let tick = 1; tick <= 120; tick += 1) {
      straight.step(commands.get(tick));
      states.push(straight.state());
    }
    const player = engine.openRecording(good);
    expect(player.recording.keyframes.length).toBeGreaterThan(1);
    const { below } = chance(5);
    for (const tick of [120, 0, 1, 119, ...Array.from({ length: 20 }, () => below(121))])
      expect(player.seek(tick).state(), `tick ${tick}`).toEqual(states[tick]);
    expect(player.diverged).toBeUndefined();
    expect(() => player.seek(121)).toThrow(expect.objectContaining({ code: 'recording-tick' }));
  });

  test('does not believe a checkpoint that is not the state of its tick', () => {
    const recording = readRecording(good);
    const [first, second] = recording.keyframes;
    const elsewhere = engine.createWorld(pkg, { ticks: 120 });
    while (elsewhere.tick < second!.tick) elsewhere.step();
    const forged = writeRecording({ ...recording, keyframes: [first!, { tick: second!.tick, checkpoint: elsewhere.checkpoint() }] });
    const player = engine.openRecording(forged);
    player.seek(second!.tick);
    expect(player.world.hash()).toBe(recording.hashes[second!.tick]);
    expect(player.diverged).toBeUndefined();
  });
});

describe('a divergence', () => {
  test('of one field in one tick is named exactly, and the recording plays on', async () => {
    const other = await withSystem(({ arena, tick }) => {
      if (tick === 77) arena.set(arena.byKey('crane')!, 'Transform', { position: [9, 9, 9] });
    });
    const player = engine.openRecording(record(other));
    expect(player.play()).toMatchObject({ ticks: 120, diverged: true });
    expect(player.diverged).toEqual({
      tick: 77,
      what: 'field',
      entity: 'crane',
      component: 'Transform',
      field: 'position',
      ours: [0, 0, 0],
      theirs: [9, 9, 9],
    });
    expect(player.tick).toBe(120);
  });

  test('of an entity that only one side has is named by its key', async () => {
    const other = await withSystem(({ arena, tick }) => {
      if (tick === 60) arena.spawn('ghost');
    });
    const player = engine.openRecording(record(other));
    player.play();
    expect(player.diverged).toMatchObject({ tick: 60, what: 'entity', entity: 'ghost', ours: false, theirs: true });
  });

  test('of a KPI is named as such', async () => {
    const other = await withSystem(({ session, tick }) => {
      if (tick === 41) session.kpis['heard'] = 99;
    }, 'kpi');
    const player = (await withSystem(() => {}, 'kpi')).openRecording(record(other));
    player.play();
    expect(player.diverged).toEqual({ tick: 41, what: 'kpi', name: 'heard', ours: 8, theirs: 99 });
  });

  test('of a script’s memory is named by its script and where in its state', async () => {
    const other = await withSystem(({ events, tick }) => {
      if (tick === 33) events.emit('planted', 'Rumour', {});
    }, 'input');
    const player = (await withSystem(() => {}, 'input')).openRecording(record(other));
    player.play();
    expect(player.diverged).toEqual({ tick: 33, what: 'script', script: 'scripts/town.ts', name: 'state.heard', ours: 6, theirs: 7 });
    expect(player.alsoDiverged).toEqual([{ tick: 33, what: 'kpi', name: 'heard', ours: 6, theirs: 7 }]);
  });

  test('of a body alone is named by its entity and the figure', async () => {
    const physical = await openTestEngine({ physics: true, development: false });
    const yard = levelOf({ entities: { crate: { Transform: { position: [0, 5, 0] }, RigidBody: {}, Collider: {} } } });
    const world = physical.createWorld(yard);
    world.step();
    const theirs = world.state().map((part) => ({ ...part, bytes: part.bytes.slice() }));
    const bodies = theirs.find(({ name }) => name === 'bodies')!.bytes;
    new DataView(bodies.buffer).setFloat32(8 + 4 + 8 * 4, 3.5, true);
    expect(differencesOf(world.arena, engine.registry(yard), world.state(), theirs)).toMatchObject([
      { what: 'body', entity: 'crate', name: 'velocity.y', theirs: 3.5 },
    ]);
  });

  test('of the fuel alone, or of the chain alone, is named as such', () => {
    const recording = readRecording(good);
    const fuel = engine.openRecording(writeRecording({ ...recording, fuel: recording.fuel.with(9, 1) }));
    fuel.play();
    expect(fuel.diverged).toEqual({ tick: 9, what: 'fuel', ours: recording.fuel[9], theirs: 1 });
    const links = engine.openRecording(writeRecording({ ...recording, links: [{ tick: 0, chain: 'x' }, ...recording.links.slice(1)] }));
    expect(links.diverged).toMatchObject({ tick: 0, what: 'chain', theirs: 'x' });
  });

  test('of a changed command is found in its tick; of a changed hash it is said that the recording contradicts itself', () => {
    const recording = readRecording(good);
    const command = engine.openRecording(
      writeRecording({ ...recording, commands: recording.commands.map((one) => ({ ...one, payload: { what: 'inn!' } })) }),
    );
    command.play();
    expect(command.diverged).toMatchObject({
      tick: 3,
      what: 'field',
      entity: 'house-3',
      component: 'Label',
      field: 'text',
      ours: 'inn!',
      theirs: 'inn',
    });
    const hash = engine.openRecording(writeRecording({ ...recording, hashes: recording.hashes.with(50, '0000000000000000') }));
    hash.play();
    expect(hash.diverged).toMatchObject({ tick: 50, what: 'recording', theirs: '0000000000000000' });
  });

  test('is named by its tick where the states were too much to keep', async () => {
    const other = await withSystem(({ arena, tick }) => {
      if (tick === 77) arena.set(arena.byKey('crane')!, 'Transform', { position: [9, 9, 9] });
    });
    const recorder = other.record(pkg, { ticks: 120 }, { stateBytes: 1000 });
    for (let tick = 1; tick <= 120; tick += 1) recorder.step(commands.get(tick));
    const player = engine.openRecording(recorder.bytes());
    player.play();
    expect(player.diverged).toMatchObject({ tick: 77, what: 'state' });
  });
});

describe('a recording is refused', () => {
  test('wherever one bit was flipped: by the section and its ticks', () => {
    const { below } = chance(11);
    for (let i = 0; i < 400; i += 1) {
      const bytes = good.slice();
      const at = i < 40 ? i : below(bytes.length);
      bytes[at]! ^= 1 << below(8);
      expect(() => readRecording(bytes), `byte ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^recording-(magic|format|damaged)$/) }),
      );
    }
    const keyframe = good.slice();
    keyframe[good.length - 20]! ^= 1;
    expect(() => readRecording(keyframe)).toThrow(/states:\d+, ticks \d+ to 120 does not match its hash/);
  });

  test('by another engine, with another schedule, with another package, each by name', async () => {
    const elsewhere = await openTestEngine({ id: 'engine@other', systems: [planted(() => {})] });
    expect(() => elsewhere.openRecording(good)).toThrow(expect.objectContaining({ code: 'recording-engine' }));
    const plain = await openTestEngine();
    expect(() => plain.openRecording(good)).toThrow(expect.objectContaining({ code: 'recording-schedule' }));
    const recording = readRecording(good);
    const { manifestBytes, files } = levelOf({});
    expect(() => engine.openRecording(writeRecording({ ...recording, manifest: manifestBytes, files }))).toThrow(
      expect.objectContaining({ code: 'recording-package' }),
    );
  });
});
