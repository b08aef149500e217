/** What a level says of its physics, and what can be known to be wrong with it before a world is opened. */
import type { CompiledEntity } from './compiled.ts';
import type { Document } from './document.ts';
import { suggest, type Problem } from './problem.ts';
import { z } from './zod.ts';

const axis = z.number().min(-1000).max(1000);

export const BackendName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name like rapier: small letters, digits and dashes');

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

/** @param backends those of the engine; without them only what is wrong with every engine is told */
export function checkPhysics(
  level: Document<{ physics?: PhysicsSettings | undefined }>,
  entities: readonly CompiledEntity[],
  backends: readonly BackendTraits[] | undefined,
  problems: Problem[],
): void {
  const name = level.value.physics?.backend ?? 'rapier';
  const known = backends ?? builtinBackends;
  const backend = known.find((one) => one.name === name);
  if (!backend && backends) {
    problems.push({
      ...level.at(['physics', 'backend']),
      severity: 'error',
      code: 'unknown-backend',
      message: `physics.backend names ${name}, which this engine does not have.`,
      hint: suggest(
        name,
        known.map((one) => one.name),
      ),
      field: 'physics.backend',
    });
  }
  for (const { key, components } of entities) {
    const report = (component: string, code: string, message: string, hint: string): void => {
      problems.push({
        ...level.at(['entities', key, 'components', component]),
        severity: 'error',
        code,
        message,
        hint,
        entity: key,
        component,
      });
    };
    const isBody = components['RigidBody'] !== undefined && components['Collider'] !== undefined && components['Transform'] !== undefined;
    if (components['Joint'] !== undefined) {
      if (backend?.joints === false)
        report('Joint', 'no-joints', `${key} has a Joint, and the backend ${name} has no joints.`, 'Choose rapier, or take the Joint off.');
      if (!isBody)
        report('Joint', 'joint-body', `${key} has a Joint and is no body.`, 'Give it Transform, RigidBody and Collider as well.');
      if (components['Joint']['with'] === key)
        report('Joint', 'joint-body', `${key} is joined with itself.`, 'Name another body in Joint.with.');
    }
    if (components['Character'] !== undefined && (!isBody || components['RigidBody']?.['kind'] !== 'kinematic'))
      report(
        'Character',
        'character-body',
        `${key} has a Character and is no kinematic body.`,
        'Give it Transform, Collider, and a RigidBody of kind kinematic.',
      );
  }
}
