/** A script beside its watched copy. */
import type { Json } from '../../../kernel/json.ts';
import { DebugHost, type Breakpoint, type ScriptTrace } from '../debug/index.ts';
import type { ScriptHost } from '../world.ts';
import { emptyWorld, load, tick } from './host.ts';
import type { TestWorld } from './world.ts';

const path = 'scripts/test.js';

interface TraceOptions {
  world?: TestWorld;
  breakpoints?: Breakpoint[];
  /** The tick that is recorded. */
  at?: number;
  events?: { type: string; payload: Json }[];
}

/** What a script did in a tick, beside a copy that must be like it. */
export function watchedOf(host: ScriptHost, code: string, { world = emptyWorld(), breakpoints = [], at = 1, events }: TraceOptions = {}) {
  const debug = new DebugHost(host, path);
  const instance = load(debug, code, world);
  for (let before = 1; before < at; before += 1) tick(instance, world);
  const { value: outcome, watched } = debug.watch({ breakpoints, record: true }, () => tick(instance, world, events));
  instance.dispose();
  return { outcome, ...watched };
}

export function traceOf(host: ScriptHost, code: string, options?: TraceOptions): ScriptTrace {
  const { trace, differs } = watchedOf(host, code, options);
  if (!trace || differs !== undefined) throw new Error(differs ?? 'nothing was recorded');
  return trace;
}

/** `line name=value ...` of each step, with the variables that are not the script's own. */
export const linesOf = ({ steps, sites, variables, texts }: ScriptTrace): string[] =>
  steps.map(({ site, values }) => {
    const at = sites[site]!;
    const near = at.variables.slice(0, at.read).flatMap((variable, i) => {
      const value = values[i]!;
      return value < 0 ? [] : [`${variables[variable]!.name}=${texts[value]}`];
    });
    return `${at.line}${near.length > 0 ? ` ${near.join(' ')}` : ''}`;
  });

export const valueAt = ({ steps, sites, variables, texts }: ScriptTrace, step: number, name: string): string | undefined => {
  const { site, values } = steps.at(step)!;
  const place = sites[site]!.variables.findIndex((variable) => variables[variable]!.name === name);
  return place < 0 ? undefined : texts[values[place]!];
};
