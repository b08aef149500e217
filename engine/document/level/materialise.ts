/**
 * What a level document means: total, deterministic, never throws, the same on every replica that holds the same updates. Editors, preview,
 * publish, files and pictures read only this. What does not fit is left out and named in `problems`; the document keeps it.
 */
import * as Y from 'yjs';
import { compareText, type Json } from '../../kernel/json.ts';
import { withPrefab } from '../../model/instances.ts';
import type { LevelFile } from '../../model/level.ts';
import type { Problem } from '../../model/problem.ts';
import { orderKeys } from '../order.ts';
import { type Placement, readPlacement, resolveTree, root, trash, type Tree } from '../tree.ts';
import { isName, isPlainJson } from '../values.ts';
import { entitiesOf, type LevelDocument, metaOf, nameKey, placementKey, prefabKey, presenceKey, splitKey, tagOf } from './document.ts';
import { environmentPrefix, physicsPrefix } from './registers.ts';
import { checkMeta, checkRegister, type LevelSchema } from './schema.ts';

export type LevelEntity = LevelFile['entities'][string];

export interface MaterialisedLevel {
  level: LevelFile;
  /** Quarantined values, repairs of the tree, components that this editor does not know. */
  problems: readonly Problem[];
  tree: Tree;
  /** Entities that were deleted and can be put back: the top of each deleted branch, sorted. */
  deleted: readonly string[];
  /** Instances of prefabs among the entities, where the schema knows prefabs: `level` has them whole. */
  instances: ReadonlyMap<string, Instance>;
}

/** In what an instance differs from its prefab. */
export interface Instance {
  prefab: string;
  components: LevelEntity['components'];
  /** Components of the prefab that it does not have. */
  without: readonly string[];
}

/** One entity's own part of the answer: depends on its registers only, so a view may keep it while they stand still. */
export interface EntityReading {
  placement: Placement | undefined;
  name: string;
  /** Sorted; absent where there are none. */
  tags?: readonly string[];
  components: LevelEntity['components'];
  instance?: Instance;
  problems: readonly Problem[];
}

const firstOrder = orderKeys(1)[0]!;

export function readEntity(id: string, entity: unknown, schema: LevelSchema, file: string): EntityReading {
  const problems: Problem[] = [];
  if (!(entity instanceof Y.Map)) return { placement: undefined, name: id, components: {}, problems };
  const present = new Map<string, Map<string, Json>>();
  const without: string[] = [];
  const tags: string[] = [];
  let name = id;
  let prefab: string | undefined;
  const isInstance = typeof entity.get(prefabKey) === 'string';
  const keys = [...entity.keys()].toSorted(compareText);
  for (const key of keys) {
    const split = splitKey(key);
    if (!split) continue;
    const { component, field } = split;
    const says: unknown = entity.get(field === '$' ? key : presenceKey(component));
    // What somebody set in an instance while somebody else took its component back to the prefab is still a difference.
    if (says === true || (says === undefined && isInstance)) present.set(component, present.get(component) ?? new Map<string, Json>());
    else if (says === false && field === '$') without.push(component);
  }
  for (const key of keys) {
    if (key === placementKey) continue;
    const value: unknown = entity.get(key);
    const verdict = checkRegister(schema, key, value);
    const split = splitKey(key);
    const fields = split && present.get(split.component);
    if (!verdict.ok) {
      if (split && !fields) continue;
      problems.push({
        severity: 'warning',
        code: 'quarantined-value',
        file,
        entity: id,
        message: `${id}: ${key} ${verdict.reason}; its default is used.`,
        hint: 'Set the value again, or undo the change that made it.',
        ...(split && { component: split.component, field: split.field }),
      });
    } else if (tagOf(key) !== undefined) tags.push(tagOf(key)!);
    else if (key === nameKey) name = value as string;
    else if (key === prefabKey) prefab = value as string;
    else if (fields && split.field !== '$') {
      fields.set(split.field, value as Json);
      if (verdict.unknown === 'field') {
        problems.push({
          severity: 'warning',
          code: 'unknown-field',
          file,
          entity: id,
          component: split.component,
          field: split.field,
          message: `${id}: ${split.component} has no field "${split.field}"; it is kept as it is.`,
          hint: 'A newer editor may have made it.',
        });
      }
    }
  }
  for (const component of present.keys()) {
    if (schema.has(component)) continue;
    problems.push({
      severity: 'warning',
      code: 'unknown-component',
      file,
      entity: id,
      component,
      message: `${id} has a component "${component}" that this project does not define; it is kept as it is.`,
      hint: 'Define it in ledgerquest.json, or remove it from the entity.',
    });
  }
  const components = Object.fromEntries(
    [...present].map(([component, fields]) => [component, Object.fromEntries(fields)]),
  ) as LevelEntity['components'];
  const placement = readPlacement(entity.get(placementKey));
  const tagged = tags.length > 0 && { tags };
  if (prefab === undefined) return { placement, name, ...tagged, components, problems };
  const instance = { prefab, components, without };
  return { placement, name, ...tagged, components: wholeOf(instance), instance, problems };

  function wholeOf({ prefab: of }: Instance): LevelEntity['components'] {
    if (!schema.prefab) return components;
    const declared = schema.prefab(of);
    if (!declared) {
      problems.push({
        severity: 'warning',
        code: 'unknown-prefab',
        file,
        entity: id,
        message: `${name} is an instance of ${of}, which is no prefab of this project: it has only what is its own.`,
        hint: 'Declare the prefab, or unpack the instance.',
      });
    }
    return withPrefab(declared ?? {}, { components, without }) as LevelEntity['components'];
  }
}

