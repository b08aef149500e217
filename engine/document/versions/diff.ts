/** What changed between two versions, as people speak of it: entities, fields, parameters, scenarios, KPIs, lines of scripts. */
import { compareText, type Json } from '../../kernel/json.ts';
import { nameKey, placementKey, prefabKey, tagOf } from '../level/document.ts';
import { diffLines, splitLines } from '../script/diff.ts';
import { root } from '../tree.ts';
import { sameNode } from './nodes.ts';
import {
  entitiesMember,
  inOrder,
  kindOfPart,
  type Members,
  membersOf,
  metaMember,
  type Node,
  type Part,
  readPart,
  valueOf,
  type VersionContent,
} from './part.ts';
import { fieldWords, nameOfPart, thingWords, valueText } from './words.ts';

export interface VersionChange {
  /** `levels/yard.json`, `ledgerquest.json`, `scripts/market.ts`. */
  part: string;
  what: 'part' | 'level' | 'entity' | 'component' | 'field' | 'declared' | 'lines';
  how: 'added' | 'removed' | 'renamed' | 'moved' | 'changed';
  /** One sentence. */
  text: string;
  /** The entity's key. */
  entity?: string;
  /** What the changed thing is called: an entity's name, `Parameter Rate`. */
  subject?: string;
  component?: string;
  field?: string;
  /** First line of the change in the later script, 1-based. */
  line?: number;
  /** Absent where there was nothing. */
  from?: Json;
  to?: Json;
}

/** From `from` to `to`; nothing for versions that say the same. @throws LedgerError `unreadable-part` */
export function diffVersions(from: VersionContent, to: VersionContent): VersionChange[] {
  const paths = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted(compareText);
  return paths.flatMap((path): VersionChange[] => {
    const [before, after] = [from[path], to[path]];
    if (before === after) return [];
    if (before === undefined || after === undefined) {
      const how = before === undefined ? 'added' : 'removed';
      return [{ part: path, what: 'part', how, text: `${nameOfPart(path, before ?? after ?? '')} ${how}` }];
    }
    return diffParts(path, readPart(path, before), readPart(path, after));
  });
}

/** The same for one part. */
export function diffParts(path: string, before: Part, after: Part): VersionChange[] {
  if (before.kind === 'script' || after.kind === 'script')
    return before.kind === 'script' && after.kind === 'script' ? diffScript(path, before.text, after.text) : [];
  return kindOfPart(path) === 'level' ? diffLevel(path, before.members, after.members) : diffProject(path, before.members, after.members);
}

const fromTo = (from: Json | undefined, to: Json | undefined): Pick<VersionChange, 'from' | 'to'> => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

function diffLevel(part: string, before: Members, after: Members): VersionChange[] {
  const changes: VersionChange[] = [];
  const [oldMeta, newMeta] = [membersOf(before.get(metaMember)), membersOf(after.get(metaMember))];
  for (const key of inOrder(oldMeta, newMeta)) {
    const [a, b] = [oldMeta.get(key), newMeta.get(key)];
    if (sameNode(a, b)) continue;
    const [from, to] = [valueOf(a), valueOf(b)];
    const how = key === 'name' ? 'renamed' : 'changed';
    changes.push({
      part,
      what: 'level',
      how,
      field: key,
      ...fromTo(from, to),
      text: `Level: ${fieldWords([key])} ${changeText(from, to)}`,
    });
  }

  const [old, now] = [membersOf(before.get(entitiesMember)), membersOf(after.get(entitiesMember))];
  const nameIn = (entities: Members, id: string): string | undefined => {
    const name = valueOf(membersOf(entities.get(id)).get(nameKey));
    return typeof name === 'string' ? name : undefined;
  };
  const nameOf = (id: string): string => nameIn(now, id) ?? nameIn(old, id) ?? id;
  const placeOf = (id: string): string => (id === root ? 'the top' : nameOf(id));
  const ids = inOrder(old, now).toSorted((a, b) => compareText(nameOf(a), nameOf(b)) || compareText(a, b));
  for (const entity of ids) {
    const subject = nameOf(entity);
    const [a, b] = [old.get(entity), now.get(entity)];
    if (sameNode(a, b)) continue;
    const about = { part, entity, subject } as const;
    if (!a || !b) {
      const how = a ? 'removed' : 'added';
      changes.push({ ...about, what: 'entity', how, text: `${subject} ${how}` });
    } else changes.push(...diffEntity(about, membersOf(a), membersOf(b), placeOf));
  }
  return changes;
}

