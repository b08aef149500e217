/** The entities of a level, checked against the component types: what is unknown, out of range, dangling or circular is named. */
import type { CompiledPrefab } from './compiled.ts';
import { compareText, type Json } from '../kernel/json.ts';
import type { CompiledEntity } from './compiled.ts';
import type { ComponentType } from './component.ts';
import type { Document, ProjectFiles } from './document.ts';
import type { Fields } from './fields.ts';
import { describeIssue, flattenIssues, short } from './issues.ts';
import { MAX_ENTITIES, type LevelFile } from './level.ts';
import { entityLabel, suggest, type Problem } from './problem.ts';
import type { ProjectFile } from './project.ts';
import { type Components, strayLeavings, withPrefab } from './instances.ts';
import { circleThrough, depthOf, MAX_PARTS, type PrefabReading, readPrefabs, type WholePart } from './prefabs.ts';

export interface CheckedEntities {
  /** Sorted by key; components whole. */
  list: CompiledEntity[];
  /** Paths of the assets they show, which exist. */
  assets: Set<string>;
}

/** The project's files, and the assets whose bytes are not among them but are there. */
export interface KnownFiles {
  files: ProjectFiles;
  elsewhere: ReadonlyMap<string, unknown>;
}

export function checkEntities(
  level: Document<LevelFile>,
  types: ReadonlyMap<string, ComponentType>,
  files: KnownFiles,
  problems: Problem[],
  otherBuild?: string,
): CheckedEntities {
  const { entities } = level.value;
  const keys = Object.keys(entities).toSorted(compareText);
  const assets = new Set<string>();
  if (keys.length > MAX_ENTITIES) {
    problems.push({
      ...level.at(['entities']),
      severity: 'error',
      code: 'too-many-entities',
      message: `The level has ${keys.length} entities; it may have ${MAX_ENTITIES}.`,
    });
    return { list: [], assets };
  }
  const list = keys.map((key): CompiledEntity => {
    const { name, parent, order, components } = entities[key]!;
    checkParent(level, key, problems);
    const place = { document: level, path: ['entities', key, 'components'], label: entityLabel(key, name), entity: key };
    const whole = checkComponents(
      components,
      place,
      types,
      { has: (other) => Object.hasOwn(entities, other), keys, files, assets, otherBuild },
      problems,
    );
    if (whole['RigidBody'] && whole['Collider']) checkBody(level, key, problems);
    return { key, name, parent, order, components: whole };
  });
  return { list, assets };
}

/**
 * The project's prefabs, whole. They are shared by levels, so they name no entity of one. `bad` are those with a problem; a variant of one has
 * what is its own, so that the problem is told once, where it stands. `written` are they whole before defaults are filled in.
 */
export function checkPrefabs(
  project: Document<ProjectFile>,
  types: ReadonlyMap<string, ComponentType>,
  files: KnownFiles,
  problems: Problem[],
  otherBuild?: string,
): {
  list: Record<string, CompiledPrefab>;
  written: ReadonlyMap<string, Components>;
  assets: Set<string>;
  bad: Set<string>;
} {
  const declared = project.value.prefabs;
  const assets = new Set<string>();
  const bad = new Set<string>();
  const list: Record<string, CompiledPrefab> = {};
  const written = new Map<string, Components>();
  const reading = readPrefabs(declared);
  const references = { has: () => false, keys: [], files, assets, otherBuild };
  const depth = (name: string): number => depthOf(name, declared);
  for (const name of Object.keys(declared).toSorted((a, b) => depth(a) - depth(b) || compareText(a, b))) {
    const place = { document: project, path: ['prefabs', name, 'components'], label: `Prefab ${name}` };
    const before = problems.length;
    const { help, prefab, without, components } = declared[name]!;
    const base = prefab === undefined || bad.has(prefab) ? undefined : written.get(prefab);
    checkBase(project, name, base, problems);
    const own = withPrefab(base ?? {}, { components: components as Components, without });
    written.set(name, own);
    const whole = checkComponents(own, place, types, references, problems);
    const checked = new Map<string, ComponentValues>();
    checkParts(
      project,
      name,
      reading,
      (part, said, at, label) => {
        const where = { document: project, path: ['prefabs', name, at, part, 'components'], label };
        checked.set(part, checkComponents(said, where, types, references, problems));
      },
      problems,
    );
    if (problems.slice(before).some(({ severity }) => severity === 'error')) bad.add(name);
    // What is not said here has been checked, and told, where it is said: of the prefab that it comes from.
    const parts = asOrdered(reading.parts.get(name)!).map(({ path, parent, components: said }) => ({
      path,
      parent,
      components: checked.get(path) ?? checkComponents(said, place, types, references, []),
    }));
    list[name] = { ...(help !== undefined && { help }), components: whole, ...(parts.length > 0 && { parts }) };
  }
  for (const [ref, components] of reading.components) if (!written.has(ref)) written.set(ref, components);
  return { list: sorted(list), written, assets, bad };
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => compareText(a, b)));

