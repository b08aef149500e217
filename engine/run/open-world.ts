/** Makes worlds of packages and opens them from checkpoints. */
import { LedgerError } from '../kernel/error.ts';
import { createArena, type Arena } from '../kernel/world/index.ts';
import { componentTypes } from '../model/compile.ts';
import type { LevelPackage } from '../model/package.ts';
import { createRegistry, type Registry } from '../model/registry.ts';
import { checkHead, readCheckpoint, type RunStart } from '../record/index.ts';
import type { PhysicsWorld } from '../rules/physics/index.ts';
import { namedComponents } from '../rules/scripting/index.ts';
import { createSession, readSession } from '../rules/session.ts';
import { populate } from './populate.ts';
import { LevelWorld, type StepOptions, type World, type WorldHost } from './world.ts';

/** `stepMicros` of a turn: its dt is 1. */
const turnMicros = 1_000_000;

export function makeWorld(host: WorldHost, pkg: LevelPackage, start: RunStart, options?: StepOptions): World {
  const registry = registryOf(pkg);
  const { clock } = pkg.level;
  const stepMicros = clock.kind === 'turns' ? turnMicros : Math.round(1_000_000 / clock.hz);
  const arena = populate(registry, pkg.level, { seed: start.seed, stepMicros });
  const world = new LevelWorld(host, pkg, start, {
    arena,
    registry,
    session: createSession(start.parameters),
    physics: openPhysics(host, pkg, arena),
  });
  world.boot(options);
  return world;
}

export function reopenWorld(host: WorldHost, pkg: LevelPackage, checkpoint: Uint8Array): World {
  const { head, section } = readCheckpoint(checkpoint);
  const registry = registryOf(pkg);
  if (head.start.package !== pkg.hash || head.start.engine !== host.engine || head.layout !== registry.layoutHash) {
    checkHead(head, {
      engine: host.engine,
      package: pkg.hash,
      layout: registry.layoutHash,
      schedule: head.schedule,
      physics: head.physics,
      scripting: host.scripting.engineId,
    });
  }
  const arena = createArena(registry);
  arena.restore(section('arena'));
  arena.checkRestored();
  const physics = openPhysics(host, pkg, arena, head.physics === null ? undefined : section('physics'));
  const world = new LevelWorld(host, pkg, head.start, { arena, registry, session: readSession(section('session')), physics });
  try {
    checkHead(head, world.identity());
    world.resume(head.chain, (path) => section(`script:${path}`));
    return world;
  } catch (error) {
    world.dispose();
    throw error;
  }
}

const registries = new WeakMap<LevelPackage, Registry>();

/** The component types of a package; made once, so that worlds of one package share one plan. */
export function registryOf(pkg: LevelPackage): Registry {
  let registry = registries.get(pkg);
  if (!registry) registries.set(pkg, (registry = createRegistry(componentTypes(pkg.level.components))));
  return registry;
}

function openPhysics(host: WorldHost, pkg: LevelPackage, arena: Arena, snapshot?: Uint8Array): PhysicsWorld | undefined {
  if (!needsPhysics(pkg)) return undefined;
  if (!host.physics) {
    throw new LedgerError({
      code: 'no-physics',
      message: `The level ${pkg.level.id} has bodies, and this engine was opened without physics.`,
      hint: 'Await engine.loadPhysics() first.',
    });
  }
  if (!snapshot) return host.physics.open(arena);
  try {
    return host.physics.open(arena, snapshot);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    // A backend may read a snapshot in any way, and fail in any way on bytes that it never wrote.
    throw new LedgerError({
      code: 'checkpoint-physics',
      message: 'The bodies of the checkpoint cannot be read.',
      hint: 'Open it with the engine build that it names, or replay from an earlier one.',
    });
  }
}

const isBody = (components: Readonly<Record<string, unknown>>): boolean =>
  components['RigidBody'] !== undefined && components['Collider'] !== undefined;

const mayHaveBodies = ({ level, files }: LevelPackage): boolean =>
  level.entities.some(({ components }) => isBody(components)) ||
  Object.values(level.prefabs).some(({ components }) => isBody(components)) ||
  level.scripts.some(({ code }) => namedComponents(new TextDecoder().decode(files.get(code.path)!), ['RigidBody']).length > 0);

const needing = new WeakMap<LevelPackage, boolean>();

/** Does the level have bodies, or could a prefab or a script bring one? Looked up once for a package: every slice of a session asks. */
export function needsPhysics(pkg: LevelPackage): boolean {
  let needs = needing.get(pkg);
  if (needs === undefined) needing.set(pkg, (needs = mayHaveBodies(pkg)));
  return needs;
}
