import { LedgerError } from '../../../engine/kernel/error.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { resolveParameters } from '../../../engine/model/parameters.ts';
import { Id, KpiSpec, ParameterSpec, type ProjectFile, ScenarioSpec } from '../../../engine/model/project.ts';
import type { ProjectSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { freeId } from '../editor/free-id.ts';

/** What the project's settings declare, by id. */
export type Section = 'parameters' | 'kpis' | 'scenarios';
export const nouns = { parameters: 'parameter', kpis: 'kpi', scenarios: 'scenario' } as const;
type SpecOf = { parameters: ParameterSpec; kpis: KpiSpec; scenarios: ScenarioSpec };

type Change = { path: readonly string[]; value: Json };
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const schemas = { parameters: ParameterSpec, kpis: KpiSpec, scenarios: ScenarioSpec } as const;

/** Why a declaration cannot be, in a sentence; undefined when it can. */
export function specRefusal(file: ProjectFile, section: Section, id: string, spec: object): string | undefined {
  const parsed = schemas[section].safeParse(asJson(spec));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  try {
    if (section === 'parameters') {
      const own = parsed.data as ParameterSpec;
      resolveParameters({ [id]: own });
      for (const { values } of Object.values(file.scenarios))
        if (Object.hasOwn(values, id)) resolveParameters({ [id]: own }, { [id]: values[id]! });
    }
    return undefined;
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}

/** Why something cannot have this id. */
export function idRefusal(file: ProjectFile, section: Section, to: string): string | undefined {
  if (!Id.safeParse(to).success) return t('declare.id.form');
  return Object.hasOwn(file[section], to) ? t('declare.id.taken', { name: to }) : undefined;
}

const begins: SpecOf = {
  parameters: { kind: 'number', label: 'Parameter', default: 0 },
  kpis: { kind: 'number', label: 'KPI' },
  scenarios: { name: 'Scenario', values: {}, ticks: 200, seed: 1 },
};

/** One more, to be filled in. One step. Returns its id. */
export function declare(project: ProjectSession, section: Section): string {
  const id = freeId(nouns[section], nouns[section], project.file.get()[section]);
  project.edit(t('step.declare', { name: id }), [{ path: [section, id], value: asJson(begins[section]) }]);
  return id;
}

/** An id that nobody has chosen yet: it follows the first name that the thing gets. */
const isUnnamed = (section: Section, id: string): boolean => new RegExp(`^${nouns[section]}(?:-[0-9]+)?$`).test(id);

/** The id of something that is labelled so: the first label gives it one, if an id can be made of it. */
export function idWhenLabelled(file: ProjectFile, section: Section, id: string, text: string): string {
  const { [id]: _own, ...others } = file[section];
  return isUnnamed(section, id) ? freeId(text, nouns[section], others) : id;
}

/** What people read of it. The first time its id follows. */
export function label(project: ProjectSession, section: Section, id: string, text: string): void {
  const spec = { ...project.file.get()[section][id], [section === 'scenarios' ? 'name' : 'label']: text };
  const to = idWhenLabelled(project.file.get(), section, id, text);
  project.edit(t('step.declare', { name: text }), [
    ...(to === id ? [] : renaming(project.file.get(), section, id, to)),
    { path: [section, to], value: asJson(spec) },
  ]);
}

export function put(project: ProjectSession, section: Section, id: string, spec: object): void {
  project.edit(t('step.declare', { name: id }), [{ path: [section, id], value: asJson(spec) }]);
}

/** Under another id, which scenarios and charts follow. Scripts do not: they are said to. */
export function renameTo(project: ProjectSession, section: Section, id: string, to: string): void {
  project.edit(t('step.rename', { from: id, to }), renaming(project.file.get(), section, id, to));
}

/** The scripts that name a parameter or a KPI. */
export async function scriptsNaming(project: ProjectSession, id: string): Promise<string[]> {
  const named = new RegExp(`(?<![\\w-])${id}(?![\\w-])`);
  const scripts = await Promise.all(project.scripts.map(async ({ path }) => ({ path, text: (await project.script(path)).text.get() })));
  return scripts.filter(({ text }) => named.test(text)).map(({ path }) => path);
}

export function takeAway(project: ProjectSession, section: Section, id: string): void {
  const file = project.file.get();
  project.edit(t('step.undeclare', { name: id }), [...followers(file, section, id, undefined), { path: [section, id], value: null }]);
}

const renaming = (file: ProjectFile, section: Section, id: string, to: string): Change[] => [
  { path: [section, to], value: asJson(file[section][id]) },
  ...followers(file, section, id, to),
  { path: [section, id], value: null },
];

/** What names it elsewhere in the project, with the new name or without it. */
function followers(file: ProjectFile, section: Section, id: string, to: string | undefined): Change[] {
  if (section === 'scenarios') return [];
  const renamed = <T>(things: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(things).flatMap(([name, value]) => (name !== id ? [[name, value]] : to === undefined ? [] : [[to, value]])),
    );
  const scenarios = Object.entries(file.scenarios).flatMap(([name, scenario]): Change[] => {
    const { turn, reference, ...rest } = scenario;
    const next = {
      ...rest,
      values: section === 'parameters' ? renamed(rest.values) : rest.values,
      ...(turn !== undefined && (section === 'kpis' || turn !== id ? { turn } : to !== undefined && { turn: to })),
      ...(reference && { reference: section === 'kpis' ? { ...reference, kpis: renamed(reference.kpis) } : reference }),
    };
    return JSON.stringify(next) === JSON.stringify(scenario) ? [] : [{ path: ['scenarios', name], value: asJson(next) }];
  });
  if (section === 'parameters') return scenarios;
  const charts = file.charts.flatMap(({ id: chart, kpis }): Change[] => {
    if (!kpis.includes(id)) return [];
    const left = kpis.flatMap((one) => (one !== id ? [one] : to === undefined ? [] : [to]));
    return left.length > 0 ? [{ path: ['charts', chart, 'kpis'], value: left }] : [{ path: ['charts', chart], value: null }];
  });
  return [...scenarios, ...charts];
}

/** Without what its kind does not have, and with a default that it can have. */
export function withKind(spec: ParameterSpec, kind: ParameterSpec['kind']): ParameterSpec {
  const { label: words, help, unit, min, max, each } = spec;
  const base = { label: words, ...(help !== undefined && { help }) };
  const isNumber = !['boolean', 'choice', 'text'].includes(kind);
  const range = isNumber && { ...(unit !== undefined && { unit }), ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  const parts = kind !== 'text' && each && { each };
  const least = isNumber ? Math.max(min ?? 0, 0) : 0;
  const defaults = { number: least, integer: least, decimal: String(least), series: [least], boolean: false, choice: 'first', text: '' };
  return { ...base, ...range, ...parts, ...(kind === 'choice' && { options: ['first', 'second'] }), kind, default: defaults[kind] };
}

/** A number as people type it, with a point or a comma. Undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const value = Number(text.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2'));
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

/** A bound of a number; what it begins with moves along. */
export function withBound(spec: ParameterSpec, name: 'min' | 'max', bound: number | undefined): ParameterSpec {
  const { [name]: _before, ...rest } = spec;
  if (bound === undefined) return rest as ParameterSpec;
  const isOutside = typeof spec.default === 'number' && (name === 'min' ? spec.default < bound : spec.default > bound);
  return { ...rest, [name]: bound, ...(isOutside && { default: bound }) } as ParameterSpec;
}

/** A default as it is typed, read as its kind has it; undefined where it is no number and has to be. */
export function readDefault({ kind, each }: ParameterSpec, text: string): ParameterSpec['default'] | undefined {
  const isNumber = kind === 'number' || kind === 'integer' || kind === 'series';
  const one = (part: string): string | number | undefined => (isNumber ? readNumber(part) : kind === 'text' ? part : part.trim());
  if (kind !== 'series' && !(each !== undefined && text.includes(','))) return one(text);
  const list = text.split(',').map(one);
  return list.includes(undefined) ? undefined : (list as string[] | number[]);
}

export const defaultText = ({ default: value }: ParameterSpec): string => (Array.isArray(value) ? value.join(', ') : String(value));