/** `meta` as the head of a level file; what is missing or invalid gets a default. */
export function readMeta(document: LevelDocument, file: string): { head: Omit<LevelFile, 'entities'>; problems: Problem[] } {
  const meta = metaOf(document);
  const problems: Problem[] = [];
  const valid = new Map<string, Json>();
  for (const key of [...meta.keys()].toSorted(compareText)) {
    const value: unknown = meta.get(key);
    if (value === null) continue;
    const verdict = checkMeta(key, value);
    if (verdict.ok) valid.set(key, value as Json);
    else
      problems.push({
        severity: 'warning',
        code: 'quarantined-value',
        file,
        message: `The level's ${key} ${verdict.reason}; its default is used.`,
      });
  }
  const under = (prefix: string): (readonly [string, Json])[] =>
    [...valid].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : []));
  const physics = under(physicsPrefix);
  const environment = under(environmentPrefix);
  const whole = environment.length > 0 ? Object.fromEntries(environment) : valid.get('environment');
  const head = {
    format: 1,
    id: valid.get('id') ?? 'level',
    name: valid.get('name') ?? 'Level',
    ...(valid.has('draft') && { draft: valid.get('draft') }),
    clock: valid.get('clock') ?? { kind: 'realtime', hz: 60 },
    scripts: valid.get('scripts') ?? [],
    ...(physics.length > 0 && { physics: Object.fromEntries(physics) }),
    ...(whole !== undefined && { environment: whole }),
  } as Omit<LevelFile, 'entities'>;
  return { head, problems };
}

/** The entities that stand in the level, sorted by id. */
export interface Standing {
  tree: Tree;
  entities: Map<string, LevelEntity>;
  /** Empty where instances are read as a file says them. */
  instances: Map<string, Instance>;
}

/** One entity as it stands below `parent`; `kept` itself where that says the same. */
export function putTogether(
  { placement, name, tags, components, instance }: EntityReading,
  parent: string | null,
  isFile: boolean,
  kept?: LevelEntity,
): LevelEntity {
  const order = placement?.order || firstOrder;
  const same =
    kept?.components === components &&
    kept.name === name &&
    kept.parent === parent &&
    kept.order === order &&
    kept.tags?.join() === tags?.join();
  return same ? kept : { name, parent, order, ...(isFile && instance && ofFile(instance)), ...(tags && { tags: [...tags] }), components };
}

/**
 * Puts the readings together.
 * @param isFile instances are left as they are, in what they differ from their prefabs
 * @param earlier an earlier answer: entities that are equal keep their identity
 */
