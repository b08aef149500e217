/** Which values the registers of a level may hold, derived from the component types. */
import type { z } from '../../model/zod.ts';
import type { ComponentType } from '../../model/component.ts';
import { fieldText, fieldType } from '../../model/fields.ts';
import { Clock, DraftOf, ScriptPath, TagName } from '../../model/level.ts';
import { PhysicsSettings } from '../../model/physics.ts';
import { Id, PrefabRef } from '../../model/project.ts';
import type { Components } from '../../model/instances.ts';
import { isPlainJson } from '../values.ts';
import { readPlacement } from '../tree.ts';
import { nameKey, placementKey, prefabKey, splitKey, tagOf } from './document.ts';
import { environmentPrefix, physicsPrefix } from './registers.ts';

/** `unknown`: plain JSON under a component, or a field of one, that this editor does not know; kept, never shown as editable. */
export type Verdict = { ok: true; unknown?: 'component' | 'field' } | { ok: false; reason: string };

export interface LevelSchema {
  field(component: string, field: string, value: unknown): Verdict;
  has(component: string): boolean;
  /** What a field takes, for people; undefined for one that is not known. */
  takes(component: string, field: string): string | undefined;
  /** What a prefab of the project has; without it instances are read as their file says them, in what they differ. */
  prefab?(name: string): Components | undefined;
}

const fine: Verdict = { ok: true };
const refuse = (reason: string): Verdict => ({ ok: false, reason });
const entityValueLimits = { depth: 8, nodes: 4096, text: 65_536 };

export function levelSchema(types: readonly ComponentType[]): LevelSchema {
  const components = new Map(
    types.map(({ name, fields }) => [name, new Map(Object.entries(fields).map(([field, spec]) => [field, fieldType(spec) as z.ZodType]))]),
  );
  const specs = new Map(types.map(({ name, fields }) => [name, fields]));
  return {
    has: (component) => components.has(component),
    takes(component, field) {
      const fields = specs.get(component);
      const spec = fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
      return spec && fieldText(spec);
    },
    field(component, field, value) {
      if (!isPlainJson(value, entityValueLimits)) return refuse('is not plain JSON within the limits');
      const fields = components.get(component);
      if (!fields) return { ok: true, unknown: 'component' };
      const type = fields.get(field);
      if (!type) return { ok: true, unknown: 'field' };
      const parsed = type.safeParse(value);
      return parsed.success ? fine : refuse(parsed.error.issues[0]?.message ?? 'is not a value of this field');
    },
  };
}

/** Judges one register of an entity, whatever its key. */
export function checkRegister(schema: LevelSchema, key: string, value: unknown): Verdict {
  if (key === placementKey) return readPlacement(value) ? fine : refuse('is not [parent, order, lamport, previous parent]');
  if (key === nameKey)
    return typeof value === 'string' && value.length <= 200 && value.isWellFormed()
      ? fine
      : refuse('is not a name of at most 200 characters');
  if (key === prefabKey) return PrefabRef.safeParse(value).success ? fine : refuse('is not the name of a prefab');
  const tag = tagOf(key);
  if (tag !== undefined) return value === true && TagName.safeParse(tag).success ? fine : refuse('is not a tag');
  const split = splitKey(key);
  if (!split) return refuse('is not a register of an entity');
  if (split.field === '$') return typeof value === 'boolean' ? fine : refuse('is not true or false');
  return schema.field(split.component, split.field, value);
}

/** Judges one register of `meta`; null takes back what a level need not say. */
export function checkMeta(key: string, value: unknown): Verdict {
  const by = (type: z.ZodType): Verdict => {
    const parsed = type.safeParse(value);
    return parsed.success ? fine : refuse(parsed.error.issues[0]?.message ?? 'is not valid');
  };
  switch (key) {
    case 'id':
      return by(Id);
    case 'clock':
      return by(Clock);
    case 'draft':
      return value === null ? fine : by(DraftOf);
    case 'scripts':
      return by(ScriptPath.array().max(64));
    case 'name':
      return typeof value === 'string' && value.length > 0 && value.length <= 120 ? fine : refuse('is not a name of 1 to 120 characters');
    default:
      break;
  }
  if (key.startsWith(physicsPrefix)) {
    const setting = key.slice(physicsPrefix.length);
    if (!Object.hasOwn(PhysicsSettings.shape, setting)) return refuse('is not a setting of physics');
    return value === null ? fine : by(PhysicsSettings.shape[setting as keyof typeof PhysicsSettings.shape]);
  }
  const isEnvironment = key === 'environment' || (key.startsWith(environmentPrefix) && key.length <= 80 && !key.includes('__proto__'));
  if (!isEnvironment) return refuse('is not a register of a level');
  return isPlainJson(value) ? fine : refuse('is not plain JSON within the limits');
}
