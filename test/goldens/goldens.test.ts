import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptingWasm } from '../../build/wasm/ensure.ts';
import { openEngine, type Engine, type LevelPackage, type World } from '../../engine/run/index.ts';
import { levelOf, openTestEngine } from '../../engine/run/testing/index.ts';
import type { CompiledLevel } from '../../engine/model/compiled.ts';
import { builtinComponents } from '../../engine/model/components/index.ts';
import { compare, goldenOf } from './compare.ts';
import { lab, labCommands, ownFunctions, probeSystem } from './worlds/lab.ts';
import type { Played } from './play.ts';
import { physicsLevels } from './worlds/physics.ts';
import { openRuntimes, runtimeKinds, type Runtimes } from './runtimes.ts';
import { goldenWorlds } from './worlds/index.ts';

/** Components that rules add by themselves, of Trigger and Spawner. */
const byRules = new Set(['NavWay', 'Occupants', 'Spawned']);
/** Components that a script names. */
const spawned = (code: string): string[] => builtinComponents.map(({ name }) => name).filter((name) => code.includes(`${name}:`));

/** The short form; `npm run verify:determinism` is the long one. */
const ticks = 90;
const goldens = (): Record<string, { hash: string }> =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'goldens.json'), 'utf8')) as Record<string, { hash: string }>;

describe('the same worlds on every runtime', () => {
  let runtimes: Runtimes;
  beforeAll(async () => {
    runtimes = await openRuntimes();
  });
  afterAll(() => runtimes.close());

  const worlds = goldenWorlds(ticks);
  let reference: Promise<Played[]> | undefined;

  test.for(runtimeKinds())('%s plays every tick as this Node does, and comes to the recorded goldens', async (wanted, { skip }) => {
    const runtime = runtimes.list.find(({ kind }) => kind === wanted);
    if (!runtime) return skip(runtimes.absent.find((line) => line.startsWith(wanted)));
    const [first] = runtimes.list;
    const here = { ...first!, play: () => (reference ??= first!.play(worlds)) };
    const { differences, played } = await compare([runtime, here], worlds);
    expect(differences).toEqual([]);
    const now = Object.fromEntries(played.map(goldenOf));
    expect(now, 'if the change is meant: node test/goldens/accept.ts').toEqual(goldens());
  });

  test('every built-in component is in one of them', () => {
    const used = new Set(
      worlds.flatMap(({ files }) => {
        const { entities, prefabs, scripts } = JSON.parse(Buffer.from(files['level.json']!, 'base64').toString()) as CompiledLevel;
        const declared = [...entities, ...Object.values(prefabs)].flatMap(({ components }) => Object.keys(components));
        return [...declared, ...scripts.flatMap(({ code }) => spawned(Buffer.from(files[code.path]!, 'base64').toString()))];
      }),
    );
    expect(builtinComponents.map(({ name }) => name).filter((name) => !used.has(name) && !byRules.has(name))).toEqual([]);
    expect(worlds.length).toBeGreaterThanOrEqual(12);
  });

  test('a Math.sin planted in an f64 column is found', async () => {
    const { differences } = await compare(runtimes.list, goldenWorlds(60).slice(0, 1), { planted: true });
    expect(differences.length, 'every runtime gave the same bits for Math.sin: the goldens prove nothing here').toBeGreaterThan(0);
    expect(differences[0]).toMatchObject({ world: 'laboratory' });
    expect(differences[0]!.tick).toBeGreaterThan(0);
  });
});