export function assemble(
  readings: ReadonlyMap<string, EntityReading>,
  tree: Tree,
  isFile: boolean,
  earlier?: ReadonlyMap<string, LevelEntity>,
): Standing {
  const entities: [string, LevelEntity][] = [];
  const instances = new Map<string, Instance>();
  const visit = (id: string, parent: string | null): void => {
    const reading = readings.get(id)!;
    entities.push([id, putTogether(reading, parent, isFile, earlier?.get(id))]);
    if (reading.instance && !isFile) instances.set(id, reading.instance);
    for (const child of tree.children.get(id) ?? []) visit(child, id);
  };
  for (const id of tree.children.get(root) ?? []) visit(id, null);
  entities.sort(([a], [b]) => compareText(a, b));
  return { tree, entities: new Map(entities), instances };
}

/** What is said of the level: of its head, of its entities, of where they stand. Sorted. */
export function problemsOf(
  ofHead: readonly Problem[],
  readings: ReadonlyMap<string, EntityReading>,
  { tree, entities }: Pick<Standing, 'tree' | 'entities'>,
  file: string,
): readonly Problem[] {
  const problems = [...ofHead];
  for (const id of entities.keys()) problems.push(...readings.get(id)!.problems);
  for (const id of tree.repaired) {
    const entity = entities.get(id);
    if (!entity) continue;
    const { name, parent } = entity;
    problems.push({
      severity: 'warning',
      code: 'tree-repaired',
      file,
      entity: id,
      message: `${name} could not stand where it was put (its parent is gone, or two moves made a circle); it stands ${parent === null ? 'at the top' : `under ${readings.get(parent)?.name ?? parent}`}.`,
      hint: 'Move it where it belongs.',
    });
  }
  return problems.sort((a, b) => compareText(a.entity ?? '', b.entity ?? '') || compareText(a.message, b.message));
}

export const wholeOf = (
  head: Omit<LevelFile, 'entities'>,
  { tree, entities, instances }: Standing,
  problems: readonly Problem[],
): MaterialisedLevel => ({
  level: { ...head, entities: Object.fromEntries(entities) },
  problems,
  tree,
  deleted: (tree.children.get(trash) ?? []).toSorted(compareText),
  instances,
});

const ofFile = ({ prefab, without }: Instance): Pick<LevelEntity, 'prefab' | 'without'> => ({
  prefab,
  ...(without.length > 0 && { without: [...without] }),
});

/** The whole document at once. `file` names it in problems. */
export function materialise(document: LevelDocument, schema: LevelSchema, file = 'level'): MaterialisedLevel {
  const readings = new Map<string, EntityReading>();
  for (const [id, entity] of entitiesOf(document)) {
    if (isName(id) && entity instanceof Y.Map) readings.set(id, readEntity(id, entity, schema, file));
  }
  const { head, problems } = readMeta(document, file);
  const tree = resolveTree(new Map([...readings].map(([id, { placement }]) => [id, placement])));
  const standing = assemble(readings, tree, schema.prefab === undefined);
  return wholeOf(head, standing, problemsOf(problems, readings, standing, file));
}

/** The level with its instances as a file holds them: in what they differ. */
export function withInstances({ level, instances }: Pick<MaterialisedLevel, 'level' | 'instances'>): LevelFile {
  if (instances.size === 0) return level;
  const entities = Object.entries(level.entities).map(([id, entity]): [string, LevelEntity] => {
    const instance = instances.get(id);
    return [id, instance ? { ...entity, ...ofFile(instance), components: instance.components } : entity];
  });
  return { ...level, entities: Object.fromEntries(entities) };
}

/** Knows nothing and lets every plain value through. */
const anything: LevelSchema = {
  has: () => true,
  takes: () => undefined,
  field: (_, __, value) => (isPlainJson(value) ? { ok: true } : { ok: false, reason: 'is not plain JSON' }),
};

/** The level as its file holds it: with the values that do not fit, so that saving never throws away what an author wrote. */
export const toLevelFile = (document: LevelDocument): LevelFile => materialise(document, anything).level;
