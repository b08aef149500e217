import type { ProjectFile } from '../../../engine/model/project.ts';

/** Names of parameters in the order of their use: the lit one, those that scenarios set, and apart from them the rest. */
export function knobGroups(
  { parameters, scenarios }: Pick<ProjectFile, 'parameters' | 'scenarios'>,
  lit: string | undefined,
): { levers: string[]; rest: string[] } {
  const set = new Set(Object.values(scenarios).flatMap(({ values }) => Object.keys(values)));
  const names = Object.keys(parameters);
  const levers = names.filter((name) => set.has(name) || name === lit);
  if (levers.length === 0) return { levers: names, rest: [] };
  const first = lit === undefined ? [] : levers.filter((name) => name === lit);
  return { levers: [...first, ...levers.filter((name) => name !== lit)], rest: names.filter((name) => !levers.includes(name)) };
}
