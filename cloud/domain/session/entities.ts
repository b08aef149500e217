import type {
  Checkpoints,
  Clock,
  EngineBuild,
  EngineBuilds,
  EnginePackage,
  EntityModel,
  EntityRow,
  SessionHead,
  SessionRef,
  SessionStart,
  SessionStore,
} from '../../ports/index.ts';
import { canonical } from '../evidence.ts';
import { startOf } from './enter.ts';
import { readCheckpoint } from './world.ts';

export interface EntityDeps {
  readonly model: EntityModel;
  readonly store: Pick<SessionStore, 'start'>;
  readonly checkpoints: Checkpoints;
  readonly engines: EngineBuilds;
  readonly level: (
    engine: EngineBuild,
    named: { readonly tenant: string; readonly level: string; readonly packageHash: string },
  ) => Promise<EnginePackage>;
  readonly clock: Clock;
}

/** Rows that are kept of a session. */
const mostRows = 2000;
/** Rows that are written side by side. */
const abreast = 16;
/** While a session runs its rows are brought up to date no more often than this, ms. */
const freshFor = 60_000;

/**
 * Brings the rows of a session's entities to the checkpoint that HEAD names: the components that its project declares, of every entity. Only
 * what differs is written. Brought twice, or an older one after a newer one, it changes nothing.
 */
export async function projectEntities(deps: EntityDeps, ref: SessionRef, { checkpoint, loop }: SessionHead): Promise<void> {
  if (checkpoint === undefined) return;
  const { model, clock } = deps;
  const stands = await model.state(ref);
  if (stands && (stands.tick >= checkpoint.tick || (loop === 'running' && clock.now() - stands.at < freshFor))) return;
  const rows = await rowsOf(deps, await startOf(deps.store, ref), checkpoint.sha256);
  const kept = rows.slice(0, mostRows);
  const before = new Map((await model.rows(ref)).map((row) => [keyOf(row), canonical(row)]));
  const changed = kept.filter((row) => before.get(keyOf(row)) !== canonical(row));
  await side(changed, (row) => model.put(ref, row, checkpoint.tick));
  const now = new Set(kept.map(keyOf));
  const gone = [...before.keys()].filter((key) => !now.has(key)).map((key) => JSON.parse(key) as [string, string]);
  await side(gone, ([entity, component]) => model.remove(ref, { entity, component }));
  await model.settle(ref, { tick: checkpoint.tick, at: clock.now(), left: rows.length - kept.length });
}

const keyOf = ({ entity, component }: Pick<EntityRow, 'entity' | 'component'>): string => JSON.stringify([entity, component]);

async function rowsOf({ checkpoints, engines, level: open }: EntityDeps, start: SessionStart, sha256: string): Promise<EntityRow[]> {
  const engine = await engines.load(start.engine);
  const level = await open(engine, start);
  const world = engine.openWorld(level, await readCheckpoint(checkpoints, start.tenant, sha256));
  try {
    const declared = level.level.components;
    return world
      .entities()
      .flatMap(({ key, name, components }) =>
        Object.entries(components)
          .filter(([component]) => Object.hasOwn(declared, component))
          .map(([component, value]) => ({ entity: key, name, component, value })),
      )
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  } finally {
    world.dispose();
  }
}

async function side<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += abreast) await Promise.all(all.slice(from, from + abreast).map(work));
}
