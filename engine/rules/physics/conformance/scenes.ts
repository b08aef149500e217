/**
 * Small worlds that a backend is tried with. What happens to one before a tick follows from the tick and the arena alone, so that a world
 * opened in the middle goes the same way.
 */
import { random } from '../../../kernel/math/index.ts';
import type { Json } from '../../../kernel/json.ts';
import type { Arena } from '../../../kernel/world/index.ts';
import type { PhysicsSettings } from '../backend.ts';

type Components = Readonly<Record<string, Record<string, Json>>>;

export interface Scene {
  readonly name: string;
  readonly settings: PhysicsSettings;
  /** Only for backends that have them. */
  readonly joints?: boolean;
  make(arena: Arena): void;
  before(arena: Arena, tick: number): void;
}

const plain: PhysicsSettings = { gravity: [0, -9.81, 0], substeps: 1 };
const shapes = ['box', 'sphere', 'capsule', 'cylinder', 'cone'];

const put = (arena: Arena, key: string, components: Components): void => {
  const entity = arena.spawn(key);
  for (const name of ['Transform', 'RigidBody', 'Collider', 'Velocity', 'Character', 'Joint'])
    if (components[name]) arena.add(entity, name, components[name]);
};

const floor: Components = {
  Transform: { position: [0, -1, 0] },
  RigidBody: { kind: 'fixed' },
  Collider: { size: [12, 1, 12], friction: 0.5 },
};

/** A body that differs with its number. */
const body = (n: number): Components => {
  const r = (k: number): number => random(11, n, 1, k, 0);
  return {
    Transform: { position: [r(0) * 4 - 2, 0.5 + r(1) * 3, r(2) * 4 - 2] },
    RigidBody: { damping: n % 4 === 0 ? 0.2 : 0 },
    Collider: { shape: shapes[n % 5]!, size: [0.4 + r(3) * 0.5, 0.4 + r(4) * 0.5, 0.4 + r(5) * 0.5], bounce: r(6), tells: n % 3 === 0 },
    ...(n % 2 === 0 && { Velocity: { linear: [r(7) * 4 - 2, 0, r(8) * 4 - 2] } }),
  };
};

/** Bodies come, go, are changed, pushed and carried away, so that places in memory are used again in another order. */
const churn: Scene = {
  name: 'churn',
  settings: plain,
  make(arena) {
    put(arena, 'floor', floor);
    put(arena, 'gate', { Transform: {}, RigidBody: { kind: 'fixed' }, Collider: { size: [2, 2, 2], sensor: true, tells: true } });
    for (let n = 0; n < 12; n += 1) put(arena, `body-${n}`, body(n));
  },
  before(arena, tick) {
    const one = (n: number): ReturnType<Arena['byKey']> => arena.byKey(`body-${n}`);
    if (tick % 3 === 0) {
      const gone = one((tick * 7) % 12) ?? one(tick / 3);
      if (gone !== undefined) arena.despawn(gone);
      put(arena, `body-${11 + tick / 3}`, body(11 + tick / 3));
    }
    const changed = one(tick % 16);
    if (changed === undefined) return;
    if (tick % 5 === 0) arena.add(changed, 'Collider', { size: [0.3, 0.6, 0.5] });
    if (tick % 7 === 0) arena.set(changed, 'Transform', { position: [0, 3, 0] });
    if (tick % 8 === 0) arena.set(changed, 'RigidBody', { kind: tick % 16 === 0 ? 'kinematic' : 'dynamic' });
    if (tick % 11 === 0) arena.add(changed, 'Velocity', { linear: [1, 4, -1] });
    if (tick % 13 === 0) arena.remove(changed, 'Velocity');
    if (tick % 17 === 0) arena.remove(changed, 'Collider');
  },
};

/** Boxes come to rest, stay so, and are hit. */
const sleep: Scene = {
  name: 'sleep',
  settings: plain,
  make(arena) {
    put(arena, 'floor', floor);
    for (let n = 0; n < 5; n += 1)
      put(arena, `box-${n}`, {
        Transform: { position: [n - 2, 0.001, 0] },
        RigidBody: {},
        Collider: { size: [0.8, 0.8, 0.8], tells: n === 2 },
      });
  },
  before(arena, tick) {
    if (tick !== 52) return;
    put(arena, 'ball', {
      Transform: { position: [-3.4, 0.1, 0] },
      RigidBody: {},
      Collider: { shape: 'sphere', size: [0.5, 0.5, 0.5] },
      Velocity: { linear: [12, 0, 0] },
    });
  },
};

