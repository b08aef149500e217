import type { AwaitedSeat, KpiValue, Parameters, RunEvent, RunId, RunTicks } from '../../../workers/engine/protocol.ts';
import { type Trouble, withTroubles } from './troubles.ts';

/** One execution of a package: what it was made of, and what it said. Values of tick n stand at index n - 1. */
export interface Run {
  readonly id: RunId;
  readonly name: string;
  readonly scenario: string | undefined;
  readonly seed: number;
  /** Every parameter, as it ran. */
  readonly parameters: Parameters;
  /** Those that differ from the scenario. */
  readonly changed: Parameters;
  readonly package: string;
  readonly engine: string;
  /** Planned length. */
  readonly ticks: number;
  /** How many are computed. */
  readonly tick: number;
  readonly state: 'running' | 'finished' | 'waiting' | 'cancelled' | 'failed';
  readonly series: Readonly<Record<string, readonly KpiValue[]>>;
  readonly hashes: readonly string[];
  /** The last values. */
  readonly kpis: Readonly<Record<string, KpiValue>>;
  readonly events: readonly RunEvent[];
  readonly logs: Readonly<RunTicks['logs']>;
  readonly faults: Readonly<RunTicks['faults']>;
  /** What went wrong, each thing once: as long as nothing does, the same list. */
  readonly troubles: readonly Trouble[];
  readonly fuel: number;
  /** Fuel of each script and hook, tick by tick. */
  readonly costs: readonly { readonly script: string; readonly hook: string; readonly fuel: readonly number[] }[];
  readonly chain: string;
  /** Seats that owe a command while it waits. */
  readonly waiting: readonly AwaitedSeat[];
  /** Forked from this tick of that run. */
  readonly from: { run: RunId; tick: number } | undefined;
  /** The first tick after which the level was edited on the way, here or in a run that it was forked from; no run from the beginning comes to the same. */
  readonly editedAt: number | undefined;
  /** Keys of the entities whose edits it goes on without. */
  readonly untaken: readonly string[];
  /** The stages that were played in it here, none where somebody played without a seat; undefined where nobody played. */
  readonly played: readonly string[] | undefined;
  /** It goes on from this tick of a tenant's session: until then others played, and the level is the published one. */
  readonly afterSession: number | undefined;
  readonly pinned: boolean;
  /** How long it took to compute. */
  readonly milliseconds: number;
  /** A session of a tenant, replayed here: read-only. */
  readonly production: { tenant: string; session: string; level: string } | undefined;
  readonly problem: string | undefined;
  /** Known from another time: what came out is kept, its states are computed again when it is looked at, and must end in this hash. */
  readonly remembered: { hash: string } | undefined;
}

export type RunSetup = Pick<Run, 'id' | 'name' | 'scenario' | 'seed' | 'parameters' | 'changed' | 'package' | 'engine' | 'ticks'> &
  Partial<Pick<Run, 'production' | 'played' | 'afterSession'>> & { from?: { run: Run; tick: number; package: string } | undefined };

/** There is a state of it to show: it did not fail before its first tick could be computed. */
export const hasBegun = ({ state, hashes }: Pick<Run, 'state' | 'hashes'>): boolean => state !== 'failed' || hashes.length > 0;

/** Seats are held in it, and it waits for who plays them. */
export const isGame = ({ state, production }: Pick<Run, 'state' | 'production'>): boolean => state === 'waiting' && !production;

/** A tenant's session, or what was forked from one: it plays the level as that was published, whatever is edited here. */
export const isOfSession = ({ production, afterSession }: Pick<Run, 'production' | 'afterSession'>): boolean =>
  production !== undefined || afterSession !== undefined;

/** How much of a fork is a tenant's session. */
export const sessionUpTo = ({ run, tick }: { run: Run; tick: number }): number | undefined =>
  run.production ? tick : run.afterSession && Math.min(run.afterSession, tick);

const limit = <T>(list: readonly T[]): readonly T[] => (list.length > 5000 ? list.slice(-5000) : list);

const none: readonly Trouble[] = [];

