/**
 * Bodies, against Rapier itself stepping the same bodies. A pit with a floor and four walls is stirred by two paddles that never stop, so
 * that nothing falls asleep; both sides make the same bodies in the same order, move the paddles alike and end with the same places.
 */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { createArena, type Arena } from '../../../engine/kernel/index.ts';
import { indexOf } from '../../../engine/kernel/world/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { createRegistry } from '../../../engine/model/registry.ts';
import { compileLevel, openEngine, type Engine, type LevelPackage, type Recording } from '../../../engine/run/index.ts';
import type { PhysicsBackend } from '../../../engine/rules/physics/index.ts';
import { openRapier } from '../../../engine/rules/physics/rapier/rapier.ts';
import type { Row } from '../bench.ts';
import { measure, row } from '../bench.ts';
import { bouncing, pit, sweep } from './physics-scenes.ts';

const dt = 1 / 60;
interface Side {
  readonly step: () => void;
  /** One number per place of every body, in the order in which they were made. */
  readonly places: () => Float64Array;
}

const placesOf = (arena: Arena, bodies: number): Float64Array => {
  const lanes = arena.lanes('Transform', 'position');
  return Float64Array.from({ length: bodies * 3 }, (_, i) => lanes[i % 3]![indexOf(arena.byKey(`body-${Math.floor(i / 3)}`)!)]!);
};

const oursOf = (backend: PhysicsBackend, bodies: number): Side => {
  const arena = createArena(createRegistry(builtinComponents), { seed: 1, stepMicros: 16_667 });
  for (const { key, at, size, kind } of pit(bodies)) {
    const entity = arena.spawn(key);
    arena.add(entity, 'Transform', { position: at });
    arena.add(entity, 'RigidBody', { kind });
    arena.add(entity, 'Collider', { size });
  }
  const world = backend.open(arena, { gravity: [0, -9.81, 0], substeps: 1 });
  const [a, b] = [indexOf(arena.byKey('paddle-a')!), indexOf(arena.byKey('paddle-b')!)];
  let tick = 0;
  return {
    step() {
      tick += 1;
      const [x, , z] = arena.lanes('Transform', 'position');
      x![a] = z![b] = sweep(tick, bodies);
      world.reconcile(arena);
      world.step(arena, dt);
    },
    places: () => placesOf(arena, bodies),
  };
};

/** The same bodies, as somebody would write them who has Rapier and nothing else. */
const bareOf = (bodies: number): Side => {
  const world = new RAPIER.World({ x: 0, y: -9.81, z: 0 });
  world.timestep = dt;
  const made = pit(bodies).map(({ at: [x, y, z], size: [w, h, d], kind }) => {
    const desc =
      kind === 'dynamic'
        ? RAPIER.RigidBodyDesc.dynamic()
        : kind === 'fixed'
          ? RAPIER.RigidBodyDesc.fixed()
          : RAPIER.RigidBodyDesc.kinematicPositionBased();
    const body = world.createRigidBody(desc.setTranslation(x, y, z).setAngularDamping(0.05));
    world.createCollider(
      RAPIER.ColliderDesc.cuboid(w / 2, h / 2, d / 2)
        .setTranslation(0, h / 2, 0)
        .setDensity(1000)
        .setFriction(0.6)
        .setRestitution(0),
      body,
    );
    return body;
  });
  const [a, b] = [made[5]!, made[6]!];
  const moving = made.slice(7);
  let tick = 0;
  return {
    step() {
      tick += 1;
      const at = Math.fround(sweep(tick, bodies));
      a.setNextKinematicTranslation({ x: at, y: 0, z: 0 });
      b.setNextKinematicTranslation({ x: 0, y: Math.fround(1.2), z: at });
      world.step();
    },
    places: () => Float64Array.from(moving.flatMap((body) => Object.values(body.translation()).slice(0, 3))),
  };
};

/** What a side holds after a while, as text: how many of its bodies moved in the last step, and the sum of their places. */
const workOf = ({ step, places }: Side, bodies: number): string => {
  for (let i = 0; i < 120; i += 1) step();
  const before = places();
  step();
  const after = places();
  const awake = Array.from({ length: bodies }, (_, i) => [0, 1, 2].some((k) => before[i * 3 + k] !== after[i * 3 + k])).filter(
    Boolean,
  ).length;
  return `${awake} of ${bodies} bodies moving, sum of places ${after.reduce((sum, place) => sum + place, 0)} after 121 steps`;
};

/** How many ticks are compared; the test of the document's shape makes samples short. */
const compared = Math.max(2, Number(process.env['LEDGERQUEST_BENCH_SAMPLE_MICROS'] ?? 200_000) / 500);

/**
 * Microseconds of a step of each, by the median tick's ratio. Both do the same tick one right after the other, in alternating order: the
 * heap costs more at one tick than at another, and what else the machine does meets both.
 */
