/**
 * One room's worth of a project as plain text and as nested members: what versions are kept as, compared, merged and restored by. The text is
 * that of the file the room stands for; a project's tables and behaviour trees stand in its own text.
 */
import { LedgerError } from '../../kernel/error.ts';
import { compareText, type Json } from '../../kernel/json.ts';
import { prettyJson } from '../../model/canonical.ts';
import { LevelFile } from '../../model/level.ts';
import { projectPath } from '../../model/project.ts';
import { toCommentsFile } from '../comments/materialise.ts';
import type { AnyDocument, VersionedDocument } from '../documents.ts';
import { fieldKey, nameKey, placementKey, prefabKey, presenceKey, splitKey, tagOf } from '../level/document.ts';
import { toLevelFile } from '../level/materialise.ts';
import { levelRegisters, type LevelRegisters } from '../level/registers.ts';
import { projectRegisters, toProjectFile } from '../project/document.ts';
import { type ProjectRegisters, registerKey, registerPath } from '../project/registers.ts';
import { readScript } from '../script/document.ts';

/** The texts of a project's rooms by path: `ledgerquest.json`, `levels/yard.json`, `scripts/market.ts`. */
export type VersionContent = Readonly<Record<string, string>>;

/** Either a value that is replaced as a whole, or named members that change one by one. */
export type Node = { readonly value: Json } | { readonly members: Members };
export type Members = ReadonlyMap<string, Node>;

export type Part = { readonly kind: 'level' | 'project'; readonly members: Members } | { readonly kind: 'script'; readonly text: string };

/** A document as the text of the file it stands for, with the values that do not fit: one of them may be what the author looks for. */
export function partText(document: AnyDocument): string {
  switch (document.kind) {
    case 'script':
      return readScript(document);
    case 'project':
      return projectText(toProjectFile(document));
    case 'level':
      return prettyJson(toLevelFile(document) as unknown as Json);
    case 'comments':
      return prettyJson(toCommentsFile(document) as unknown as Json);
  }
}

const projectText = ({ project, tables, behaviours }: ReturnType<typeof toProjectFile>): string =>
  prettyJson({
    ...project,
    ...(Object.keys(tables).length > 0 && { tables }),
    ...(Object.keys(behaviours).length > 0 && { behaviours }),
  } as Json);

export function kindOfPart(path: string): VersionedDocument['kind'] {
  if (path === projectPath) return 'project';
  return path.startsWith('levels/') ? 'level' : 'script';
}

/** @throws LedgerError `unreadable-part` */
export function readPart(path: string, text: string): Part {
  const kind = kindOfPart(path);
  if (kind === 'script') return { kind, text };
  const unreadable = (): LedgerError =>
    new LedgerError({
      code: 'unreadable-part',
      message: `This text is not what ${path} can say.`,
      hint: 'Nothing was changed.',
      where: path,
    });
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    throw unreadable();
  }
  if (kind === 'level') {
    const level = LevelFile.safeParse(json);
    if (!level.success) throw unreadable();
    return { kind, members: levelMembers(levelRegisters(level.data)) };
  }
  const isMap = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(json)) throw unreadable();
  const { tables = {}, behaviours = {}, ...project } = json;
  if (!isMap(tables) || !isMap(behaviours)) throw unreadable();
  return { kind, members: projectMembers(projectRegisters(project, tables, behaviours as Record<string, string>)) };
}

export const partOf = (document: VersionedDocument): Part => {
  if (document.kind === 'script') return { kind: 'script', text: readScript(document) };
  if (document.kind === 'level') return { kind: 'level', members: levelMembers(levelRegisters(toLevelFile(document))) };
  const { project, tables, behaviours } = toProjectFile(document);
  return { kind: 'project', members: projectMembers(projectRegisters(project, tables, behaviours)) };
};

export const membersOf = (node: Node | undefined): Members => (node && 'members' in node ? node.members : new Map());
export const valueOf = (node: Node | undefined): Json | undefined => (node && 'value' in node ? node.value : undefined);
export const inOrder = (...maps: readonly ReadonlyMap<string, unknown>[]): string[] =>
  [...new Set(maps.flatMap((map) => [...map.keys()]))].toSorted(compareText);

export const metaMember = 'meta';
export const entitiesMember = 'entities';

/** What stands for a component of its prefab that an instance does not have. */
const leftOut: Node = { value: false };

/** `meta` and `entities`; an entity has `@`, `name`, `prefab` and its components, each with its fields. */
function levelMembers({ meta, entities }: LevelRegisters): Members {
  const entity = (registers: ReadonlyMap<string, Json>): Node => {
    const members = new Map<string, Node>();
    const components = new Map<string, Map<string, Node>>();
    for (const [key, value] of registers) {
      if (key === placementKey || key === nameKey || key === prefabKey || tagOf(key) !== undefined) members.set(key, { value });
      else {
        const at = key.indexOf('.');
        const [component, field] = [key.slice(0, at), key.slice(at + 1)];
        if (field === '$' && value === false) {
          members.set(component, leftOut);
          continue;
        }
        let fields = components.get(component);
        if (!fields) components.set(component, (fields = new Map()));
        if (field !== '$') fields.set(field, { value });
      }
    }
    for (const [name, fields] of components) members.set(name, { members: fields });
    return { members };
  };
  return new Map<string, Node>([
    [metaMember, { members: new Map([...meta].map(([key, value]) => [key, { value }])) }],
    [entitiesMember, { members: new Map([...entities].map(([id, registers]) => [id, entity(registers)])) }],
  ]);
}

/** The way back. Fields that no register can be called by (a file from elsewhere) are left out, as every reader of a level leaves them out. */
export function toLevelRegisters(members: Members): LevelRegisters {
  const values = (node: Node | undefined): [string, Json][] =>
    [...membersOf(node)].flatMap(([key, member]): [string, Json][] => ('value' in member ? [[key, member.value]] : []));
  const entities = new Map<string, Map<string, Json>>();
  for (const [id, entity] of membersOf(members.get(entitiesMember))) {
    const registers = new Map(values(entity).map(([key, value]): [string, Json] => [value === false ? presenceKey(key) : key, value]));
    for (const [component, fields] of membersOf(entity)) {
      if ('value' in fields) continue;
      registers.set(presenceKey(component), true);
      for (const [field, value] of values(fields)) {
        const key = fieldKey(component, field);
        if (splitKey(key)) registers.set(key, value);
      }
    }
    entities.set(id, registers);
  }
  return { meta: new Map(values(members.get(metaMember))), entities };
}

function projectMembers(registers: ProjectRegisters): Members {
  const top = new Map<string, Node>();
  for (const [key, value] of registers) {
    const path = registerPath(key);
    let at = top;
    for (const segment of path.slice(0, -1)) {
      let next = at.get(segment);
      if (!next || 'value' in next) at.set(segment, (next = { members: new Map<string, Node>() }));
      at = next.members as Map<string, Node>;
    }
    at.set(path.at(-1)!, { value });
  }
  return top;
}

export function toProjectRegisters(members: Members): ProjectRegisters {
  const registers = new Map<string, Json>();
  const visit = (at: Members, path: readonly string[]): void => {
    for (const [name, node] of at) {
      if ('value' in node) registers.set(registerKey([...path, name]), node.value);
      else visit(node.members, [...path, name]);
    }
  };
  visit(members, []);
  return registers;
}
