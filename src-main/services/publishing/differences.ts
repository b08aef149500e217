import type { CompiledLevel } from '../../../engine/model/compiled.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function namesThatDiffer(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { added: string[]; removed: string[]; changed: string[] } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted((a, b) => (a < b ? -1 : 1));
  return {
    added: names.filter((name) => !Object.hasOwn(before, name)),
    removed: names.filter((name) => !Object.hasOwn(after, name)),
    changed: names.filter((name) => Object.hasOwn(before, name) && Object.hasOwn(after, name) && !same(before[name], after[name])),
  };
}

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

function sentences(
  what: { one: string; many: string },
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  nameOf: (key: string) => string,
): string[] {
  const { added, removed, changed } = namesThatDiffer(before, after);
  const say = (keys: string[], verb: string): string[] => {
    if (keys.length === 0) return [];
    const noun = keys.length === 1 ? what.one : `${keys.length} ${what.many}`;
    return [`${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${verb}: ${listed(keys.map(nameOf))}.`];
  };
  return [...say(added, 'added'), ...say(removed, 'removed'), ...say(changed, 'changed')];
}

/** What publishing `after` over `before` changes, a sentence each, in the words of the people who made it. */
export function describeDifferences(before: CompiledLevel, after: CompiledLevel): string[] {
  const entities = (level: CompiledLevel): Record<string, unknown> =>
    Object.fromEntries(level.entities.map(({ key, ...entity }) => [key, entity]));
  const scripts = (level: CompiledLevel): Record<string, unknown> =>
    Object.fromEntries(level.scripts.map(({ path, source }) => [path, source]));
  const entityName = (key: string): string => [...after.entities, ...before.entities].find((entity) => entity.key === key)?.name ?? key;
  const itself = (name: string): string => name;
  return [
    ...(before.name === after.name ? [] : [`Renamed from ${before.name} to ${after.name}.`]),
    ...(same(before.clock, after.clock) ? [] : ['The clock changed.']),
    ...sentences({ one: 'entity', many: 'entities' }, entities(before), entities(after), entityName),
    ...sentences({ one: 'script', many: 'scripts' }, scripts(before), scripts(after), itself),
    ...sentences({ one: 'parameter', many: 'parameters' }, before.parameters, after.parameters, (id) => after.parameters[id]?.label ?? id),
    ...sentences(
      { one: 'scenario', many: 'scenarios' },
      before.scenarios,
      after.scenarios,
      (id) => after.scenarios[id]?.name ?? before.scenarios[id]?.name ?? id,
    ),
    ...sentences({ one: 'KPI', many: 'KPIs' }, before.kpis, after.kpis, (id) => after.kpis[id]?.label ?? id),
    ...sentences({ one: 'command', many: 'commands' }, before.commands, after.commands, itself),
    ...sentences({ one: 'prefab', many: 'prefabs' }, before.prefabs, after.prefabs, itself),
    ...sentences({ one: 'machine', many: 'machines' }, before.machines, after.machines, itself),
    ...sentences({ one: 'component type', many: 'component types' }, before.components, after.components, itself),
    ...sentences({ one: 'behaviour tree', many: 'behaviour trees' }, before.behaviours, after.behaviours, itself),
    ...sentences({ one: 'table', many: 'tables' }, before.tables, after.tables, itself),
    ...sentences(
      { one: 'material', many: 'materials' },
      before.materials ?? {},
      after.materials ?? {},
      (id) => (after.materials?.[id] ?? before.materials?.[id])?.name ?? id,
    ),
    ...(same(before.charts, after.charts) ? [] : ['The charts changed.']),
    ...(same(before.environment, after.environment) ? [] : ['The surroundings changed.']),
  ];
}
