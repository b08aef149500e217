/** Makes worlds of packages and opens them from checkpoints. */
import { LedgerError } from '../kernel/error.ts';
import { compareText } from '../kernel/json.ts';
import { createArena, type Arena } from '../kernel/world/index.ts';
import type { ComponentType } from '../model/component.ts';
import { componentTypes } from '../model/component-types.ts';
import type { CompiledPrefab } from '../model/compiled.ts';
import type { LevelPackage } from '../model/package.ts';
import { createRegistry, type Registry } from '../model/registry.ts';
import { checkHead, readCheckpoint, type RunStart } from '../record/index.ts';
import type { PhysicsBackend, PhysicsWorld } from '../rules/physics/index.ts';
import { namedComponents } from '../rules/scripting/index.ts';
import { createSession, readSession } from '../rules/session.ts';
import { populate } from './populate.ts';
import { LevelWorld, type StepOptions, type World, type WorldHost } from './world.ts';

/** `stepMicros` of a turn: its dt is 1. */
const turnMicros = 1_000_000;

export function makeWorld(host: WorldHost, pkg: LevelPackage, start: RunStart, options?: StepOptions): World {
  requireBuild(host, pkg);
  const registry = registryOf(host, pkg);
  const { clock } = pkg.level;
  const stepMicros = clock.kind === 'turns' ? turnMicros : Math.round(1_000_000 / clock.hz);
  const arena = populate(registry, pkg.level, { seed: start.seed, stepMicros });
  const world = new LevelWorld(host, pkg, start, {
    arena,
    registry,
    session: createSession(start.parameters),
    physics: backendOf(host, pkg)?.open(arena, pkg.level.physics),
  });
  world.boot(options);
  return world;
}

export function reopenWorld(host: WorldHost, pkg: LevelPackage, checkpoint: Uint8Array): World {
  requireBuild(host, pkg);
  const { head, section } = readCheckpoint(checkpoint);
  const registry = registryOf(host, pkg);
  const backend = backendOf(host, pkg);
  const id = backend?.id ?? null;
  if (head.start.package !== pkg.hash || head.start.engine !== host.engine || head.layout !== registry.layoutHash || head.physics !== id) {
    checkHead(head, {
      engine: host.engine,
      package: pkg.hash,
      layout: registry.layoutHash,
      schedule: head.schedule,
      physics: id,
      scripting: host.scripting.identity(pkg.level.scripts.map(({ path }) => path)),
    });
  }
  const arena = createArena(registry);
  arena.restore(section('arena'));
  arena.checkRestored();
  const physics = backend && reopenPhysics(backend, arena, pkg, section('physics'));
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

/** The component types of a package in this engine; made once, so that worlds of one package share one plan. */
export function registryOf({ registries, components }: WorldHost, pkg: LevelPackage): Registry {
  let registry = registries.get(pkg);
  if (!registry) {
    const types = componentTypes(pkg.level.components, components).filter((type) => isWanted(pkg, type));
    registries.set(pkg, (registry = createRegistry(types)));
  }
  return registry;
}

/** A package may name the build that it needs: with another its components or systems would be missing. */
export function requireBuild(host: WorldHost, { level }: LevelPackage): void {
  if (level.engine === undefined || level.engine === host.engine) return;
  throw new LedgerError({
    code: 'engine-needed',
    message: `The level ${level.id} needs ${level.engine}, and this is ${host.engine}.`,
    hint: 'Open it with the engine build that it names; lq engine build <folder> makes one.',
    where: level.engine,
  });
}

/** The backend that moves the bodies of a level; undefined for one without. */
export function backendOf({ backends }: WorldHost, pkg: LevelPackage): PhysicsBackend | undefined {
  if (!hasBodies(pkg)) return undefined;
  const { id, physics } = pkg.level;
  const backend = backends.get(physics.backend);
  if (backend) return backend;
  if (physics.backend === 'rapier') {
    throw new LedgerError({
      code: 'no-physics',
      message: `The level ${id} has bodies, and this engine was opened without physics.`,
      hint: 'Await engine.loadPhysics() first.',
    });
  }
  throw new LedgerError({
    code: 'physics-unknown',
    message: `The level ${id} wants its bodies moved by ${physics.backend}, which this engine does not have.`,
    hint: `It has ${[...new Set([...backends.keys(), 'rapier'])].toSorted(compareText).join(', ')}. Choose one of them in physics.backend, or open the level with the engine build that it was made for.`,
    where: 'physics.backend',
  });
}

function reopenPhysics(backend: PhysicsBackend, arena: Arena, { level }: LevelPackage, snapshot: Uint8Array): PhysicsWorld {
  try {
    return backend.open(arena, level.physics, snapshot);
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

/** Everything that a prefab makes: itself and its parts. */
const made = (prefab: CompiledPrefab) => [prefab, ...(prefab.parts ?? [])];

const isBody = (components: Readonly<Record<string, unknown>>): boolean =>
  components['RigidBody'] !== undefined && components['Collider'] !== undefined;

/** Does an entity of the level have the component, or could a prefab or a script bring it? */
const mayHave = ({ level, files }: LevelPackage, component: string): boolean =>
  [...level.entities, ...Object.values(level.prefabs).flatMap(made)].some(({ components }) => components[component] !== undefined) ||
  level.scripts.some(({ code }) => namedComponents(new TextDecoder().decode(files.get(code.path)!), [component]).length > 0);

/** A type that came after worlds were recorded takes part where it, or what brings it, is had. */
const isWanted = (pkg: LevelPackage, { name, onDemand }: ComponentType): boolean =>
  onDemand === undefined || mayHave(pkg, name) || (typeof onDemand === 'string' && mayHave(pkg, onDemand));

const mayHaveBodies = ({ level, files }: LevelPackage): boolean =>
  level.entities.some(({ components }) => isBody(components)) ||
  Object.values(level.prefabs)
    .flatMap(made)
    .some(({ components }) => isBody(components)) ||
  level.scripts.some(({ code }) => namedComponents(new TextDecoder().decode(files.get(code.path)!), ['RigidBody']).length > 0);

const having = new WeakMap<LevelPackage, boolean>();

/** Does the level have bodies, or could a prefab or a script bring one? Looked up once for a package: every slice of a session asks. */
function hasBodies(pkg: LevelPackage): boolean {
  let has = having.get(pkg);
  if (has === undefined) having.set(pkg, (has = mayHaveBodies(pkg)));
  return has;
}

/** Does the level have bodies that Rapier moves? Then it must be loaded first. */
export const needsPhysics = (pkg: LevelPackage): boolean => pkg.level.physics.backend === 'rapier' && hasBodies(pkg);
