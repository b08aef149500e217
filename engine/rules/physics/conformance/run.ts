/** One scene played by one backend, and what was seen of every tick. */
import { hashHex, xxh64 } from '../../../kernel/hash/index.ts';
import { createArena, restoreArena, type Arena } from '../../../kernel/world/index.ts';
import { builtinComponents } from '../../../model/components/index.ts';
import { createRegistry, type Registry } from '../../../model/registry.ts';
import type { PhysicsBackend, PhysicsWorld, Touch } from '../backend.ts';
import type { Scene } from './scenes.ts';

/** Ticks that every scene is played for, and how long each is in seconds. */
export const TICKS = 60;
const dt = 1 / 20;

export interface Frame {
  readonly state: string;
  readonly touches: readonly Touch[];
  /** Of the snapshot, where one was taken. */
  readonly bytes?: string;
}

export interface Saved {
  readonly arena: Uint8Array;
  readonly physics: Uint8Array;
}

export class Run {
  readonly scene: Scene;
  readonly world: PhysicsWorld;
  readonly arena: Arena;

  constructor(backend: PhysicsBackend, scene: Scene, from?: Saved) {
    const registry: Registry = createRegistry(builtinComponents);
    this.scene = scene;
    if (from) {
      this.arena = restoreArena(registry, from.arena);
      this.world = backend.open(this.arena, scene.settings, from.physics);
      return;
    }
    this.arena = createArena(registry, { seed: 1, stepMicros: dt * 1_000_000 });
    scene.make(this.arena);
    this.world = backend.open(this.arena, scene.settings);
  }

  /** One tick. */
  step(snapshot: boolean): Frame {
    const { arena, world, scene } = this;
    arena.advance();
    scene.before(arena, arena.tick);
    world.reconcile(arena);
    const touches = world.step(arena, dt);
    arena.check();
    const state = `${hashHex(arena.hash64())} ${hashHex(xxh64(world.bodies()))}`;
    return { state, touches, ...(snapshot && { bytes: hashHex(xxh64(world.snapshot())) }) };
  }

  save(): Saved {
    return { arena: this.arena.snapshot(), physics: this.world.snapshot() };
  }
}

export const touchText = (touches: readonly Touch[]): string =>
  touches.map(({ a, b, began, sensor }) => `${a}${began ? '+' : '-'}${b}${sensor ? 's' : ''}`).join(' ');
