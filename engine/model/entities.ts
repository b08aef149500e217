/** The entities of a level, checked against the component types: what is unknown, out of range, dangling or circular is named. */
import { compareText, type Json } from '../kernel/json.ts';
import type { CompiledEntity } from './compiled.ts';
import type { ComponentType } from './component.ts';
import { flattenIssues, type Document, type ProjectFiles } from './document.ts';
import { MAX_ENTITIES, type LevelFile } from './level.ts';
import { suggest, type Problem } from './problem.ts';

export interface CheckedEntities {
  /** Sorted by key; components whole. */
  list: CompiledEntity[];
  /** Paths of the assets they show, which exist. */
  assets: Set<string>;
}

export function checkEntities(
  level: Document<LevelFile>,
  types: ReadonlyMap<string, ComponentType>,
  files: ProjectFiles,
  problems: Problem[],
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
    const entity = entities[key]!;
    checkParent(level, key, problems);
    const components: Record<string, Record<string, Json>> = {};
    for (const name of Object.keys(entity.components).toSorted(compareText)) {
      const path = ['entities', key, 'components', name];
      const report = (code: string, where: string[], message: string, hint?: string): void => {
        problems.push({
          ...level.at(where),
          severity: 'error',
          code,
          message,
          hint,
          entity: key,
          component: name,
          ...(where.length > 4 && { field: where.slice(4).join('.') }),
        });
      };
      const type = types.get(name);
      if (!type) {
        report(
          'unknown-component',
          path,
          `${entityLabel(key, entity.name)} has a component ${name}, which nobody declared.`,
          suggest(name, types.keys()),
        );
        continue;
      }
      const result = type.schema.safeParse(entity.components[name]);
      if (result.success) {
        components[name] = result.data as Record<string, Json>;
        checkReferences(
          components[name],
          type,
          { has: (other) => Object.hasOwn(entities, other), keys, files, assets },
          (field, code, message, hint) =>
            report(code, [...path, field], `${entityLabel(key, entity.name)}: ${name}.${field} ${message}`, hint),
        );
        continue;
      }
      for (const issue of flattenIssues(result.error.issues)) {
        const unknown = issue.keys?.[0];
        if (unknown !== undefined) {
          report(
            'unknown-field',
            [...path, unknown],
            `${entityLabel(key, entity.name)}: ${name} has no field ${unknown}.`,
            suggest(unknown, Object.keys(type.fields)),
          );
          continue;
        }
        const where = [...path, ...issue.path.map(String)];
        const stands = issue.path.reduce<unknown>(
          (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
          entity.components[name],
        );
        report(
          'bad-field',
          where,
          `${entityLabel(key, entity.name)}: ${name}.${issue.path.join('.')} is ${short(stands)}: ${issue.message}.`,
        );
      }
    }
    if (components['RigidBody'] && components['Collider']) checkBody(level, key, problems);
    return { key, name: entity.name, parent: entity.parent, order: entity.order, components };
  });
  return { list, assets };
}

const entityLabel = (key: string, name: string): string => (name === '' || name === key ? `Entity ${key}` : `Entity "${name}" (${key})`);

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

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
  const seen = new Set<string>();
  for (let above = entities[key]!.parent; above !== null && !seen.has(above); above = entities[above]?.parent ?? null) {
    seen.add(above);
    if (entities[above]?.components['Transform'] === undefined) continue;
    problems.push({
      ...level.at(['entities', key, 'parent']),
      severity: 'error',
      code: 'nested-body',
      message: `${entityLabel(key, entities[key]!.name)} is a body, and its ancestor ${above} has a Transform.`,
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
  files: ProjectFiles;
  assets: Set<string>;
}

function checkReferences(
  value: Record<string, Json>,
  type: ComponentType,
  { has, keys, files, assets }: References,
  report: (field: string, code: string, message: string, hint?: string) => void,
): void {
  for (const [field, spec] of Object.entries(type.fields)) {
    if (spec.kind !== 'entity' && spec.kind !== 'asset') continue;
    const all = value[field] as Json;
    for (const one of Array.isArray(all) ? (all as Json[]) : [all]) {
      if (typeof one !== 'string' || one === '') continue;
      if (spec.kind === 'entity') {
        if (!has(one)) report(field, 'missing-entity', `names ${one}, which does not exist.`, suggest(one, keys));
      } else if (!/^assets\/[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(one) || one.split('/').includes('..')) {
        report(field, 'bad-asset', `is ${short(one)}: an asset's path begins with assets/.`);
      } else if (!files.has(one)) {
        report(
          field,
          'missing-asset',
          `names ${one}, which is not there.`,
          suggest(
            one,
            [...files.keys()].filter((path) => path.startsWith('assets/')),
          ),
        );
      } else assets.add(one);
    }
  }
}
