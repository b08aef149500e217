/** What an engine build of one's own brings: collected from its modules, which the build imports one by one in the order of their paths. */
import { LedgerError } from '../kernel/error.ts';
import { compareText } from '../kernel/json.ts';
import type { ComponentType } from '../model/component.ts';
import { defineSystem } from '../rules/define-system.ts';
import type { PhysicsBackend } from '../rules/physics/index.ts';
import type { TickSystem } from '../rules/tick.ts';

/** A module of the build: its path in the folder of the build, and all that it exports. */
export type OwnModule = readonly [path: string, exports: Readonly<Record<string, unknown>>];

export interface Own {
  readonly systems: readonly TickSystem[];
  readonly components: readonly ComponentType[];
  readonly backends: readonly PhysicsBackend[];
}

/**
 * The systems, component types and physics backends that modules export, each once, modules in the given order and exports by name.
 * Other exports are left alone: helpers. Throws LedgerError `system` for a system that is not in order or a name twice, `own-module` for a
 * module that exports none of them.
 */
export function collectOwn(modules: readonly OwnModule[]): Own {
  const own = { systems: [] as TickSystem[], components: [] as ComponentType[], backends: [] as PhysicsBackend[] };
  const named = new Map<string, string>();
  for (const [path, exports] of modules) {
    let found = 0;
    for (const name of Object.keys(exports).toSorted(compareText)) {
      const value = exports[name];
      if (isSystem(value)) {
        found += 1;
        if (!own.systems.includes(value)) own.systems.push(once(value, path, named));
      } else if (isComponent(value)) {
        found += 1;
        if (!own.components.includes(value)) own.components.push(value);
      } else if (isBackend(value)) {
        found += 1;
        if (!own.backends.includes(value)) own.backends.push(value);
      }
    }
    if (found === 0) {
      throw new LedgerError({
        code: 'own-module',
        message: `${path} exports no system.`,
        hint: 'Export what defineSystem gives back, or move helpers to lib/.',
        where: path,
      });
    }
  }
  return own;
}

function once(system: TickSystem, path: string, named: Map<string, string>): TickSystem {
  const other = named.get(system.name);
  if (other !== undefined) {
    throw new LedgerError({
      code: 'system',
      message: `There are two systems named ${system.name}: in ${other} and in ${path}.`,
      hint: 'Rename one.',
      where: path,
    });
  }
  named.set(system.name, path);
  return defineSystem(system);
}

const has = (value: unknown, ...members: string[]): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && members.every((member) => member in value);
const isSystem = (value: unknown): value is TickSystem => has(value, 'name', 'phase', 'run');
const isComponent = (value: unknown): value is ComponentType => has(value, 'name', 'fields', 'schema');
const isBackend = (value: unknown): value is PhysicsBackend => has(value, 'id', 'open');