function diffEntity(
  about: { part: string; entity: string; subject: string },
  before: Members,
  after: Members,
  placeOf: (id: string) => string,
): VersionChange[] {
  const { subject } = about;
  const changes: VersionChange[] = [];
  for (const key of inOrder(before, after)) {
    const [a, b] = [before.get(key), after.get(key)];
    if (sameNode(a, b)) continue;
    const [from, to] = [valueOf(a), valueOf(b)];
    if (key === nameKey) {
      const text = `${valueText(from)} renamed to ${valueText(to)}`;
      changes.push({ ...about, what: 'entity', how: 'renamed', ...fromTo(from, to), text });
    } else if (key === placementKey) {
      const [[oldParent], [newParent]] = [from as [string, string], to as [string, string]];
      const text =
        oldParent === newParent
          ? `${subject} moved among its siblings`
          : `${subject} moved from ${placeOf(oldParent)} to ${placeOf(newParent)}`;
      changes.push({ ...about, what: 'entity', how: 'moved', from: oldParent, to: newParent, text });
    } else if (key === prefabKey) {
      const said = (prefab: Json | undefined): string => (prefab === undefined ? 'no instance' : `an instance of ${valueText(prefab)}`);
      changes.push({ ...about, what: 'entity', how: 'changed', ...fromTo(from, to), text: `${subject}: ${said(to)}, was ${said(from)}` });
    } else if (tagOf(key) !== undefined) {
      changes.push({ ...about, what: 'entity', how: 'changed', text: `${subject}: tag ${tagOf(key)} ${b ? 'added' : 'taken away'}` });
    } else if (to === false) {
      changes.push({ ...about, what: 'component', how: 'removed', component: key, text: `${subject}: ${key} of its prefab left out` });
    } else if (from === false) {
      const text = b ? `${subject}: ${key} added` : `${subject}: ${key} as its prefab has it`;
      changes.push({ ...about, what: 'component', how: 'added', component: key, text });
    } else if (!a || !b) {
      const how = a ? 'removed' : 'added';
      changes.push({ ...about, what: 'component', how, component: key, text: `${subject}: ${key} ${how}` });
    } else changes.push(...diffFields(about, key, membersOf(a), membersOf(b)));
  }
  return changes;
}

function diffFields(
  about: { part: string; entity: string; subject: string },
  component: string,
  before: Members,
  after: Members,
): VersionChange[] {
  return inOrder(before, after).flatMap((field): VersionChange[] => {
    const [from, to] = [valueOf(before.get(field)), valueOf(after.get(field))];
    if (sameNode(before.get(field), after.get(field))) return [];
    const text = `${about.subject}: ${component} ${fieldWords([field])} ${changeText(from, to)}`;
    return [{ ...about, what: 'field', how: 'changed', component, field, ...fromTo(from, to), text }];
  });
}

/** A field that a file does not mention has its default. */
const changeText = (from: Json | undefined, to: Json | undefined): string => `from ${valueText(from)} to ${valueText(to)}`;

function diffProject(part: string, before: Members, after: Members): VersionChange[] {
  return inOrder(before, after).flatMap((key): VersionChange[] => {
    const [a, b] = [before.get(key), after.get(key)];
    if (sameNode(a, b)) return [];
    const isCollection = (a && 'members' in a) || (b && 'members' in b) || key === 'tables' || key === 'behaviours';
    if (!isCollection) {
      const [from, to] = [valueOf(a), valueOf(b)];
      const text = `Project: ${fieldWords([key])} ${changeText(from, to)}`;
      return [{ part, what: 'declared', how: 'changed', field: key, ...fromTo(from, to), text }];
    }
    const [old, now] = [membersOf(a), membersOf(b)];
    return inOrder(old, now).flatMap((id) => diffThing(part, key, id, old.get(id), now.get(id)));
  });
}

/** One parameter, scenario, KPI, table: something that the project declares by name. */
function diffThing(part: string, collection: string, id: string, before: Node | undefined, after: Node | undefined): VersionChange[] {
  if (sameNode(before, after)) return [];
  const subject = thingWords(collection, id, after ?? before);
  const about = { part, what: 'declared', subject } as const;
  if (!before || !after) {
    const how = before ? 'removed' : 'added';
    return [{ ...about, how, field: `${collection}/${id}`, text: `${subject} ${how}` }];
  }
  if ('value' in before || 'value' in after)
    return [{ ...about, how: 'changed', field: `${collection}/${id}`, text: `${subject} changed` }];
  return leaves(before, after, []).map(({ path, from, to }): VersionChange => {
    const field = [collection, id, ...path].join('/');
    return path.at(-1) === '$'
      ? { ...about, how: 'moved', field, text: `${subject} moved in its list` }
      : { ...about, how: 'changed', field, ...fromTo(from, to), text: `${subject}: ${fieldWords(path)} ${changeText(from, to)}` };
  });
}

function leaves(
  before: Node | undefined,
  after: Node | undefined,
  path: readonly string[],
): { path: readonly string[]; from: Json | undefined; to: Json | undefined }[] {
  if (sameNode(before, after)) return [];
  const isMap = (node: Node | undefined): boolean => node !== undefined && 'members' in node;
  if (!isMap(before) && !isMap(after)) return [{ path, from: valueOf(before), to: valueOf(after) }];
  const [a, b] = [membersOf(before), membersOf(after)];
  return inOrder(a, b).flatMap((name) => leaves(a.get(name), b.get(name), [...path, name]));
}

function diffScript(part: string, before: string, after: string): VersionChange[] {
  const old = splitLines(before);
  return diffLines(before, after).map(({ from, to, at, lines }): VersionChange => {
    const removed = old.slice(from, to);
    const how = removed.length === 0 ? 'added' : lines.length === 0 ? 'removed' : 'changed';
    const [first, count] = how === 'removed' ? [from + 1, removed.length] : [at + 1, lines.length];
    const which = count === 1 ? `Line ${first}` : `Lines ${first} to ${first + count - 1}`;
    return {
      part,
      what: 'lines',
      how,
      line: at + 1,
      ...fromTo(removed.length > 0 ? removed.join('') : undefined, lines.length > 0 ? lines.join('') : undefined),
      text: `${which} ${how}`,
    };
  });
}