/** A lift carries, a character walks over a step into a zone, and a tick is three steps long under another gravity. */
const carried: Scene = {
  name: 'carried',
  settings: { gravity: [0.2, -4, 0], substeps: 3 },
  make(arena) {
    put(arena, 'floor', floor);
    put(arena, 'lift', {
      Transform: { position: [3, 0, 0] },
      RigidBody: { kind: 'kinematic' },
      Collider: { size: [2, 0.2, 2], tells: true },
    });
    put(arena, 'load', { Transform: { position: [3, 0.25, 0] }, RigidBody: {}, Collider: { size: [0.5, 0.5, 0.5] }, Velocity: {} });
    put(arena, 'step', { Transform: { position: [-2, 0, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [1, 0.2, 3] } });
    put(arena, 'zone', {
      Transform: { position: [-1, 0, 0] },
      RigidBody: { kind: 'fixed' },
      Collider: { size: [1, 2, 1], sensor: true, tells: true },
    });
    put(arena, 'walker', {
      Transform: { position: [-4, 0.05, 0] },
      RigidBody: { kind: 'kinematic' },
      Collider: { shape: 'capsule', size: [0.6, 1.4, 0.6] },
      Character: { move: [1.5, 0, 0] },
    });
  },
  before(arena, tick) {
    arena.set(arena.byKey('lift')!, 'Transform', { position: [3, Math.min(tick, 30) * 0.05, 0] });
    const walker = arena.byKey('walker')!;
    if (tick === 20) arena.set(walker, 'Character', { rise: 3 });
    if (tick === 40) arena.set(walker, 'Transform', { position: [-1, 0.5, 1] });
    if (tick === 41) arena.set(walker, 'Character', { move: [0, 0, -1] });
  },
};

const swinging = (kind: string, n: number, more: Record<string, Json> = {}): Components => ({
  Transform: { position: [n * 2 - 5, 2, 0.4] },
  RigidBody: {},
  Collider: { size: [0.3, 0.3, 0.3] },
  Joint: { with: `post-${n}`, kind, anchor: [0, 1, 0], anchorWith: [0, 0, 0], length: 1.1, ...more },
});

/** One joint of every kind; they are changed, taken off, and lose a body. */
const joined: Scene = {
  name: 'joined',
  settings: plain,
  joints: true,
  make(arena) {
    for (let n = 0; n < 6; n += 1)
      put(arena, `post-${n}`, {
        Transform: { position: [n * 2 - 5, 3, 0] },
        RigidBody: { kind: 'fixed' },
        Collider: { size: [0.2, 0.2, 0.2] },
      });
    put(arena, 'ball', swinging('ball', 0));
    put(arena, 'hinge', swinging('hinge', 1, { axis: [0, 0, 1], motorSpeed: 3, motorForce: 50 }));
    put(arena, 'slider', swinging('slider', 2, { axis: [0, 1, 0], limited: true, min: -0.5, max: 0.5 }));
    put(arena, 'spring', swinging('spring', 3, { stiffness: 300 }));
    put(arena, 'rope', swinging('rope', 4));
    put(arena, 'fixed', swinging('fixed', 5));
  },
  before(arena, tick) {
    if (tick === 15) arena.set(arena.byKey('spring')!, 'Joint', { length: 0.4 });
    if (tick === 20) arena.remove(arena.byKey('rope')!, 'Joint');
    if (tick === 25) arena.despawn(arena.byKey('post-2')!);
    if (tick === 30) arena.set(arena.byKey('ball')!, 'Collider', { size: [0.5, 0.5, 0.5] });
    if (tick === 35) arena.set(arena.byKey('fixed')!, 'Joint', { with: 'post-4', kind: 'ball' });
  },
};

export const scenes: readonly Scene[] = [churn, sleep, carried, joined];