describe('the laboratory', () => {
  let engine: Engine;
  let pkg: LevelPackage;
  beforeAll(async () => {
    engine = await openTestEngine({ systems: [probeSystem(ownFunctions)], physics: true, development: false });
    pkg = levelOf(lab);
  });
  const commandsOf = (tick: number) => labCommands.filter((command) => command.tick === tick);

  test('has what could differ: bodies that move, spawn and despawn, random streams, refusals of nothing', () => {
    const world = engine.createWorld(pkg);
    const events = new Set<string>();
    for (let tick = 1; tick <= 150; tick += 1) {
      const result = world.step(commandsOf(tick));
      expect(result.faults).toEqual([]);
      for (const { type } of result.events) events.add(type);
    }
    const keys = world.entities().map(({ key }) => key);
    expect(keys.filter((key) => key.startsWith('crate-')).length).toBe(14);
    expect(keys).not.toContain('crate-1');
    const { diff } = engine.runSlice({ package: pkg, ticks: 100, commands: labCommands });
    expect(diff.despawned).toEqual([]);
    expect([...events].toSorted((a, b) => a.localeCompare(b, 'en'))).toEqual(
      ['Nudged', 'tock', 'progress.done', 'trigger.enter', 'trigger.leave'].toSorted((a, b) => a.localeCompare(b, 'en')),
    );
    world.dispose();
  });

  test('comes to the recorded golden with every clock of the host refused, and the one that Rapier times itself by standing still', () => {
    const world = engine.createWorld(pkg, { scenario: 'lab' });
    while (world.tick < ticks) world.step(commandsOf(world.tick + 1));
    expect(world.hash()).toBe(goldens()['laboratory']!.hash);
    world.dispose();
  });

  test('continues identically from a checkpoint of every tick: state, chain and bytes', () => {
    const length = 80;
    const straight = engine.createWorld(pkg);
    const checkpoints: Uint8Array[] = [straight.checkpoint()];
    const hashes: string[] = [straight.hash()];
    for (let tick = 1; tick <= length; tick += 1) {
      straight.step(commandsOf(tick));
      checkpoints.push(straight.checkpoint());
      hashes.push(straight.hash());
    }
    for (let from = 0; from < length; from += 1) {
      const world = engine.openWorld(pkg, checkpoints[from]!);
      expect(world.hash(), `state read back at tick ${from}`).toBe(hashes[from]);
      expect(Buffer.compare(world.checkpoint(), checkpoints[from]!), `bytes written again at tick ${from}`).toBe(0);
      const to = Math.min(length, from + 25);
      for (let tick = from + 1; tick <= to; tick += 1)
        expect(world.step(commandsOf(tick)).hash, `tick ${tick} from tick ${from}`).toBe(hashes[tick]);
      expect(Buffer.compare(world.checkpoint(), checkpoints[to]!), `bytes at tick ${to} from tick ${from}`).toBe(0);
      world.dispose();
    }
    straight.dispose();
  });

  test('taking checkpoints leaves no trace', () => {
    const [plain, watched] = [engine.createWorld(pkg), engine.createWorld(pkg)];
    for (let tick = 1; tick <= 60; tick += 1) {
      watched.checkpoint();
      watched.changes();
      expect(watched.step(commandsOf(tick)).hash).toBe(plain.step(commandsOf(tick)).hash);
    }
    expect(Buffer.compare(watched.checkpoint(), plain.checkpoint())).toBe(0);
  });
});

describe('the worlds of physics', () => {
  test('have what could differ: joints, touches that a script hears, characters that walk and jump, bodies that come and go', async () => {
    // Without the guard of tests: it looks at the stack whenever Rapier times itself, and the goldens run these worlds under every host.
    const engine = await openEngine({ wasm: scriptingWasm(), physics: true });
    const played = physicsLevels.map((words) => {
      const world = engine.createWorld(levelOf(words));
      const started = world.arena.count;
      let highest = 0;
      const results = Array.from({ length: 200 }, () => {
        const result = world.step();
        const ann = world.arena.byKey('ann');
        if (ann !== undefined) highest = Math.max(highest, (world.arena.get(ann, 'Transform')!['position'] as number[])[1]!);
        return result;
      });
      expect(results.flatMap(({ faults }) => faults)).toEqual([]);
      const events = results.flatMap((result) => result.events);
      const count = (type: string): number => events.filter((event) => event.type === type).length;
      return {
        world,
        highest,
        begun: count('collision.begin'),
        ended: count('collision.end'),
        dropped: count('Dropped'),
        more: world.arena.count - started,
      };
    });
    const [machine, yard, moon] = played;
    expect(machine!.begun).toBeGreaterThan(20);
    expect(machine!.ended).toBeGreaterThan(10);
    expect(machine!.dropped).toBeGreaterThan(3);
    expect(yard!.begun).toBeGreaterThan(5);
    expect(yard!.more).toBeGreaterThan(10);
    const at = (world: World, key: string): number[] => world.arena.get(world.arena.byKey(key)!, 'Transform')!['position'] as number[];
    expect(Math.abs(at(yard!.world, 'ann')[0]!) + Math.abs(at(yard!.world, 'ann')[2]!)).toBeGreaterThan(0.5);
    expect(at(moon!.world, 'ann')[0]).toBeGreaterThan(4);
    expect(yard!.highest).toBeGreaterThan(0.5);
    expect(moon!.highest).toBeGreaterThan(0.4);
    for (const { world } of played) world.dispose();
  });
});