/** Parents before children, siblings as they are ordered. */
function asOrdered(parts: readonly WholePart[]): readonly WholePart[] {
  const depths = new Map<string | null, number>([[null, 0]]);
  for (const { path, parent } of parts) depths.set(path, depths.get(parent)! + 1);
  return parts.toSorted(
    (a, b) => depths.get(a.path)! - depths.get(b.path)! || compareText(a.order, b.order) || compareText(a.path, b.path),
  );
}

/** What a variant stands on is declared, is not itself, and has what the variant leaves out. */
function checkBase(project: Document<ProjectFile>, name: string, base: Components | undefined, problems: Problem[]): void {
  const declared = project.value.prefabs;
  const { prefab, without = [] } = declared[name]!;
  const report = (severity: Problem['severity'], code: string, at: string[], message: string, hint?: string): void =>
    void problems.push({ ...project.at(['prefabs', name, ...at]), severity, code, message, hint });
  const circle = circleThrough(name, declared);
  if (circle)
    report(
      'error',
      'cyclic-prefab',
      [prefab === undefined ? 'parts' : 'prefab'],
      `Prefab ${name} stands on itself: ${circle.join(' > ')}.`,
      'Let one of them stand on no other.',
    );
  else if (prefab === undefined) {
    if (without.length > 0)
      report(
        'warning',
        'without-prefab',
        ['without'],
        `Prefab ${name} leaves out components, and stands on no other.`,
        'Name the prefab that it stands on, or take without away.',
      );
  } else if (!Object.hasOwn(declared, prefab))
    report(
      'error',
      'unknown-prefab',
      ['prefab'],
      `Prefab ${name} stands on ${prefab}, which is no prefab of this project.`,
      suggest(prefab, Object.keys(declared)) ?? 'Declare it under prefabs in ledgerquest.json.',
    );
  else if (base)
    problems.push(
      ...strayLeavings(declared[name]!, base, `Prefab ${name}`, (index) => project.at(['prefabs', name, 'without', String(index)])),
    );
}

/** Parts stand below parts that are there and on prefabs that are; what differs differs in a part that is there; all have values that fit. */
function checkParts(
  project: Document<ProjectFile>,
  name: string,
  { parts: all, tooMany }: PrefabReading,
  checkValues: (part: string, components: Components, at: 'parts' | 'differs', label: string) => void,
  problems: Problem[],
): void {
  const declared = project.value.prefabs;
  const { prefab, parts = {}, differs = {} } = declared[name]!;
  const whole = new Map(all.get(name)!.map((part) => [part.path, part]));
  const report = (severity: Problem['severity'], code: string, at: string[], message: string, hint?: string): void =>
    void problems.push({ ...project.at(['prefabs', name, ...at]), severity, code, message, hint });
  if (tooMany.has(name)) {
    report(
      'error',
      'too-many-parts',
      ['parts'],
      `Prefab ${name} would have more than ${MAX_PARTS} parts.`,
      'Let fewer prefabs stand in each other.',
    );
    return;
  }
  const inherited = prefab === undefined ? [] : (all.get(prefab) ?? []).map(({ path }) => path);
  for (const [key, part] of Object.entries(parts)) {
    const label = `Part ${key} of prefab ${name}`;
    if (inherited.includes(key))
      report(
        'error',
        'part-clash',
        ['parts', key],
        `${label} is there already: ${prefab} has one of that key.`,
        'Give it another key, or say in differs in what it differs.',
      );
    if (part.prefab !== undefined && !Object.hasOwn(declared, part.prefab))
      report(
        'error',
        'unknown-prefab',
        ['parts', key, 'prefab'],
        `${label} is an instance of ${part.prefab}, which is no prefab of this project.`,
        suggest(part.prefab, Object.keys(declared)),
      );
    if (part.parent !== null && whole.get(key)?.parent !== part.parent)
      report(
        'error',
        'bad-part-parent',
        ['parts', key, 'parent'],
        `${label} stands below ${part.parent}, which is no part of it, or stands below this one.`,
        suggest(part.parent, whole.keys()),
      );
    if (whole.has(key)) checkValues(key, whole.get(key)!.components, 'parts', label);
  }
  for (const path of Object.keys(differs)) {
    const part = whole.get(path);
    if (part) checkValues(path, part.components, 'differs', `Part ${path} of prefab ${name}`);
    else
      report(
        'warning',
        'stray-part',
        ['differs', path],
        `Prefab ${name} says something of ${path}, which is no part of it.`,
        suggest(path, whole.keys()),
      );
  }
}

/** Where components stand, and what people call the thing that has them. */
interface Place {
  readonly document: Document<unknown>;
  readonly path: readonly string[];
  readonly label: string;
  readonly entity?: string;
}

type ComponentValues = Record<string, Record<string, Json>>;

