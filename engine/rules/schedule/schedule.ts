/**
 * The order of a tick. Phases run in one fixed order; inside a phase systems are sorted by what they say they come `after`, and ties by
 * name, so the order is a function of the set of systems and never of the order in which someone registered them.
 */
import { sha256Hex } from '../../kernel/hash/index.ts';
import type { GameEvent } from '../../kernel/events/index.ts';
import { LedgerError } from '../../kernel/error.ts';
import { compareText } from '../../kernel/json.ts';

export const phases = ['input', 'script', 'behaviour', 'physics', 'rules', 'kpi', 'cleanup'] as const;
export type Phase = (typeof phases)[number];

export interface System<Context> {
  /** Unique, kebab-case. */
  readonly name: string;
  readonly phase: Phase;
  /** Component types it looks at and component types it may change (which it may look at too). */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Systems of the same phase that must have run before. */
  readonly after?: readonly string[];
  /** Types of the events that it subscribes to. */
  readonly hears?: readonly string[];
  /** One tick. Structural changes wait for its end. `heard`: events of these types that were told before it in this tick, in their order. */
  run(context: Context, heard: readonly GameEvent[]): void;
}

export interface Schedule<Context> {
  readonly systems: readonly System<Context>[];
  /** SHA-256 of names, phases, reads, writes and subscriptions in running order; two schedules with equal hashes run the same way. */
  readonly hash: string;
}

const refuse = (message: string, where: string): never => {
  throw new LedgerError({ code: 'bad-schedule', message, hint: 'Correct the system it names.', where });
};

/** Orders systems. Throws LedgerError `bad-schedule` for a name twice, an unknown `after` and a circle. */
export function createSchedule<Context>(systems: readonly System<Context>[]): Schedule<Context> {
  const byName = new Map<string, System<Context>>();
  for (const system of systems) {
    if (byName.has(system.name)) refuse(`There are two systems named ${system.name}.`, system.name);
    byName.set(system.name, system);
  }
  const ordered = phases.flatMap((phase) =>
    orderPhase(
      systems.filter((system) => system.phase === phase),
      byName,
    ),
  );
  const text = ordered
    .map(
      ({ name, phase, reads, writes, hears = [] }) =>
        `${phase}/${name}(${names(reads)})->(${names(writes)})${hears.length > 0 ? `<-(${names(hears)})` : ''}`,
    )
    .join('\n');
  return { systems: ordered, hash: sha256Hex(text) };
}

const names = (list: readonly string[]): string => list.toSorted(compareText).join(',');

function orderPhase<Context>(systems: readonly System<Context>[], all: ReadonlyMap<string, System<Context>>): System<Context>[] {
  for (const { name, phase, after = [] } of systems) {
    for (const earlier of after) {
      const other = all.get(earlier);
      if (!other) refuse(`System ${name} comes after ${earlier}, which does not exist.`, name);
      else if (other.phase !== phase)
        refuse(`System ${name} (${phase}) cannot come after ${earlier}, which runs in phase ${other.phase}.`, name);
    }
  }
  const waiting = systems.toSorted((a, b) => compareText(a.name, b.name));
  const done: System<Context>[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ after = [] }) => after.every((name) => done.some((system) => system.name === name)));
    if (next < 0) refuse(`These systems wait for each other: ${waiting.map(({ name }) => name).join(', ')}.`, waiting[0]!.name);
    done.push(...waiting.splice(next, 1));
  }
  return done;
}
