/**
 * The level as a shared document. `entities` maps an id to a flat map of registers: `@` (where it stands), `name`, `prefab`, `tag:name`, `Component.$` (has
 * it?), `Component.field`. `meta` holds what is not an entity. Every register is plain JSON and the last writer wins, register by register.
 */
import * as Y from 'yjs';
import type { Json } from '../../kernel/json.ts';
import type { EditOrigin } from '../origin.ts';
import { type Placement, readPlacement } from '../tree.ts';

export interface LevelDocument {
  readonly kind: 'level';
  /** Only engine/document, the collaboration server and its client touch this; everybody else reads `materialise`. */
  readonly doc: Y.Doc;
}

export const openLevelDocument = (doc: Y.Doc = new Y.Doc()): LevelDocument => {
  doc.getMap('entities');
  doc.getMap('meta');
  return { kind: 'level', doc };
};

export const placementKey = '@';
export const nameKey = 'name';
/** Names the prefab of which the entity is an instance: its registers say only in what it differs. */
export const prefabKey = 'prefab';
/** `tag:night`, true: each tag is a register of its own, so that two people who tag an entity both do. */
export const tagKey = (tag: string): string => `tag:${tag}`;
/** The tag that a register stands for. */
export const tagOf = (key: string): string | undefined => (key.startsWith('tag:') ? key.slice('tag:'.length) : undefined);
/** `Component.$` and `Component.field`. */
const componentKey = /^([A-Z][A-Za-z0-9]{0,63})\.(\$|[a-z][A-Za-z0-9_]{0,63})$/;

export const presenceKey = (component: string): string => `${component}.$`;
export const fieldKey = (component: string, field: string): string => `${component}.${field}`;

/** Splits `Component.field`; field is `$` for presence. Undefined for every other key. */
export function splitKey(key: string): { component: string; field: string } | undefined {
  const match = componentKey.exec(key);
  return match ? { component: match[1]!, field: match[2]! } : undefined;
}

/** An entity's registers, of a document or of a file. */
interface Registers {
  set: (key: string, value: Json) => unknown;
}

type Values = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** Components that an entity has, with all that is said of them. */
export function writeComponents(registers: Registers, components: Values): void {
  for (const [component, fields] of Object.entries(components)) {
    registers.set(presenceKey(component), true);
    for (const [field, value] of Object.entries(fields)) registers.set(fieldKey(component, field), value);
  }
}

/** What an entity says of itself, besides where it stands. */
export function writeEntity(
  registers: Registers,
  {
    name,
    prefab,
    tags = [],
    without = [],
    components = {},
  }: {
    name: string;
    prefab?: string | undefined;
    tags?: readonly string[] | undefined;
    without?: readonly string[] | undefined;
    components?: Values;
  },
): void {
  registers.set(nameKey, name);
  if (prefab !== undefined) registers.set(prefabKey, prefab);
  for (const tag of tags) registers.set(tagKey(tag), true);
  for (const component of without) registers.set(presenceKey(component), false);
  writeComponents(registers, components);
}

export const entitiesOf = ({ doc }: LevelDocument): Y.Map<unknown> => doc.getMap('entities');
export const metaOf = ({ doc }: LevelDocument): Y.Map<unknown> => doc.getMap('meta');

/** The registers of an entity; undefined when there is none (or something that is not one). */
export function registersOf(document: LevelDocument, id: string): Y.Map<unknown> | undefined {
  const entity = entitiesOf(document).get(id);
  return entity instanceof Y.Map ? (entity as Y.Map<unknown>) : undefined;
}

/** What an entity is called, also in the trash. */
export function lastNameOf(document: LevelDocument, id: string): string | undefined {
  const name = registersOf(document, id)?.get(nameKey);
  return typeof name === 'string' ? name : undefined;
}

export function placementsOf(document: LevelDocument): Map<string, Placement | undefined> {
  const placements = new Map<string, Placement | undefined>();
  for (const [id, entity] of entitiesOf(document)) {
    if (entity instanceof Y.Map) placements.set(id, readPlacement(entity.get(placementKey)));
  }
  return placements;
}

/** One transaction, one step. */
export const transact = ({ doc }: LevelDocument, origin: EditOrigin, change: () => void): void => {
  doc.transact(change, origin);
};
