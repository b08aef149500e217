/**
 * Tries every system of a build before it is kept. In generated worlds a system must write only what it declares, two runs must be equal
 * tick by tick, and a run from the checkpoint bytes of any tick must go on as the first did. A variable that a module keeps would be in
 * none of the checkpoints: it is found here, and named by what it changed.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { withoutHostMath } from '../../../engine/kernel/testing/guard.ts';
import { initHash } from '../../../engine/kernel/hash/index.ts';
import { componentTypes } from '../../../engine/model/component-types.ts';
import type { ComponentType } from '../../../engine/model/component.ts';
import { suggest } from '../../../engine/model/problem.ts';
import type { Engine, EngineOptions, LevelPackage, Own, ScriptingWasm, World } from '../../../engine/run/index.ts';
import { physicsConformance, type PhysicsBackend } from '../../../engine/rules/physics/index.ts';
import type { TickSystem } from '../../../engine/rules/tick.ts';
import { worldFiles } from './worlds.ts';

const ticks = 24;
const seeds = [1, 2, 3];

interface OwnModule {
  own: Own;
  openEngine: (options: EngineOptions) => Promise<Engine>;
}

/** A backend that is not the same everywhere would break every promise of the levels that choose it. */
function requireConformance(backend: PhysicsBackend): void {
  const refuse = (message: string): never => {
    throw new LedgerError({
      code: 'backend-conformance',
      message: `The physics backend ${backend.id} cannot be part of a build: ${message}`,
      hint: 'Keep everything that a step depends on in snapshot(), make bodies in the order of their entities, and say deterministic: true.',
      where: backend.id,
    });
  };
  if (!backend.deterministic) refuse('it does not promise to be deterministic.');
  const [finding] = physicsConformance(backend);
  if (finding) refuse(`${finding.check}, scene ${finding.scene}, tick ${finding.tick}: ${finding.message}`);
}

export interface Proven {
  systems: string[];
  components: string[];
  backends: string[];
  /** Ticks that were computed, all worlds together. */
  ticks: number;
}

/** Throws LedgerError `backend-conformance`, `hidden-state`, `undeclared-write`, `system` or what a system threw, naming the system and the tick. */
export async function proveOwn(
  dir: string,
  id: string,
  wasm: ScriptingWasm,
  trying: (systems: readonly string[]) => void = () => {},
): Promise<Proven> {
  let opened = 0;
  // Every import is the build as if it had just been started: its modules keep nothing of earlier runs.
  const fresh = async (): Promise<OwnModule> =>
    (await import(`${pathToFileURL(join(dir, 'engine.mjs')).href}?proof=${(opened += 1)}`)) as OwnModule;
  const open = async (names: readonly string[]): Promise<Engine> => {
    const { own, openEngine } = await fresh();
    return openEngine({ id, wasm, development: true, systems: own.systems.filter(({ name }) => names.includes(name)) });
  };
  const { own, openEngine } = await fresh();
  // Names that clash with what the engine has are refused here.
  await openEngine({ id, wasm });
  const known = new Map(componentTypes({}, own.components).map((type) => [type.name, type]));
  const subjects: (readonly TickSystem[])[] = own.systems.map((system) => withThoseBefore(system, own.systems));
  if (own.systems.length > 1) subjects.push(own.systems);
  let done = 0;
  for (const systems of subjects) {
    const types = typesOf(systems, known, own.components);
    const names = systems.map(({ name }) => name);
    trying(names);
    const [first, second] = [await open(names), await open(names)];
    for (const seed of seeds) {
      done += await proveWorld(first, second, worldFiles(types, seed), seed, systems);
    }
  }
  await initHash();
  for (const backend of own.backends) {
    trying([backend.id]);
    requireConformance(backend);
  }
  return {
    systems: own.systems.map(({ name }) => name),
    components: own.components.map(({ name }) => name),
    backends: own.backends.map((backend) => backend.id),
    ticks: done,
  };
}

/** A system and those of the build that it comes after, itself last. */
function withThoseBefore(system: TickSystem, all: readonly TickSystem[], found: TickSystem[] = []): TickSystem[] {
  for (const name of system.after ?? []) {
    const other = all.find((one) => one.name === name);
    if (other && !found.includes(other)) withThoseBefore(other, all, found);
  }
  if (!found.includes(system)) found.push(system);
  return found;
}

