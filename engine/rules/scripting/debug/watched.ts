/** What is looked out for in a tick, and what of it the calls of the script told. */
import type { Fault, Hook } from '../world.ts';
import type { Instrumented } from './instrument.ts';
import type { Stops } from './stops.ts';
import { readRecorded, readSought, stepsOf, type Breakpoint, type BreakpointProblem, type ScriptTrace } from './trace.ts';

/** What to look out for in the calls of a tick. */
export interface Watch {
  readonly breakpoints: readonly Breakpoint[];
  /** Notes every step; else it only says whether there is one to stop at. */
  readonly record: boolean;
  /** Every step is one to stop at. */
  readonly any?: boolean | undefined;
}

export interface Watched {
  /** With `record`, of the script's calls together; undefined where it was not called. */
  readonly trace?: ScriptTrace | undefined;
  readonly hit: boolean;
  readonly problems: readonly BreakpointProblem[];
  /** In what the copy was not like the script, in this tick or before: then what it shows may not be what happened. */
  readonly differs?: string | undefined;
}

/** One call of the script while it was watched. */
export interface Told {
  readonly copy: Instrumented;
  readonly hook: Hook;
  readonly events: readonly string[];
  readonly fault: Fault | undefined;
  readonly seen: string | undefined;
  readonly stops: Stops;
  readonly differs: string | undefined;
}

/** The calls of a tick as one. */
export function together(told: readonly Told[], { record }: Watch): Watched {
  const [first] = told;
  const problems = new Map<number, string>();
  for (const { stops } of told) for (const { line, message } of stops.problems) problems.set(line, message);
  const note = (stops: Stops, found: readonly (readonly [number, string])[]): void => {
    for (const [site, message] of found) {
      const line = stops.lines.get(site);
      if (line !== undefined && !problems.has(line)) problems.set(line, `It could not be decided: ${message}.`);
    }
  };
  const saying = (): BreakpointProblem[] => [...problems].map(([line, message]) => ({ line, message })).toSorted((a, b) => a.line - b.line);
  const differs = told.find((one) => one.differs !== undefined)?.differs;
  if (!record || !first) {
    let hit = false;
    for (const { seen, stops } of told) {
      const sought = readSought(seen);
      if (!sought) continue;
      hit ||= sought.hit;
      note(stops, sought.problems);
    }
    return { hit, problems: saying(), differs };
  }
  const trace = { texts: [] as string[], stacks: [] as ScriptTrace['stacks'][number][], steps: [] as ScriptTrace['steps'][number][] };
  const calls: ScriptTrace['calls'][number][] = [];
  const hits: number[] = [];
  let cut = false;
  for (const { copy, hook, events, seen, fault, stops } of told) {
    const from = trace.steps.length;
    const recorded = readRecorded(seen);
    const { code, message, line } = fault ?? {};
    calls.push({ hook, events, from, ...(code !== undefined && message !== undefined && { fault: { code, message, line } }) });
    if (!recorded) {
      cut = true;
      continue;
    }
    const { texts, stacks, steps } = stepsOf(recorded, copy);
    const [textsBefore, stacksBefore] = [trace.texts.length, trace.stacks.length];
    const shifted = (index: number, by: number): number => (index < 0 ? -1 : index + by);
    for (const text of texts) trace.texts.push(text);
    for (const stack of stacks) trace.stacks.push(stack);
    for (const { site, stack, values } of steps)
      trace.steps.push({ site, stack: shifted(stack, stacksBefore), values: values.map((value) => shifted(value, textsBefore)) });
    for (const hit of recorded.hits) if (hit >= 0 && hit < steps.length) hits.push(from + hit);
    note(stops, recorded.problems);
    cut ||= recorded.cut;
  }
  const { sites, functions, variables } = first.copy;
  return {
    hit: hits.length > 0,
    problems: saying(),
    differs,
    trace: { sites, functions: functions.map(({ name }) => ({ name })), variables, ...trace, calls, hits, problems: saying(), cut },
  };
}
