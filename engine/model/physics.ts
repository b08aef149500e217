/** What a level says of its physics. */
import { z } from './zod.ts';

const axis = z.number().min(-1000).max(1000);

export const BackendName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a name like rapier: small letters, digits and dashes');

/** `physics` of a level file; what it leaves out is filled in when it is compiled. */
export const PhysicsSettings = z.strictObject({
  /** Which backend of the engine build moves the bodies. */
  backend: BackendName.default('rapier'),
  /** m/s², y is up. */
  gravity: z.tuple([axis, axis, axis]).default([0, -9.81, 0]),
  /** How many equal steps a tick is made of. */
  substeps: z.int().min(1).max(8).default(1),
});
export type PhysicsSettings = z.infer<typeof PhysicsSettings>;

/** What the compiler must know of a backend. */
export interface BackendTraits {
  readonly name: string;
  /** Whether it understands Joint. */
  readonly joints: boolean;
}

export const builtinBackends: readonly BackendTraits[] = [
  { name: 'rapier', joints: true },
  { name: 'kinematic', joints: false },
];
