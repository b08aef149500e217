/** Breakpoints as places of a copy. */
import { BadCondition, readCondition, type ConditionNode } from './condition.ts';
import type { Instrumented } from './instrument.ts';
import type { Breakpoint, BreakpointProblem } from './trace.ts';

export interface Stops {
  /** Sites, and under which condition. */
  readonly at: ReadonlyMap<number, ConditionNode | null>;
  readonly lines: ReadonlyMap<number, number>;
  readonly problems: readonly BreakpointProblem[];
}

/** Where breakpoints stop: at the first place of their line, or of the next that has one. */
export function stopsOf(breakpoints: readonly Breakpoint[], { sites, variables }: Instrumented): Stops {
  const far = variables.flatMap(({ isScript }, index) => (isScript ? [index] : []));
  const at = new Map<number, ConditionNode | null>(sites.flatMap(({ halts }, site) => (halts ? [[site, null]] : [])));
  const lines = new Map<number, number>();
  const problems: BreakpointProblem[] = [];
  for (const { line, condition } of breakpoints) {
    const site = siteAt(sites, line);
    if (site === undefined) continue;
    const { read, variables: seen } = sites[site]!;
    lines.set(site, line);
    try {
      const node =
        condition === undefined || condition.trim() === ''
          ? null
          : readCondition(condition, (name) => {
              const place = seen.findIndex((variable) => variables[variable]!.name === name);
              if (place < 0) return undefined;
              return place < read ? ['near', place] : ['script', far.indexOf(seen[place]!)];
            });
      at.set(site, node);
    } catch (error) {
      if (!(error instanceof BadCondition)) throw error;
      problems.push({ line, message: error.message });
    }
  }
  return { at, lines, problems };
}

/** Index of the site that a breakpoint on a line stops at. */
export function siteAt(sites: readonly { readonly line: number; readonly column: number }[], line: number): number | undefined {
  let best: number | undefined;
  for (const [index, site] of sites.entries()) {
    if (site.line < line) continue;
    const known = best === undefined ? undefined : sites[best]!;
    if (!known || site.line < known.line || (site.line === known.line && site.column < known.column)) best = index;
  }
  return best;
}
