/**
 * Rapier behind the port, in the build that promises the same bits on every platform. Loaded only where a level chooses it: it brings 4 MB
 * of wasm, which is compiled once in a process however many worlds there are.
 */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import type { PhysicsBackend } from '../backend.ts';
import { RapierWorld } from './world.ts';

const id = 'rapier@0.21.0-deterministic';

/** Compiles the wasm; await it once before the first world. */
export async function openRapier(): Promise<PhysicsBackend> {
  await RAPIER.init();
  return {
    id,
    name: 'rapier',
    deterministic: true,
    joints: true,
    digest: 'b8bd8f3eec372049',
    open: (arena, settings, snapshot) => new RapierWorld(id, arena, settings, snapshot),
  };
}
