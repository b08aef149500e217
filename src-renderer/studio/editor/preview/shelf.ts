import { JsonValue, ParamValue } from '../../../../engine/model/project.ts';
import { z } from '../../../../engine/model/zod.ts';
import { playedStages } from './played.ts';
import type { Run } from './run.ts';
import { mostTroubles, Trouble } from './troubles.ts';

const Values = z.record(z.string(), ParamValue);

/** What is kept of a run when the window is gone: all that makes it again, and what came out. Not its states. */
export const RunRecipe = z.object({
  id: z.string().min(1).max(64),
  /** Later runs have greater ones. */
  order: z.int(),
  name: z.string(),
  scenario: z.string().optional(),
  seed: z.int(),
  /** Every parameter as the run was asked for; those of a fork count from its tick. */
  parameters: Values,
  changed: Values,
  package: z.string(),
  engine: z.string(),
  ticks: z.int(),
  tick: z.int(),
  state: z.enum(['finished', 'waiting']),
  kpis: z.record(z.string(), z.union([z.number(), z.string()])),
  /** State hash of the last tick. */
  hash: z.string(),
  /** What went wrong in it; left out where nothing did. */
  troubles: z.array(Trouble).max(mostTroubles).optional(),
  from: z.object({ run: z.string(), tick: z.int() }).optional(),
  /** How much of it is a tenant's session. */
  afterSession: z.int().optional(),
  pinned: z.boolean(),
  /** As its world began, a fork's like its ancestor's. */
  start: z.object({ scenario: z.string().optional(), parameters: Values.optional(), seed: z.int().optional() }),
  /** Everything that entered it, a fork's past and turned parameters among it. */
  commands: z.array(z.object({ tick: z.int().optional(), sender: z.int(), seq: z.int(), type: z.string(), payload: JsonValue })),
});
export type RunRecipe = z.infer<typeof RunRecipe>;

/** Where a person's runs are kept on this machine, by place: a level of a project. */
export interface RunShelf {
  /** In no order. What cannot be read is left out. */
  load(place: string): Promise<RunRecipe[]>;
  put(place: string, recipe: RunRecipe): Promise<void>;
  remove(place: string, id: string): Promise<void>;
}

/** A run as the shelf gives it back: its results, and nothing to scrub until it is computed again. */
export const runOf = ({
  hash,
  from,
  scenario,
  id,
  name,
  seed,
  parameters,
  changed,
  engine,
  ticks,
  tick,
  state,
  kpis,
  pinned,
  troubles = [],
  afterSession,
  ...recipe
}: RunRecipe): Run => ({
  id,
  name,
  scenario,
  seed,
  parameters,
  changed,
  package: recipe.package,
  engine,
  ticks,
  tick,
  state,
  kpis,
  pinned,
  played: playedStages(recipe.commands, afterSession),
  afterSession,
  from,
  editedAt: undefined,
  untaken: [],
  series: {},
  hashes: [],
  events: [],
  logs: [],
  faults: [],
  troubles,
  fuel: 0,
  costs: [],
  chain: '',
  waiting: [],
  milliseconds: 0,
  production: undefined,
  problem: undefined,
  remembered: { hash },
});

/** What the shelf keeps of a run; undefined for what cannot be made again: sessions of tenants, failures, what is still being computed, and runs whose level was edited on the way. */
export function recipeOf(run: Run, order: number, made: Pick<RunRecipe, 'start' | 'commands'>): RunRecipe | undefined {
  const hash = run.remembered?.hash ?? run.hashes.at(-1);
  if (run.production || run.editedAt !== undefined || hash === undefined || (run.state !== 'finished' && run.state !== 'waiting'))
    return undefined;
  const { id, name, scenario, seed, parameters, changed, ticks, tick, state, kpis, from, afterSession, pinned, engine } = run;
  return {
    id,
    order,
    name,
    seed,
    ticks,
    tick,
    state,
    pinned,
    engine,
    hash,
    package: run.package,
    parameters: { ...parameters },
    changed: { ...changed },
    kpis: { ...kpis },
    ...made,
    ...(scenario !== undefined && { scenario }),
    ...(from && { from }),
    ...(afterSession !== undefined && { afterSession }),
    ...(run.troubles.length > 0 && { troubles: [...run.troubles] }),
  };
}
