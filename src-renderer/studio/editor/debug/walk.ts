import type { ScriptTrace } from '../../../workers/engine/protocol.ts';

export type Move = 'continue' | 'back' | 'over' | 'backOver' | 'into' | 'out';

export const isBackward = (move: Move): boolean => move === 'back' || move === 'backOver';

/** How many calls of the author's functions a step is in. */
const depthAt = ({ steps, stacks }: ScriptTrace, step: number): number => stacks[steps[step]?.stack ?? -1]?.length ?? 0;

/** The step that a move leads to; undefined where it leaves the tick. */
export function stepAfter(trace: ScriptTrace, from: number, move: Move): number | undefined {
  const { steps, hits } = trace;
  const depth = depthAt(trace, from);
  const find = (fits: (step: number) => boolean): number | undefined => {
    const by = isBackward(move) ? -1 : 1;
    for (let step = from + by; step >= 0 && step < steps.length; step += by) if (fits(step)) return step;
    return undefined;
  };
  switch (move) {
    case 'continue':
      return hits.find((hit) => hit > from);
    case 'back':
      return hits.findLast((hit) => hit < from);
    case 'into':
      return find(() => true);
    case 'over':
    case 'backOver':
      return find((step) => depthAt(trace, step) <= depth);
    case 'out':
      return find((step) => depthAt(trace, step) < depth);
  }
}

export interface ShownVariable {
  readonly name: string;
  readonly value: string;
  /** Another value than where this function was before. */
  readonly changed: boolean;
}

export interface VariableGroup {
  /** The function that they live in; undefined for what is the whole script's. */
  readonly owner: string | undefined;
  readonly variables: readonly ShownVariable[];
}

/** The step before in the same call of the same function; undefined where it begins. */
function stepBefore(trace: ScriptTrace, step: number): number | undefined {
  const ownerAt = (at: number): number | undefined => trace.sites[trace.steps[at]?.site ?? -1]?.owner;
  const depth = depthAt(trace, step);
  for (let at = step - 1; at >= 0; at -= 1) {
    if (depthAt(trace, at) < depth) return undefined;
    if (depthAt(trace, at) === depth && ownerAt(at) === ownerAt(step)) return at;
  }
  return undefined;
}

const valuesAt = ({ steps, sites }: ScriptTrace, step: number): ReadonlyMap<number, number> => {
  const { site, values } = steps[step] ?? { site: -1, values: [] };
  return new Map((sites[site]?.variables ?? []).map((variable, index) => [variable, values[index] ?? -1]));
};

/** What the variables hold at a step, the nearest first: the function's own, those around it, the script's. */
export function variablesAt(trace: ScriptTrace, step: number): VariableGroup[] {
  const owner = trace.sites[trace.steps[step]?.site ?? -1]?.owner;
  if (owner === undefined) return [];
  const own = stepBefore(trace, step);
  const [before, last] = [own === undefined ? undefined : valuesAt(trace, own), step > 0 ? valuesAt(trace, step - 1) : undefined];
  const groups = new Map<number | undefined, ShownVariable[]>();
  for (const [index, value] of valuesAt(trace, step)) {
    const variable = trace.variables[index];
    const text = trace.texts[value];
    if (!variable || text === undefined) continue;
    const known = (variable.isScript ? last : before)?.get(index);
    const key = variable.isScript ? undefined : variable.owner;
    const shown = { name: variable.name, value: text, changed: known !== undefined && known !== value };
    groups.set(key, [...(groups.get(key) ?? []), shown]);
  }
  const ownFirst = [...groups].toSorted(([a], [b]) => rank(a, owner) - rank(b, owner));
  return ownFirst.map(([key, variables]) => ({ owner: key === undefined ? undefined : trace.functions[key]?.name, variables }));
}

const rank = (key: number | undefined, owner: number): number =>
  key === owner ? -1 : key === undefined ? Number.MAX_SAFE_INTEGER : owner - key;

export interface ShownFrame {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Where a step stands and who called it, innermost first. */
export function framesAt({ steps, sites, stacks, functions }: ScriptTrace, step: number): ShownFrame[] {
  const at = steps[step];
  const site = sites[at?.site ?? -1];
  if (!at || !site) return [];
  const here = { name: functions[site.owner]?.name ?? '', line: site.line, column: site.column };
  return [here, ...(stacks[at.stack] ?? []).map(({ owner, line, column }) => ({ name: functions[owner]?.name ?? '', line, column }))];
}

/** What a variable of this name holds at a step, seen from there. */
export function valueAt(trace: ScriptTrace, step: number, name: string): string | undefined {
  for (const { variables } of variablesAt(trace, step)) {
    const found = variables.find((variable) => variable.name === name);
    if (found) return found.value;
  }
  return undefined;
}