/** A run that is about to be computed; a fork begins with its parent's past. */
export function newRun({ from, ...setup }: RunSetup): Run {
  const past = from?.tick ?? 0;
  const series = Object.fromEntries(Object.entries(from?.run.series ?? {}).map(([name, values]) => [name, values.slice(0, past)]));
  const faults = from?.run.faults.filter(({ tick }) => tick <= past) ?? [];
  const events = from?.run.events.filter(({ tick }) => tick <= past) ?? [];
  return {
    ...setup,
    tick: past,
    state: 'running',
    series,
    hashes: from?.run.hashes.slice(0, past) ?? [],
    kpis: last(series),
    events,
    logs: from?.run.logs.filter(({ tick }) => tick <= past) ?? [],
    faults,
    troubles: withTroubles(none, { faults, events }),
    fuel: 0,
    costs: from?.run.costs.map((cost) => ({ ...cost, fuel: cost.fuel.slice(0, past) })) ?? [],
    chain: '',
    waiting: [],
    from: from && { run: from.run.id, tick: from.tick },
    editedAt: from && editedAt(from, setup.package),
    untaken: [],
    played: setup.played,
    afterSession: setup.afterSession,
    pinned: false,
    milliseconds: 0,
    production: setup.production,
    problem: undefined,
    remembered: undefined,
  };
}

/** `package` is what the source ran with at that tick. */
function editedAt({ run, tick, package: was }: { run: Run; tick: number; package: string }, now: string): number | undefined {
  if (run.editedAt !== undefined && tick >= run.editedAt) return run.editedAt;
  return tick > 0 && was !== now ? tick : undefined;
}

/** The run with what the worker has computed since; ticks that it had already are replaced. */
export function withTicks(run: Run, ticks: RunTicks): Run {
  const series: Record<string, readonly KpiValue[]> = { ...run.series };
  for (const [name, values] of Object.entries(ticks.kpis)) series[name] = extended(series[name] ?? [], ticks.from - 1, values);
  const [events, faults] = [before(run.events, ticks.from), before(run.faults, ticks.from)];
  // Of what is computed again only what was before it still counts.
  const troubles = ticks.from > run.tick || run.troubles.length === 0 ? run.troubles : withTroubles(none, { faults, events });
  return {
    ...run,
    tick: ticks.to,
    series,
    hashes: extended(run.hashes, ticks.from - 1, ticks.hashes),
    kpis: last(series),
    events: limit([...events, ...ticks.events]),
    logs: limit([...before(run.logs, ticks.from), ...ticks.logs]),
    faults: limit([...faults, ...ticks.faults]),
    troubles: withTroubles(troubles, ticks),
    fuel: run.fuel + ticks.fuel,
    costs: withCosts(run.costs, ticks),
  };
}

/** What did not run in a tick has 0 there. */
function withCosts(costs: Run['costs'], { from, costs: more }: RunTicks): Run['costs'] {
  const known = new Map(costs.map((cost) => [`${cost.hook} ${cost.script}`, cost]));
  for (const { script, hook, fuel } of more) {
    const key = `${hook} ${script}`;
    const past = known.get(key)?.fuel.slice(0, from - 1) ?? [];
    known.set(key, { script, hook, fuel: [...past, ...Array.from({ length: from - 1 - past.length }, () => 0), ...fuel] });
  }
  return [...known.values()];
}

const before = <T extends { tick: number }>(list: readonly T[], tick: number): readonly T[] =>
  list.length > 0 && list[list.length - 1]!.tick >= tick ? list.filter((entry) => entry.tick < tick) : list;

function extended<T>(values: readonly T[], from: number, more: readonly T[]): readonly T[] {
  const next = values.slice(0, from);
  more.forEach((value, index) => {
    next[from + index] = value;
  });
  return next;
}

const last = (series: Readonly<Record<string, readonly KpiValue[]>>): Record<string, KpiValue> =>
  Object.fromEntries(Object.entries(series).flatMap(([name, values]) => (values.length > 0 ? [[name, values[values.length - 1]!]] : [])));
