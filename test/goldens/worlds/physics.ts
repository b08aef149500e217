/** Physics in its variety: joints, sensors and collisions that a script hears; the backend without wasm; substeps under another gravity. */
import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

const clock = { kind: 'realtime', hz: 60 };
const scenarios = { play: { name: 'Play', values: {}, ticks: 600, seed: 77 } };
const fixed = (position: number[], size: number[], more = {}) => ({
  Transform: { position },
  RigidBody: { kind: 'fixed' },
  Collider: { size, ...more },
});
const hung = (post: string, position: number[], kind: string, joint = {}) => ({
  Transform: { position },
  RigidBody: {},
  Collider: { shape: 'sphere', size: [0.5, 0.5, 0.5], tells: true, bounce: 0.4 },
  Velocity: {},
  Joint: { with: post, kind, anchor: [0, 1.2, 0], ...joint },
});

/** A row of swinging things over a floor, and a script that counts who touches whom and answers with a push, a spawn or a cut. */
const machine: LevelWords = {
  clock,
  project: { scenarios, kpis: { touches: { label: 'Touches', kind: 'number' } } },
  scripts: {
    'hear.ts': `
      on('collision.begin', ({ other, sensor }, { entity }) => {
        state.count = (state.count ?? 0) + 1;
        kpi('touches', state.count);
        if (!sensor || state.count > 200) return;
        spawn(null, { Transform: { position: [random.next() * 4 - 2, 4, random.next()] }, RigidBody: {}, Collider: { size: [0.3, 0.3, 0.3], tells: true } }, 'drop-' + state.count);
        emit('Dropped', { by: entity, other });
      });
      on('collision.end', ({ other }) => { state.ended = (state.ended ?? 0) + 1; state.gone = (state.gone ?? 0) + (other === null ? 1 : 0); });
      function onTick() {
        if (time.tick % 50 === 0) for (const { Velocity } of query('Velocity', 'Joint')) Velocity.linear = [random.normal() * 3, 1, random.normal()];
        if (time.tick % 70 === 0) for (const row of query('Collider').slice(-1)) despawn(row);
        if (time.tick === 150) for (const { Joint } of query('Joint').slice(0, 1)) Joint.length = 0.4;
      }`,
  },
  entities: {
    floor: fixed([0, -1, 0], [14, 1, 14], { tells: true }),
    zone: fixed([0, 0, 0], [3, 1.5, 3], { sensor: true, tells: true }),
    'post-a': fixed([-4, 3, 0], [0.2, 0.2, 0.2]),
    'post-b': fixed([-2, 3, 0], [0.2, 0.2, 0.2]),
    'post-c': fixed([0, 3, 0], [0.2, 0.2, 0.2]),
    'post-d': fixed([2, 3, 0], [0.2, 0.2, 0.2]),
    'post-e': fixed([4, 3, 0], [0.2, 0.2, 0.2]),
    ball: hung('post-a', [-4, 1.8, 0], 'ball'),
    hinge: hung('post-b', [-2, 1.8, 0], 'hinge', { axis: [0, 0, 1], motorSpeed: 5, motorForce: 40 }),
    spring: hung('post-c', [0, 1.8, 0.1], 'spring', { length: 1.5, stiffness: 200, damping: 2 }),
    rope: hung('post-d', [2, 1.8, 0.1], 'rope', { length: 1.6 }),
    slider: hung('post-e', [4, 1.8, 0], 'slider', { axis: [0, 1, 0], limited: true, min: -0.8, max: 0.8 }),
    fixed: hung('ball', [-4.6, 1.8, 0], 'fixed', { anchor: [0, 0, 0] }),
  },
};

/** A character goes round a yard while boxes come and go. */
const yard: LevelWords = {
  clock,
  physics: { backend: 'kinematic', substeps: 2 },
  project: { scenarios },
  scripts: {
    'yard.ts': `
      const ways = [[2, 0, 0], [0, 0, 2], [-2, 0, 0], [0, 0, -2]];
      function onTick() {
        for (const { Character } of query('Character')) {
          Character.move = ways[Math.floor(time.tick / 45) % 4];
          if (Character.grounded && time.tick % 80 === 7) Character.rise = 4;
        }
        if (time.tick % 12 === 0) spawn(null, {
          Transform: { position: [random.next() * 6 - 3, 4, random.next() * 6 - 3] }, RigidBody: {}, Velocity: { linear: [random.normal(), 0, random.normal()] },
          Collider: { shape: random.pick(['box', 'sphere', 'capsule']), size: [0.5, 0.5, 0.5], bounce: random.next(), tells: time.tick % 24 === 0 },
        }, 'box-' + time.tick);
        if (time.tick % 12 === 6 && time.tick > 150) despawn('box-' + (time.tick - 150));
      }
      on('collision.begin', () => { state.begun = (state.begun ?? 0) + 1; });`,
  },
  entities: {
    ground: fixed([0, -1, 0], [20, 1, 20]),
    stair: fixed([1.5, 0, 0], [1, 0.25, 6]),
    wall: fixed([4, 0, 0], [0.5, 2, 8]),
    lift: {
      Transform: { position: [-2, 0.4, 1] },
      RigidBody: { kind: 'kinematic' },
      Collider: { size: [1.5, 0.3, 1.5] },
      Spin: { speed: 1 },
    },
    zone: fixed([0, 0, 1], [2, 2, 2], { sensor: true, tells: true }),
    ann: {
      Transform: { position: [0, 0.1, 0] },
      RigidBody: { kind: 'kinematic' },
      Collider: { shape: 'capsule', size: [0.6, 1.6, 0.6], tells: true },
      Character: {},
    },
  },
};

/** A tower in a crosswind on the moon, eight steps to a tick, with a character on Rapier beside it. */
const moon: LevelWords = {
  clock: { kind: 'realtime', hz: 30 },
  physics: { gravity: [0.3, -1.62, 0.1], substeps: 8 },
  project: { scenarios },
  entities: {
    ground: fixed([0, -1, 0], [30, 1, 30]),
    ramp: {
      Transform: { position: [5, -0.5, 0], rotation: [0, 0, 0.17364817857742, 0.98480772972107] },
      RigidBody: { kind: 'fixed' },
      Collider: { size: [5, 0.5, 6] },
    },
    lift: {
      Transform: { position: [-4, 0.2, 0] },
      RigidBody: { kind: 'kinematic' },
      Collider: { size: [2, 0.3, 2] },
      Spin: { speed: 1.3 },
    },
    ...Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `brick-${i}`,
        {
          Transform: { position: [(i % 2) * 0.3, i * 0.62, 0] },
          RigidBody: { fast: i % 3 === 0 },
          Collider: { size: [0.8, 0.6, 0.8], bounce: 0.2 },
          ...(i % 2 === 0 && { Velocity: { linear: [0.5, 0, 0] } }),
        },
      ]),
    ),
    ann: {
      Transform: { position: [2, 0.1, 2] },
      RigidBody: { kind: 'kinematic' },
      Collider: { shape: 'capsule', size: [0.6, 1.6, 0.6] },
      Character: { move: [1, 0, -0.4] },
    },
  },
};

export const physicsLevels: readonly LevelWords[] = [machine, yard, moon];

export const physicsWorlds = (ticks: number): GoldenWorld[] => [
  world('physics: joints, sensors and what a script hears', levelOf(machine), 'play', ticks),
  world('physics: the kinematic backend', levelOf(yard), 'play', ticks),
  world('physics: substeps under another gravity', levelOf(moon), 'play', ticks),
];