function checkComponents(
  components: Readonly<Record<string, Readonly<Record<string, Json>>>>,
  { document, path: above, label, entity }: Place,
  types: ReadonlyMap<string, ComponentType>,
  references: References,
  problems: Problem[],
): ComponentValues {
  const whole: ComponentValues = {};
  for (const name of Object.keys(components).toSorted(compareText)) {
    const path = [...above, name];
    const report = (code: string, where: string[], message: string, hint?: string): void => {
      problems.push({
        ...document.at(where),
        severity: 'error',
        code,
        message,
        hint,
        ...(entity !== undefined && { entity }),
        component: name,
        ...(where.length > path.length && { field: where.slice(path.length).join('.') }),
      });
    };
    const type = types.get(name);
    if (!type) {
      report('unknown-component', path, `${label} has a component ${name}, which nobody declared.`, unknownHint(name, types, references));
      continue;
    }
    const result = type.schema.safeParse(components[name]);
    if (result.success) {
      whole[name] = result.data as Record<string, Json>;
      checkReferences(whole[name], type.fields, references, (field, code, message, hint) =>
        report(code, [...path, field], `${label}: ${name}.${field} ${message}`, hint),
      );
      continue;
    }
    for (const issue of flattenIssues(result.error.issues)) {
      const unknown = issue.keys?.[0];
      if (unknown !== undefined) {
        report(
          'unknown-field',
          [...path, unknown],
          `${label}: ${name} has no field ${unknown}.`,
          suggest(unknown, Object.keys(type.fields)),
        );
        continue;
      }
      report(
        'bad-field',
        [...path, ...issue.path.map(String)],
        `${label}: ${describeIssue({ ...issue, path: [name, ...issue.path] }, components)}`,
      );
    }
  }
  return whole;
}

const unknownHint = (name: string, types: ReadonlyMap<string, ComponentType>, { otherBuild }: References): string | undefined =>
  otherBuild === undefined ? suggest(name, types.keys()) : `The project names another engine build, ${otherBuild}: it may have it.`;

function checkParent(level: Document<LevelFile>, key: string, problems: Problem[]): void {
  const { entities } = level.value;
  const { parent, name } = entities[key]!;
  if (parent === null) return;
  const report = (code: string, message: string, hint?: string): void => {
    problems.push({ ...level.at(['entities', key, 'parent']), severity: 'error', code, message, hint, entity: key, field: 'parent' });
  };
  if (!Object.hasOwn(entities, parent)) {
    report(
      'missing-parent',
      `${entityLabel(key, name)} has the parent ${parent}, which does not exist.`,
      suggest(parent, Object.keys(entities)),
    );
    return;
  }
  const seen = new Set([key]);
  for (let above: string | null = parent; above !== null; above = entities[above]?.parent ?? null) {
    if (above === key)
      report(
        'cyclic-parent',
        `${entityLabel(key, name)} is its own ancestor: ${[...seen, key].join(' > ')}.`,
        'Give one of them another parent.',
      );
    if (seen.has(above)) return;
    seen.add(above);
  }
}

/** Physics moves bodies in the world: a parent that is placed somewhere would move them twice. */
function checkBody(level: Document<LevelFile>, key: string, problems: Problem[]): void {
  const { entities } = level.value;
  const nameOf = (above: string): string => (entities[above]!.name === '' ? above : `"${entities[above]!.name}"`);
  const seen = new Set<string>();
  for (let above = entities[key]!.parent; above !== null && !seen.has(above); above = entities[above]?.parent ?? null) {
    seen.add(above);
    if (entities[above]?.components['Transform'] === undefined) continue;
    problems.push({
      ...level.at(['entities', key, 'parent']),
      severity: 'error',
      code: 'nested-body',
      message: `${entityLabel(key, entities[key]!.name)} is a body, and its ancestor ${nameOf(above)} has a Transform.`,
      hint: 'Put bodies at the top, or below folders without a Transform.',
      entity: key,
      field: 'parent',
    });
    return;
  }
}

interface References {
  has: (key: string) => boolean;
  keys: readonly string[];
  files: KnownFiles;
  assets: Set<string>;
  /** The engine build that the project needs, where this is another. */
  otherBuild: string | undefined;
}

/** What the fields of a value name must be there; the assets among it are added to those that are shown. */
export function checkReferences(
  value: Readonly<Record<string, Json>>,
  fields: Fields,
  { has, keys, files, assets }: References,
  report: (field: string, code: string, message: string, hint?: string) => void,
): void {
  for (const [field, spec] of Object.entries(fields)) {
    if (spec.kind !== 'entity' && spec.kind !== 'asset') continue;
    const all = value[field] as Json;
    for (const one of Array.isArray(all) ? (all as Json[]) : [all]) {
      if (typeof one !== 'string' || one === '') continue;
      if (spec.kind === 'entity') {
        if (!has(one)) report(field, 'missing-entity', `names ${one}, which does not exist.`, suggest(one, keys));
      } else if (!/^assets\/[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(one) || one.split('/').includes('..')) {
        report(field, 'bad-asset', `is ${short(one)}: an asset's path begins with assets/.`);
      } else if (!files.files.has(one) && !files.elsewhere.has(one)) {
        const known = [...files.files.keys(), ...files.elsewhere.keys()].filter((path) => path.startsWith('assets/'));
        const hint = suggest(one, known) ?? 'Import the file again, or choose another.';
        report(field, 'missing-asset', `names ${one}, which is not there.`, hint);
      } else assets.add(one);
    }
  }
}
