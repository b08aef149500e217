/**
 * What a project declares, as flat registers: `parameters/theta/default`, `scenarios/base/values/theta`. Two people who turn two knobs of
 * one scenario write two registers. A named thing has a register `…/$` that says whether it is there, so that taking it away is a write and
 * what somebody else does to it meanwhile is there when it is undone.
 */
import { compareText, type Json } from '../../kernel/json.ts';
import { orderKeys } from '../order.ts';

/** `value`: one register. `each`: named things; `sparse` where none of them is nothing to say. `list`: things with an id of their own, in order. `props`: fixed members, each a shape, others values. */
type Shape = 'value' | { each: Shape; sparse?: true } | { list: Shape } | { props: Readonly<Record<string, Shape>> };

const spec: Shape = { props: {} };
const typeDeclaration: Shape = { props: { fields: { each: 'value' } } };

const partShape: Shape = { props: { components: { each: spec } } };

/** How `ledgerquest.json` falls into registers. */
const projectShape: Shape = {
  props: {
    components: { each: typeDeclaration },
    commands: { each: typeDeclaration },
    prefabs: {
      each: { props: { components: { each: spec }, parts: { each: partShape, sparse: true }, differs: { each: partShape, sparse: true } } },
    },
    parameters: { each: spec },
    scenarios: { each: { props: { values: { each: 'value' } } } },
    kpis: { each: spec },
    charts: { list: spec },
    tables: { each: 'value' },
    behaviours: { each: 'value' },
    machines: { each: 'value' },
    materials: { each: spec },
    assets: { each: 'value' },
  },
};

export type ProjectRegisters = ReadonlyMap<string, Json>;
type Path = readonly string[];
type Members = Readonly<Record<string, Json>>;

const escapeSegment = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapeSegment = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');
export const registerKey = (path: Path): string => path.map(escapeSegment).join('/');
export const registerPath = (key: string): string[] => key.split('/').map(unescapeSegment);

const isMembers = (value: Json | undefined): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value at `path` as registers; things on the way down get their `$`. */
export function flatten(value: Json, path: Path = []): Map<string, Json> {
  const registers = new Map<string, Json>();
  const write = (shape: Shape, at: Path, node: Json, order?: string): void => {
    if (shape === 'value') registers.set(registerKey(at), node);
    else if ('each' in shape) {
      if (isMembers(node)) for (const [name, item] of Object.entries(node)) writeItem(shape.each, [...at, name], item, true);
    } else if ('list' in shape) {
      if (!Array.isArray(node)) return;
      const keys = orderKeys(node.length);
      node.forEach((item: Json, index) => {
        const { id, ...rest } = isMembers(item) ? item : {};
        if (typeof id === 'string') writeItem(shape.list, [...at, id], rest, keys[index]!);
      });
    } else if (isMembers(node)) {
      for (const [name, item] of Object.entries(node))
        write(Object.hasOwn(shape.props, name) ? shape.props[name]! : 'value', [...at, name], item);
      if (order !== undefined) registers.set(registerKey([...at, '$']), order);
    }
  };
  const writeItem = (shape: Shape, at: Path, item: Json, mark: Json): void => {
    if (shape !== 'value') registers.set(registerKey([...at, '$']), mark);
    write(shape, at, item);
  };
  const shape = shapeAt(path);
  const isItem = path.length > 0 && shape !== undefined && shape !== 'value' && isNamed(path);
  if (isItem) writeItem(shape, path, value, true);
  else if (shape !== undefined) write(shape, path, value);
  return registers;
}

/** The shape of what stands at `path`; undefined where nothing may. */
function shapeAt(path: Path): Shape | undefined {
  let shape: Shape = projectShape;
  for (const segment of path) {
    if (shape === 'value') return undefined;
    if ('each' in shape) shape = shape.each;
    else if ('list' in shape) shape = shape.list;
    else shape = Object.hasOwn(shape.props, segment) ? shape.props[segment]! : 'value';
  }
  return shape;
}

const isNamed = (path: Path): boolean => {
  const parent = shapeAt(path.slice(0, -1));
  return parent !== undefined && parent !== 'value' && ('each' in parent || 'list' in parent);
};

/** True when a register may have this key; every segment is a name, and it ends at a value or at the `$` of a named thing. */
export function isProjectKey(key: string): boolean {
  if (key.length > 300) return false;
  const path = registerPath(key);
  if (!path.every((segment) => segment.length > 0 && segment.length <= 128 && segment !== '__proto__') || registerKey(path) !== key)
    return false;
  if (path.at(-1) !== '$') return shapeAt(path) === 'value';
  const owner = path.slice(0, -1);
  return owner.length > 0 && isNamed(owner) && shapeAt(owner) !== 'value';
}

interface Node {
  value: Json | undefined;
  members: Map<string, Node>;
}

/** Puts registers together again: null = not there, things whose `$` is missing or false are left out, lists in the order of (`$`, id). */
export function unflatten(registers: ProjectRegisters): Members {
  const top: Node = { value: undefined, members: new Map() };
  for (const key of [...registers.keys()].toSorted(compareText)) {
    if (!isProjectKey(key)) continue;
    let node = top;
    for (const segment of registerPath(key)) {
      let next = node.members.get(segment);
      if (!next) node.members.set(segment, (next = { value: undefined, members: new Map() }));
      node = next;
    }
    node.value = registers.get(key);
  }
  const isThere = (node: Node): boolean => {
    const mark = node.members.get('$')?.value;
    return mark === true || typeof mark === 'string';
  };
  const build = (shape: Shape, node: Node): Json | undefined => {
    if (shape === 'value') return node.value ?? undefined;
    const inner = 'each' in shape ? shape.each : 'list' in shape ? shape.list : undefined;
    const built = [...node.members].flatMap(([name, member]) => {
      if (name === '$') return [];
      const own = inner ?? ('props' in shape && Object.hasOwn(shape.props, name) ? shape.props[name]! : 'value');
      if (inner !== undefined && inner !== 'value' && !isThere(member)) return [];
      const value = build(own, member);
      const mark = member.members.get('$')?.value;
      return value === undefined ? [] : [{ name, value, order: typeof mark === 'string' ? mark : '' }];
    });
    // A collection that holds nothing is still there, unless its file would not say so.
    const empty =
      'props' in shape
        ? Object.entries(shape.props).filter(
            ([name, inner]) => inner !== 'value' && !('sparse' in inner) && !built.some((one) => one.name === name),
          )
        : [];
    for (const [name, collection] of empty)
      built.push({ name, value: build(collection, { value: undefined, members: new Map() })!, order: '' });
    if (!('list' in shape)) return Object.fromEntries(built.map(({ name, value }) => [name, value]));
    built.sort((a, b) => compareText(a.order, b.order) || compareText(a.name, b.name));
    return built.map(({ name, value }) => ({ ...(value as Members), id: name }));
  };
  return build(projectShape, top) as Members;
}
