/** The physics backends of an engine: those of the product and those of its build. */
import { LedgerError } from '../kernel/error.ts';
import { builtinBackends, type BackendTraits } from '../model/physics.ts';
import { kinematicBackend, type PhysicsBackend } from '../rules/physics/index.ts';

/** By name; Rapier comes when it is loaded. Throws LedgerError `backend-name`. */
export function backendsOf(further: readonly PhysicsBackend[]): Map<string, PhysicsBackend> {
  const backends = new Map([[kinematicBackend.name, kinematicBackend]]);
  for (const backend of further) {
    if (backends.has(backend.name) || backend.name === 'rapier') {
      throw new LedgerError({
        code: 'backend-name',
        message: `Two physics backends of this engine are called ${backend.name}.`,
        hint: 'Give yours another name.',
        where: backend.id,
      });
    }
    backends.set(backend.name, backend);
  }
  return backends;
}

/** What the compiler may know of them, loaded or not. */
export const backendTraits = (further: readonly PhysicsBackend[]): BackendTraits[] => [
  ...builtinBackends,
  ...further.map(({ name, joints }) => ({ name, joints })),
];
