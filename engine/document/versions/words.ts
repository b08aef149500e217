/** How values and places are said in the sentences of a difference. */
import type { Json } from '../../kernel/json.ts';
import { nameKey, placementKey, tagOf } from '../level/document.ts';
import type { MergeConflict } from './merge.ts';
import { nodeAt } from './nodes.ts';
import { entitiesMember, kindOfPart, membersOf, type Node, type Part, valueOf } from './part.ts';

const longest = 60;
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** `1, 0, 0`, `“red”`, `its default` for what is not there. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return 'its default';
  if (typeof value === 'string') return `“${cut(value)}”`;
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number')) return cut(value.join(', '));
  return cut(JSON.stringify(value));
}

/** `['values', 'alphaS']`: values alpha s. */
export const fieldWords = (path: readonly string[]): string =>
  path
    .map((name) =>
      name.replaceAll('.', ' ').replace(/([a-z0-9])([A-Z])/g, (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`),
    )
    .join(' ');

const collections: Readonly<Record<string, string>> = {
  behaviours: 'Behaviour tree',
  charts: 'Chart',
  commands: 'Command',
  components: 'Component type',
  kpis: 'KPI',
  machines: 'State machine',
  materials: 'Material',
  parameters: 'Parameter',
  prefabs: 'Prefab',
  scenarios: 'Scenario',
  tables: 'Table',
};

/** `Parameter Rate`: the kind and the name that people gave it. */
export function thingWords(collection: string, id: string, thing: Node | undefined): string {
  const members = membersOf(thing);
  const named = ['name', 'label', 'title'].map((key) => valueOf(members.get(key))).find((value) => typeof value === 'string');
  return `${Object.hasOwn(collections, collection) ? collections[collection] : fieldWords([collection])} ${named ?? id}`;
}

/** `Level Yard`, `Script market.ts`. */
export function nameOfPart(path: string, text: string): string {
  const kind = kindOfPart(path);
  if (kind === 'project') return 'The project';
  const name = path.split('/').slice(1).join('/');
  if (kind === 'script') return `Script ${name}`;
  return `Level ${/^ {2}"name": "([^"\\]+)",?$/m.exec(text)?.[1] ?? name.replace(/\.json$/, '')}`;
}

/** What a conflict is about: `House: Transform position`, `Parameter Rate: default`, `Line 12`. `among` are the sides, for names. */
export function conflictWords({ where }: Pick<MergeConflict, 'where'>, among: readonly Part[]): string {
  const [top = '', id, ...rest] = where;
  if (top === 'lines') return `Line ${id}`;
  const nodes = among.flatMap((part) => (part.kind === 'script' || id === undefined ? [] : [nodeAt(part, [top, id])]));
  const thing = nodes.find((node) => node !== undefined);
  if (among.some(({ kind }) => kind === 'level')) {
    if (top !== entitiesMember) return `Level: ${fieldWords(where.slice(1))}`;
    const name = valueOf(membersOf(thing).get(nameKey)) ?? id;
    if (rest.length === 0) return `${name as string}`;
    const [key, ...fields] = rest;
    if (key === placementKey) return `${name as string}: place`;
    if (tagOf(key ?? '') !== undefined) return `${name as string}: tag ${tagOf(key ?? '')}`;
    return `${name as string}: ${[key, ...(fields.length > 0 ? [fieldWords(fields)] : [])].join(' ')}`;
  }
  if (id === undefined) return `Project: ${fieldWords([top])}`;
  const words = thingWords(top, id, thing);
  return rest.length === 0 ? words : `${words}: ${rest.at(-1) === '$' ? 'place in its list' : fieldWords(rest)}`;
}

/** One side of a conflict in few words. */
export function sideWords({ where }: Pick<MergeConflict, 'where'>, value: Json | undefined): string {
  if (where[0] === 'lines') return typeof value === 'string' && value !== '' ? value.trimEnd() : 'removed';
  if (value === undefined) return 'not there';
  if (value === true && tagOf(where.at(-1) ?? '') !== undefined) return 'there';
  if (where.at(-1) === placementKey) return 'elsewhere in the tree';
  if (value === false && where[0] === entitiesMember && where.length === 3) return 'left out';
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'there, and changed' : valueText(value);
}
