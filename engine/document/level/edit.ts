/** Everything a person can do to a level: each function is one transaction with an origin, so each is one step of the history. */
import * as Y from 'yjs';
import { LedgerError } from '../../kernel/error.ts';
import type { Json } from '../../kernel/json.ts';
import { placeAt, type Sibling } from '../order.ts';
import type { EditOrigin } from '../origin.ts';
import { inParts, weightOf, weightOfField } from './parts.ts';
import { isEntityId, isWithin, type Placement, resolveTree, root, trash, type Tree, writePlacement } from '../tree.ts';
import { sameValue } from '../values.ts';
import {
  entitiesOf,
  fieldKey,
  type LevelDocument,
  metaOf,
  nameKey,
  placementKey,
  placementsOf,
  prefabKey,
  presenceKey,
  registersOf,
  splitKey,
  tagKey,
  transact,
  writeComponents,
  writeEntity,
} from './document.ts';

export interface FieldChange {
  entity: string;
  component: string;
  field: string;
  value: Json;
}

/** Where an entity goes: under `parent` (null = top of the level), before the sibling `before`, or last. */
export interface Destination {
  parent: string | null;
  before?: string | undefined;
}

export interface NewEntity {
  /** From `newId`. */
  id: string;
  name: string;
  /** The prefab of which it is an instance. */
  prefab?: string | undefined;
  /** Components of the prefab that it does not have. */
  without?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
  components?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

const missing = (id: string): LedgerError =>
  new LedgerError({
    code: 'no-such-entity',
    message: `There is no entity "${id}" in this level.`,
    hint: 'Somebody may have deleted it for good.',
    where: id,
  });

const registers = (document: LevelDocument, id: string): Y.Map<unknown> => {
  const entity = registersOf(document, id);
  if (!entity) throw missing(id);
  return entity;
};

/** Writes only what differs: a register written twice costs others a merge. */
function put(entity: Y.Map<unknown>, key: string, value: Json): void {
  if (!sameValue(entity.get(key) as Json | undefined, value)) entity.set(key, value);
}

/** Sets fields, of one entity or of many, in one step. @throws LedgerError `no-such-entity` */
export function setFields(document: LevelDocument, changes: readonly FieldChange[], origin: EditOrigin): void {
  const targets = changes.map((change) => ({ ...change, registers: registers(document, change.entity) }));
  for (const part of inParts(targets, weightOfField))
    transact(document, origin, () => {
      for (const { registers: entity, component, field, value } of part) {
        put(entity, presenceKey(component), true);
        put(entity, fieldKey(component, field), value);
      }
    });
}

/** @throws LedgerError `no-such-entity` */
export function addComponent(
  document: LevelDocument,
  entity: string,
  component: string,
  values: Readonly<Record<string, Json>>,
  origin: EditOrigin,
): void {
  const target = registers(document, entity);
  transact(document, origin, () => {
    put(target, presenceKey(component), true);
    for (const [field, value] of Object.entries(values)) put(target, fieldKey(component, field), value);
  });
}

/** Takes a component off. Its values stay in the document: adding it again, or undo, brings them back. @throws LedgerError `no-such-entity` */
export function removeComponent(document: LevelDocument, entity: string, component: string, origin: EditOrigin): void {
  const target = registers(document, entity);
  transact(document, origin, () => put(target, presenceKey(component), false));
}

/** A field of an instance, or a whole component, that is to be as its prefab has it. */
export interface Reset {
  entity: string;
  component: string;
  /** Every field, and whether it has the component, without one. */
  field?: string | undefined;
}

/** Forgets what was written of fields, in one step: they are at their defaults again. @throws LedgerError `no-such-entity` */
export function clearFields(document: LevelDocument, cleared: readonly Omit<FieldChange, 'value'>[], origin: EditOrigin): void {
  const targets = cleared.map(({ entity, component, field }) => ({
    registers: registers(document, entity),
    key: fieldKey(component, field),
  }));
  transact(document, origin, () => {
    for (const { registers: entity, key } of targets) entity.delete(key);
  });
}

/** Takes back in what instances differ from their prefabs, in one step. @throws LedgerError `no-such-entity` */
export function resetToPrefab(document: LevelDocument, resets: readonly Reset[], origin: EditOrigin): void {
  const targets = resets.map((reset) => ({ ...reset, registers: registers(document, reset.entity) }));
  transact(document, origin, () => {
    for (const { registers: entity, component, field } of targets) {
      const fields = [...entity.keys()].filter((key) => splitKey(key)?.component === component && key !== presenceKey(component));
      const gone = field === undefined ? fields : fields.filter((key) => key === fieldKey(component, field));
      for (const key of gone) entity.delete(key);
      if (gone.length === fields.length) entity.delete(presenceKey(component));
    }
  });
}

/**
 * Makes an entity an instance that differs from its prefab, or from a part of one (`Car/wheel`), in nothing.
 * @throws LedgerError `no-such-entity`
 */
export function becomeInstance(document: LevelDocument, entity: string, prefab: string, origin: EditOrigin): void {
  const target = registers(document, entity);
  transact(document, origin, () => {
    for (const key of target.keys()) if (splitKey(key)) target.delete(key);
    put(target, prefabKey, prefab);
  });
}

/** Lets an instance stand on another prefab; what it says itself stays. @throws LedgerError `no-such-entity` */
export function setPrefab(document: LevelDocument, entity: string, prefab: string, origin: EditOrigin): void {
  const target = registers(document, entity);
  transact(document, origin, () => put(target, prefabKey, prefab));
}

/** An instance, and all that it has now. */
export interface Unpacked {
  entity: string;
  components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** Makes instances entities of their own, in one step. @throws LedgerError `no-such-entity` */
export function unpackInstances(document: LevelDocument, unpacked: readonly Unpacked[], origin: EditOrigin): void {
  const targets = unpacked.map((one) => ({ ...one, registers: registers(document, one.entity) }));
  for (const part of inParts(targets, weightOf))
    transact(document, origin, () => {
      for (const { registers: target, components } of part) {
        target.delete(prefabKey);
        // Also what stands there already: somebody may be taking it back to the prefab, which is none of it any more.
        writeComponents(target, components);
      }
    });
}

/** @throws LedgerError `no-such-entity` */
export const unpackInstance = (document: LevelDocument, entity: string, components: Unpacked['components'], origin: EditOrigin): void =>
  unpackInstances(document, [{ entity, components }], origin);

/**
 * Lets everything that names the prefab `from` name `to`, in one step: instances, also deleted ones, and `fields` with that value. What differs
 * in an instance stays.
 */
export function renamePrefab(
  document: LevelDocument,
  from: string,
  to: string,
  fields: readonly { component: string; field: string }[],
  origin: EditOrigin,
): void {
  const keys = [prefabKey, ...fields.map(({ component, field }) => fieldKey(component, field))];
  transact(document, origin, () => {
    for (const entity of entitiesOf(document).values()) {
      if (!(entity instanceof Y.Map)) continue;
      for (const key of keys) if (entity.get(key) === from) entity.set(key, to);
      const ref = entity.get(prefabKey);
      if (typeof ref === 'string' && ref.startsWith(`${from}/`)) entity.set(prefabKey, to + ref.slice(from.length));
    }
  });
}

/** @throws LedgerError `no-such-entity` */
export function rename(document: LevelDocument, entity: string, name: string, origin: EditOrigin): void {
  const target = registers(document, entity);
  transact(document, origin, () => put(target, nameKey, name));
}

/** Tags entities, or takes tags away, in one step. @throws LedgerError `no-such-entity` */
export function setTags(
  document: LevelDocument,
  entities: readonly string[],
  { add = [], remove = [] }: { add?: readonly string[]; remove?: readonly string[] },
  origin: EditOrigin,
): void {
  const targets = entities.map((entity) => registers(document, entity));
  transact(document, origin, () => {
    for (const entity of targets) {
      for (const tag of add) put(entity, tagKey(tag), true);
      for (const tag of remove) if (entity.has(tagKey(tag))) entity.delete(tagKey(tag));
    }
  });
}

/** Sets the level's own registers: name, clock, scripts, `environment.<key>`; null clears one. */
export function setMeta(document: LevelDocument, values: Readonly<Record<string, Json>>, origin: EditOrigin): void {
  const meta = metaOf(document);
  transact(document, origin, () => {
    for (const [key, value] of Object.entries(values)) put(meta, key, value);
  });
}

/** A new entity. @throws LedgerError `no-such-entity` for its parent, `entity-exists` */
export const addEntity = (document: LevelDocument, entity: NewEntity, to: Destination, origin: EditOrigin): void =>
  addEntities(document, [{ ...entity, to }], origin);

/**
 * A branch of new entities in one step; parents may be among them, in any order. More than a room takes in one message goes in parts, in the
 * order given. @throws LedgerError `no-such-entity`, `entity-exists`
 */
export function addEntities(document: LevelDocument, added: readonly (NewEntity & { to: Destination })[], origin: EditOrigin): void {
  const all = entitiesOf(document);
  const newcomers = new Set(added.map(({ id }) => id));
  for (const { id, to } of added) {
    if (!isEntityId(id) || all.has(id) || newcomers.size !== added.length) {
      throw new LedgerError({
        code: 'entity-exists',
        message: `The id "${id}" is taken or cannot be used.`,
        hint: 'Make ids with newId.',
        where: id,
      });
    }
    if (to.parent !== null && !newcomers.has(to.parent)) registers(document, to.parent);
  }
  const { place, placeApart, lamport } = placer(document);
  const wishes = new Map<string, { id: string; before: string | undefined }[]>();
  for (const { id, to } of added) {
    const parent = to.parent ?? root;
    const below = wishes.get(parent);
    if (below) below.push({ id, before: to.before });
    else wishes.set(parent, [{ id, before: to.before }]);
  }
  const orders = new Map([...wishes].flatMap(([parent, below]) => [...(placeApart(parent, below) ?? [])]));
  const add = ({ id, to, ...said }: (typeof added)[number]): void => {
    const parent = to.parent ?? root;
    const order = orders.get(id) ?? place(parent, to.before, [id])[0]!;
    const entity = new Y.Map<unknown>();
    entity.set(placementKey, writePlacement({ parent, order, lamport, previous: parent }));
    writeEntity(entity, said);
    all.set(id, entity);
  };
  for (const part of inParts(added, weightOf)) transact(document, origin, () => part.forEach(add));
}

/** Moves entities, keeping their order. @throws LedgerError `no-such-entity`, `inside-itself` */
export function moveEntities(document: LevelDocument, ids: readonly string[], to: Destination, origin: EditOrigin): void {
  for (const id of ids) registers(document, id);
  if (to.parent !== null) registers(document, to.parent);
  const { tree, place, lamport } = placer(document, new Set(ids));
  const parent = to.parent ?? root;
  for (const id of ids) {
    if (isWithin(tree, parent, id)) {
      throw new LedgerError({
        code: 'inside-itself',
        message: 'An entity cannot stand inside itself.',
        hint: 'Choose a parent outside of it.',
        where: id,
      });
    }
  }
  transact(document, origin, () => {
    const orders = place(parent, to.before, ids);
    ids.forEach((id, at) => writeMove(document, id, { parent, order: orders[at]!, lamport, previous: tree.parents.get(id) ?? root }));
  });
}

/** @throws LedgerError `no-such-entity`, `inside-itself` */
export const moveEntity = (document: LevelDocument, id: string, to: Destination, origin: EditOrigin): void =>
  moveEntities(document, [id], to, origin);

/**
 * Deletes entities with everything below them: the top of each branch moves to the trash, so that a delete is one write, and what somebody
 * else does to them meanwhile is there when it is undone. @throws LedgerError `no-such-entity`
 */
export function deleteEntities(document: LevelDocument, ids: readonly string[], origin: EditOrigin): void {
  for (const id of ids) registers(document, id);
  const { tree, lamport, placements } = placer(document);
  const chosen = new Set(ids);
  const isBelowAnother = (id: string): boolean => {
    for (let at = tree.parents.get(id); at !== undefined; at = tree.parents.get(at)) if (chosen.has(at)) return true;
    return false;
  };
  transact(document, origin, () => {
    for (const id of chosen) {
      if (isBelowAnother(id)) continue;
      writeMove(document, id, { parent: trash, order: placements.get(id)?.order || 'a0', lamport, previous: tree.parents.get(id) ?? root });
    }
  });
}

const writeMove = (document: LevelDocument, id: string, placement: Placement): void => {
  registersOf(document, id)?.set(placementKey, writePlacement(placement));
};

/** The lamport of the next move: above every move that this replica has seen. */
export function nextLamport(placements: ReadonlyMap<string, Placement | undefined>): number {
  let highest = 0;
  for (const placement of placements.values()) if (placement && placement.lamport > highest) highest = placement.lamport;
  // A hostile register at the top of the range must not lift everybody's next move out of it.
  return Math.min(highest + 1, Number.MAX_SAFE_INTEGER);
}

interface Placer {
  tree: Tree;
  placements: ReadonlyMap<string, Placement | undefined>;
  lamport: number;
  /** Order keys for `ids` before the sibling `before` under `parent`; re-keys siblings that leave no room. Call inside the transaction. */
  place: (parent: string, before: string | undefined, ids: readonly string[]) => string[];
  /** The same for many at once, each where it wants to stand, at a cost that grows with their number alone; undefined where siblings leave no room. */
  placeApart: (parent: string, wishes: readonly { id: string; before: string | undefined }[]) => ReadonlyMap<string, string> | undefined;
}

function placer(document: LevelDocument, leaving: ReadonlySet<string> = new Set()): Placer {
  const placements = placementsOf(document);
  const tree = resolveTree(placements);
  const lists = new Map<string, Sibling[]>();
  const siblingsOf = (parent: string): Sibling[] => {
    let list = lists.get(parent);
    if (!list) {
      list = (tree.children.get(parent) ?? [])
        .filter((id) => !leaving.has(id))
        .map((id) => ({ id, order: placements.get(id)?.order ?? '' }));
      lists.set(parent, list);
    }
    return list;
  };
  return {
    tree,
    placements,
    lamport: nextLamport(placements),
    place(parent, before, ids) {
      const siblings = siblingsOf(parent);
      const found = before === undefined ? -1 : siblings.findIndex(({ id }) => id === before);
      const index = found < 0 ? siblings.length : found;
      const { keys, rekeyed } = placeAt(siblings, index, ids.length);
      for (const { id, order } of rekeyed) {
        const placement = placements.get(id);
        // A new key is no move: lamport and previous parent stay, so that it never decides a cycle.
        writeMove(document, id, placement ? { ...placement, order } : { parent, order, lamport: 0, previous: parent });
        siblings.find((sibling) => sibling.id === id)!.order = order;
      }
      siblings.splice(index, 0, ...ids.map((id, at) => ({ id, order: keys[at]! })));
      return keys;
    },
    placeApart(parent, wishes) {
      const siblings = siblingsOf(parent);
      const places = new Map(siblings.map(({ id }, at) => [id, at]));
      const groups = new Map<number, string[]>();
      const newcomers = new Set(wishes.map(({ id }) => id));
      for (const { id, before } of wishes) {
        if (before !== undefined && newcomers.has(before)) return undefined;
        const index = (before === undefined ? undefined : places.get(before)) ?? siblings.length;
        const group = groups.get(index);
        if (group) group.push(id);
        else groups.set(index, [id]);
      }
      const orders = new Map<string, string>();
      for (const [index, ids] of groups) {
        const { keys, rekeyed } = placeAt(siblings, index, ids.length);
        if (rekeyed.length > 0) return undefined;
        ids.forEach((id, at) => orders.set(id, keys[at]!));
      }
      return orders;
    },
  };
}