function typesOf(
  systems: readonly TickSystem[],
  known: ReadonlyMap<string, ComponentType>,
  own: readonly ComponentType[],
): ComponentType[] {
  const named = new Set<ComponentType>();
  for (const { name, reads, writes } of systems) {
    for (const type of [...reads, ...writes]) {
      if (type === '*') for (const one of own) named.add(one);
      else if (known.has(type)) named.add(known.get(type)!);
      else {
        throw new LedgerError({
          code: 'system',
          message: `System ${name} names the component ${type}, which this build does not have.`,
          hint: suggest(type, known.keys()) ?? 'Define it with defineComponent and export it.',
          where: name,
        });
      }
    }
  }
  return [...named];
}

/** What a tick gave: all of it must be the same again. */
interface Seen {
  hash: string;
  told: string;
  state: string;
}

async function proveWorld(
  first: Engine,
  second: Engine,
  files: Map<string, Uint8Array>,
  seed: number,
  systems: readonly TickSystem[],
): Promise<number> {
  const compile = async (engine: Engine): Promise<LevelPackage> => {
    const result = engine.compileLevel(files, undefined, { strip: (code) => ({ code }) });
    if (!result.ok) throw new LedgerError({ code: 'proof-world', message: `No world could be made: ${result.problems[0]?.message}` });
    if (engine.needsPhysics(result.package)) await engine.loadPhysics();
    return result.package;
  };
  const [pkg, same] = [await compile(first), await compile(second)];
  const start = { seed, ticks };
  const world = first.createWorld(pkg, start);
  const run: Seen[] = [see(world)];
  const checkpoints = [world.checkpoint()];
  for (let tick = 1; tick <= ticks; tick += 1) {
    run.push(step(world, systems));
    checkpoints.push(world.checkpoint());
  }
  world.dispose();

  const again = first.createWorld(pkg, start);
  for (let tick = 1; tick <= ticks; tick += 1) compare(run[tick]!, step(again, systems), tick, 'in a second run', systems);
  again.dispose();

  // From the last to the first: what a module counts along with the ticks would fit in their own order.
  for (let tick = ticks; tick > 0; tick -= 1) {
    const restored = second.openWorld(same, checkpoints[tick - 1]!);
    compare(run[tick]!, step(restored, systems), tick, `from the checkpoint of tick ${tick - 1}`, systems);
    restored.dispose();
  }
  return ticks * 3;
}

const see = (world: World, told: unknown = []): Seen => ({
  hash: world.hash(),
  told: JSON.stringify([told, world.kpis()]),
  state: JSON.stringify(world.entities()),
});

function step(world: World, systems: readonly TickSystem[]): Seen {
  try {
    return see(world, withoutHostMath(() => world.step()).events);
  } catch (error) {
    const { code = 'system-threw', message, hint, where } = error as { code?: string; message: string; hint?: string; where?: string };
    const named = where ?? systems.at(-1)!.name;
    throw new LedgerError({
      code,
      message: message.includes(named) ? `${message} (tick ${world.tick})` : `The system ${named} threw at tick ${world.tick}: ${message}`,
      ...(hint !== undefined && { hint }),
      where: named,
    });
  }
}

function compare(before: Seen, now: Seen, tick: number, how: string, systems: readonly TickSystem[]): void {
  if (before.hash === now.hash && before.told === now.told) return;
  const found = difference(before.state, now.state);
  const [component] = (found?.field ?? '').split('.');
  const suspect = systems.findLast(({ writes }) => writes.includes(component!) || writes.includes('*')) ?? systems.at(-1)!;
  throw new LedgerError({
    code: 'hidden-state',
    message: `The system ${suspect.name} is not a function of its world: at tick ${tick} ${how} ${found?.what ?? 'it told other events'}.`,
    hint: 'Something is kept outside of the world, such as a variable of the module. Keep it in a component.',
    where: suspect.name,
  });
}

type Entities = ReturnType<World['entities']>;

/** The first component field that differs, and a person's words for it. */
function difference(before: string, now: string): { field: string; what: string } | undefined {
  const [ours, theirs] = [JSON.parse(before) as Entities, JSON.parse(now) as Entities];
  for (const [index, { key, components }] of ours.entries()) {
    const other = theirs[index];
    if (other?.key !== key) return { field: '', what: `there are other entities than before, from ${key}` };
    for (const name of new Set([...Object.keys(components), ...Object.keys(other.components)])) {
      const [a, b] = [components[name], other.components[name]];
      if (!a || !b) return { field: name, what: `${key} ${a ? 'has no' : 'has a'} ${name}` };
      for (const [field, value] of Object.entries(a)) {
        if (JSON.stringify(value) !== JSON.stringify(b[field]))
          return {
            field: `${name}.${field}`,
            what: `${name}.${field} of ${key} is ${JSON.stringify(b[field])} and was ${JSON.stringify(value)}`,
          };
      }
    }
  }
  return ours.length === theirs.length ? undefined : { field: '', what: `there are ${theirs.length} entities and were ${ours.length}` };
}
