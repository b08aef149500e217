/** The backend without wasm: bodies that fall, slide, bounce and are pushed, and never turn. What it guarantees stands in docs/physics.md. */
import type { PhysicsBackend } from '../backend.ts';
import { KinematicWorld } from './world.ts';

const id = 'kinematic@1';

export const kinematicBackend: PhysicsBackend = {
  id,
  name: 'kinematic',
  deterministic: true,
  joints: false,
  digest: '3520b3fc4da3c74b',
  open: (arena, settings, snapshot) => new KinematicWorld(id, arena, settings, snapshot),
};
