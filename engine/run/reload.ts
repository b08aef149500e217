/**
 * Live reload: an edited level goes on where a world stands. Entities, bodies, timers and what scripts hold in `state` stay; behaviours,
 * machines, scripts, prefabs and tables are those of the edit from the next tick on. What cannot change under a running world is refused.
 */
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import { restoreArena, type Arena } from '../kernel/world/index.ts';
import { MEMORY_SLOTS, argsOf, nodesOf, type BehaviourTree } from '../model/behaviour/index.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { LevelPackage } from '../model/package.ts';
import { resolveParameters } from '../model/parameters.ts';
import type { ParamValue } from '../model/project.ts';
import { chainReload, readCheckpoint } from '../record/index.ts';
import { readSession } from '../rules/session.ts';
import type { ScriptDurable } from '../rules/scripting/index.ts';
import { backendOf, registryOf, requireBuild } from './open-world.ts';
import { LevelWorld, type World, type WorldHost } from './world.ts';

/**
 * A new world of `pkg` where `world` stands, at a tick boundary. `world` is left as it is. A tree that was edited (or whose sub-tree was)
 * begins anew; so does the memory of an edited script, beside its `state`, and its faults are forgiven. Only scripts that are new `start`.
 * Entities that the edit adds, changes or takes out are as the run has them (`untakenEdits`): those are for a run from the beginning.
 * Throws LedgerError `reload-…` naming what cannot change, and `script-load` where an edited script does not load.
 */
export function reloadWorld(host: WorldHost, world: World, pkg: LevelPackage): World {
  requireBuild(host, pkg);
  const before = world.package;
  const backend = backendOf(host, pkg);
  checkSame(host, world, pkg);
  const { head, section } = readCheckpoint(world.checkpoint());
  const registry = registryOf(host, pkg);
  const arena = restoreArena(registry, section('arena'));
  forgetEdited(arena, before.level.behaviours, pkg.level.behaviours);
  const session = readSession(section('session'));
  session.parameters = keptParameters(pkg, session.parameters);
  const next = new LevelWorld(
    host,
    pkg,
    { ...head.start, package: pkg.hash },
    { arena, registry, session, physics: backend?.open(arena, pkg.level.physics, section('physics')) },
  );
  const codes = new Map(before.level.scripts.map(({ path, code }) => [path, code.sha256]));
  const edited = new Set(pkg.level.scripts.filter(({ path, code }) => codes.get(path) !== code.sha256).map(({ path }) => path));
  const durables = new Map(world.state().map(({ name, bytes }) => [name, bytes]));
  next.adopt(chainReload(head.chain, { tick: world.tick, package: pkg.hash }), (path) =>
    codes.has(path)
      ? {
          isEdited: edited.has(path),
          image: section(`script:${path}`),
          durable: JSON.parse(new TextDecoder().decode(durables.get(`script:${path}`))) as ScriptDurable,
        }
      : undefined,
  );
  return next;
}

/** Keys of the entities that an edit adds, changes or takes out: a run that goes on does not take them in. Sorted. */
export function untakenEdits(was: LevelPackage, is: LevelPackage): string[] {
  const texts = ({ level }: LevelPackage): Map<string, string> =>
    new Map(level.entities.map(({ key, parent, components }) => [key, canonicalJson({ parent, components } as unknown as Json)]));
  const [before, after] = [texts(was), texts(is)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).toSorted(compareText);
}

function checkSame(host: WorldHost, world: World, pkg: LevelPackage): void {
  const { level } = world.package;
  const refuse = (code: string, message: string): never => {
    throw new LedgerError({ code: `reload-${code}`, message, hint: 'Run it from the beginning.' });
  };
  if (world.tick === 0) refuse('start', 'Nothing has run yet that an edited level could go on with.');
  const same = (code: string, what: string, was: unknown, is: unknown): void => {
    if (canonicalJson(was as Json) !== canonicalJson(is as Json)) refuse(code, `${what} cannot change in a run that goes on.`);
  };
  const was = registryOf(host, world.package);
  const is = registryOf(host, pkg);
  if (was.layoutHash !== is.layoutHash) {
    const names = Object.keys({ ...level.components, ...pkg.level.components }).filter(
      (name) => canonicalJson((level.components[name] ?? null) as Json) !== canonicalJson((pkg.level.components[name] ?? null) as Json),
    );
    refuse('components', `The fields of ${names.join(', ')} cannot change in a run that goes on.`);
  }
  same('clock', 'The clock of a level', level.clock, pkg.level.clock);
  same('physics', 'The physics of a level', level.physics, pkg.level.physics);
  same('physics', 'Whether a level has bodies', backendOf(host, world.package)?.id ?? null, backendOf(host, pkg)?.id ?? null);
}

/** Minds that follow a tree which is another one now remember nothing of it. */
function forgetEdited(arena: Arena, was: Trees, is: Trees): void {
  const [of, memory] = [arena.column('Behaviour', 'of'), arena.column('Behaviour', 'memory')];
  const edited = new Map<number, boolean>();
  arena.query('Behaviour').each((index) => {
    const id = of[index]!;
    if (id === 0) return;
    let changed = edited.get(id);
    if (changed === undefined) edited.set(id, (changed = wholeTree(was, arena.text(id)) !== wholeTree(is, arena.text(id))));
    if (!changed) return;
    of[index] = 0;
    memory.fill(0, index * MEMORY_SLOTS, (index + 1) * MEMORY_SLOTS);
  });
}

type Trees = Readonly<Record<string, BehaviourTree>>;

/** A tree with every tree that it contains, as text. */
function wholeTree(trees: Trees, name: string): string {
  const found = new Set<string>();
  const add = (tree: string): void => {
    if (found.has(tree) || !Object.hasOwn(trees, tree)) return;
    found.add(tree);
    for (const node of nodesOf(trees[tree]!.root)) if (node.type === 'SubTree') add(argsOf('SubTree', node.args).tree);
  };
  add(name);
  return canonicalJson([...found].map((tree) => [tree, trees[tree]!.root as unknown as Json]));
}

/** Values as they stand, of the parameters that are still there; new ones have their defaults. */
function keptParameters({ level }: LevelPackage, values: Readonly<Record<string, ParamValue>>): Readonly<Record<string, ParamValue>> {
  const known = Object.entries(values).filter(([name]) => Object.hasOwn(level.parameters, name));
  try {
    return resolveParameters(level.parameters, Object.fromEntries(known));
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw new LedgerError({
      code: 'reload-parameters',
      message: `${error.message} The edited level cannot go on with the value that the run has.`,
      hint: 'Run it from the beginning.',
      where: error.where,
    });
  }
}
