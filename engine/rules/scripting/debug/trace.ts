/** What a script did in one tick, step by step: what it stood at, who called whom, and what its variables held. */
import type { Json } from '../../../kernel/json.ts';
import { z } from '../../../model/zod.ts';
import type { Hook } from '../world.ts';
import type { Instrumented, ScriptFunction, SeenVariable, Site } from './instrument.ts';

export interface Breakpoint {
  /** From 1. It stops at the first statement on this line, or on the next line that has one. */
  readonly line: number;
  /** Stops only where this expression over the variables there is true. */
  readonly condition?: string | undefined;
}

/** Somewhere in the stack that a step was called from. */
export interface TraceFrame {
  /** Index into `functions`. */
  readonly owner: number;
  readonly line: number;
  readonly column: number;
}

export interface TraceStep {
  /** Index into `sites`. */
  readonly site: number;
  /** Index into `stacks`: the calls that led here, innermost first, without the step's own place. */
  readonly stack: number;
  /** Of each variable of the site an index into `texts`; -1 for one that has no value yet. */
  readonly values: readonly number[];
}

export interface TraceCall {
  readonly hook: Hook;
  /** Types of the events that were handed over. */
  readonly events: readonly string[];
  /** First of its steps. */
  readonly from: number;
  /** Why the call came to nothing. */
  readonly fault?: { readonly code: string; readonly message: string; readonly line?: number | undefined } | undefined;
}

export interface BreakpointProblem {
  readonly line: number;
  readonly message: string;
}

export interface ScriptTrace {
  readonly sites: readonly Site[];
  readonly functions: readonly Pick<ScriptFunction, 'name'>[];
  readonly variables: readonly SeenVariable[];
  readonly texts: readonly string[];
  readonly stacks: readonly (readonly TraceFrame[])[];
  readonly steps: readonly TraceStep[];
  readonly calls: readonly TraceCall[];
  /** Steps that a breakpoint stops at, ascending. */
  readonly hits: readonly number[];
  /** What conditions could not be made sense of. */
  readonly problems: readonly BreakpointProblem[];
  /** There was more than is kept: the last steps of the tick are missing. */
  readonly cut: boolean;
}

const Index = z.int().min(-1);

/** What the recorder gives back of one call. The script could have meddled with it: nothing in it is trusted. */
const Recorded = z.object({
  texts: z.array(z.string()),
  stacks: z.array(z.string()),
  steps: z.array(z.array(Index)),
  hits: z.array(Index),
  problems: z.array(z.tuple([Index, z.string()])),
  cut: z.boolean(),
});

export type Recorded = z.infer<typeof Recorded>;

const Sought = z.object({ hit: z.boolean(), problems: z.array(z.tuple([Index, z.string()])) });
export type Sought = z.infer<typeof Sought>;

const parsed = (text: string | undefined): Json | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
};

export const readRecorded = (text: string | undefined): Recorded | undefined => Recorded.safeParse(parsed(text)).data;
export const readSought = (text: string | undefined): Sought | undefined => Sought.safeParse(parsed(text)).data;

/** The frames that the recorder noted, `line:column` each, as places of the source. */
function framesOf(stack: string, copy: Instrumented): TraceFrame[] {
  if (stack === '') return [];
  return stack.split('\n').flatMap((place) => {
    const [line = 0, column = 0] = place.split(':').map(Number);
    return line >= 1 && column >= 1 ? [copy.frame({ line, column })] : [];
  });
}

/** The steps of one call; each names only the values that changed. */
export function stepsOf({ steps, texts, stacks }: Recorded, copy: Instrumented): Pick<ScriptTrace, 'texts' | 'stacks' | 'steps'> {
  const now = copy.variables.map(() => -1);
  const read: TraceStep[] = [];
  for (const [site = -1, stack = -1, ...changes] of steps) {
    for (let i = 0; i + 1 < changes.length; i += 2) now[changes[i]!] = changes[i + 1]!;
    const at = copy.sites[site];
    if (at) read.push({ site, stack, values: at.variables.map((variable) => now[variable] ?? -1) });
  }
  return { texts, stacks: stacks.map((stack) => framesOf(stack, copy)), steps: read };
}