const lockstep = (ours: () => void, peer: () => void): { ours: number; peer: number } => {
  const timed = (step: () => void): number => {
    const begun = performance.now();
    step();
    return (performance.now() - begun) * 1000;
  };
  const ticks = Array.from({ length: compared }, (_, tick) => {
    if (tick % 2 === 0) {
      const first = timed(ours);
      return { ours: first, peer: timed(peer) };
    }
    const first = timed(peer);
    return { ours: timed(ours), peer: first };
  });
  const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  const mine = middle(ticks.map((tick) => tick.ours));
  return { ours: mine, peer: mine / middle(ticks.map((tick) => tick.ours / tick.peer)) };
};

const againstBare = (backend: PhysicsBackend, bodies: number): Row => {
  const ours = oursOf(backend, bodies);
  const peer = bareOf(bodies);
  const work = { ours: workOf(ours, bodies), peer: workOf(peer, bodies) };
  if (work.ours !== work.peer) throw new Error(`The two sides do different work: ${work.ours} against ${work.peer}`);
  const { ours: mine, peer: theirs } = lockstep(ours.step, peer.step);
  return row({
    name: `physics step vs bare Rapier, ${bodies} awake bodies`,
    ours: mine,
    peer: theirs,
    unit: 'us/step',
    peerName: 'rapier3d-deterministic-compat 0.21.0',
    better: 'lower',
    work,
  });
};

const levelOf = (bodies: number): LevelPackage => {
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  const entities = Object.fromEntries(
    bouncing(bodies).map(({ key, at, size, kind }, i) => [
      key,
      {
        name: key,
        parent: null,
        order: `a${String(i).padStart(4, '0')}`,
        components: {
          Transform: { position: at },
          RigidBody: { kind },
          Collider: { size, bounce: 1, ...(kind === 'dynamic' && { shape: 'sphere' }) },
          ...(kind === 'kinematic' && { Spin: { speed: 2 } }),
        },
      },
    ]),
  );
  const result = compileLevel(
    new Map([
      [
        'ledgerquest.json',
        bytes({
          format: 1,
          id: 'pit',
          name: 'Pit',
          levels: ['levels/pit.json'],
          scenarios: { stirred: { name: 'Stirred', values: {}, ticks: 600, seed: 1 } },
        }),
      ],
      ['levels/pit.json', bytes({ format: 1, id: 'pit', name: 'Pit', clock: { kind: 'realtime', hz: 60 }, scripts: [], entities })],
    ]),
    undefined,
    { strip: (code) => ({ code }) },
  );
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.package;
};

const recordingOf = (engine: Engine, pkg: LevelPackage, ticks: number): Recording => {
  const world = engine.createWorld(pkg);
  const hashes = Array.from({ length: ticks }, () => world.step().hash);
  const chain = world.chain();
  world.dispose();
  const { scenario, parameters, seed } = world.start;
  return { format: 1, package: pkg.hash, engine: engine.id, start: { scenario, parameters, seed }, commands: [], hashes, chain };
};

export const physicsRows = async (): Promise<Row[]> => {
  const backend = await openRapier();
  const engine = await openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm }, physics: true });
  const pkg = levelOf(200);
  const world = engine.createWorld(pkg);
  const ticks = measure(() => world.step());
  const moving = (): string => {
    const before = placesOf(world.arena, 200);
    world.step();
    const after = placesOf(world.arena, 200);
    const count = Array.from({ length: 200 }, (_, i) => before[i * 3 + 1] !== after[i * 3 + 1]).filter(Boolean).length;
    return `${count} of 200 bodies moving at tick ${world.tick}`;
  };
  const work = { ours: moving(), peer: 'the target' };
  const recording = recordingOf(engine, pkg, 120);
  const replays = measure(() => {
    const verdict = engine.verify(pkg, recording);
    if (verdict.diverged) throw new Error('the replay differs');
  });
  const empty = createArena(createRegistry(builtinComponents));
  return [
    againstBare(backend, 200),
    againstBare(backend, 1000),
    row({
      name: 'ticks with the state hash of each, 200 balls that bounce',
      ours: ticks,
      peer: 1000,
      unit: 'ticks/s',
      peerName: 'target',
      better: 'higher',
      work,
    }),
    row({
      name: 'replay of 2 s at 60 Hz, 200 balls that bounce',
      ours: replays * 2,
      peer: 20,
      unit: 'times real time',
      peerName: 'target',
      better: 'higher',
      work,
    }),
    row({
      name: 'physics world opened and ended, no bodies',
      ours: 1e6 / measure(() => backend.open(empty, { gravity: [0, 0, 0], substeps: 1 }).dispose()),
      peer: 1000,
      unit: 'us',
      peerName: 'target',
      better: 'lower',
    }),
  ];
};
