/** Behaviour3's own JSON, as its editor writes it: read into a tree, and written back as it was, `display` and all. */
import type { Json } from '../../kernel/json.ts';
import { describeIssue, flattenIssues, short } from '../issues.ts';
import { parseJson, type JsonPath } from '../json.ts';
import { JsonValue } from '../json-value.ts';
import { suggest } from '../problem.ts';
import { z } from '../zod.ts';
import { MAX_DEPTH, MAX_NODES, isNodeType, nodeTypes, type BehaviourNode, type BehaviourTree } from './node.ts';
import { makeNode, type Findings, type Spot } from './place.ts';

const withChildren = Object.entries(nodeTypes).flatMap(([name, arity]) => (arity === 'none' ? [] : [name]));

const Properties = z.record(z.string(), JsonValue);

/** Fields that are not named here are kept and written back. */
const FileNode = z.looseObject({
  id: z.string().optional(),
  name: z.string(),
  title: z.string().optional(),
  properties: Properties.optional(),
  children: z.array(z.string()).optional(),
  child: z.string().nullable().optional(),
});

export const Behaviour3 = z.looseObject({
  title: z.string().optional(),
  root: z.string().nullable(),
  nodes: z.record(z.string(), FileNode),
  custom_nodes: z.array(z.looseObject({ name: z.string(), category: z.string().optional() })).optional(),
});
export type Behaviour3 = z.infer<typeof Behaviour3>;

/** A file's tree. The editor's project files hold several: the first, or the one whose title is `wanted`. */
export interface Behaviour3File {
  /** The file's value, untouched. */
  readonly value: Json;
  /** Where its tree is in it. */
  readonly path: JsonPath;
  readonly tree: Behaviour3;
}

/** What a Behaviour3 file says, or undefined with the problems noted. */
export function parseBehaviour3(text: string, findings: Findings): (Behaviour3File & { locate: (path: JsonPath) => Spot }) | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    findings.add('broken-json', `This is not JSON: ${parsed.message}`, { spot: { line: parsed.line, column: parsed.column } });
    return undefined;
  }
  const path = treePath(parsed.value);
  const value = path.reduce<Json>((part, key) => (part as Record<string, Json>)[key]!, parsed.value);
  const result = Behaviour3.safeParse(value);
  if (!result.success) {
    for (const issue of flattenIssues(result.error.issues))
      findings.add('behaviour3', `This is not a Behaviour3 tree: ${describeIssue(issue, value, 'it')}`, {
        spot: parsed.locate([...path, ...issue.path]),
        hint: 'Export the tree from the editor again, or correct the file.',
      });
    return undefined;
  }
  return { value: parsed.value, path, tree: result.data, locate: (deeper) => parsed.locate([...path, ...deeper]) };
}

/** One tree as it is; of a project, `data.trees` or `trees` holds a list of them. */
function treePath(value: Json): (string | number)[] {
  const record = (part: Json | undefined): Record<string, Json> =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? (part as Record<string, Json>) : {};
  const top = record(value);
  if (Array.isArray(record(top['data'])['trees'])) return ['data', 'trees', 0];
  if (Array.isArray(top['trees']) && !Object.hasOwn(top, 'nodes')) return ['trees', 0];
  return [];
}

/** @param ticksPerSecond what its milliseconds are counted in; 1 in turns */
export function readBehaviour3(text: string, findings: Findings, ticksPerSecond: number): BehaviourTree | undefined {
  const file = parseBehaviour3(text, findings);
  if (!file) return undefined;
  const { tree, locate } = file;
  if (Object.keys(tree.nodes).length > MAX_NODES) {
    findings.add('behaviour-too-big', `The tree has ${Object.keys(tree.nodes).length} nodes; it may have ${MAX_NODES}.`);
    return undefined;
  }
  if (tree.root === null || !Object.hasOwn(tree.nodes, tree.root)) {
    findings.add('behaviour3-root', 'The tree has no root.', { spot: locate(['root']), hint: 'Connect the root to a node in the editor.' });
    return undefined;
  }
  const used = new Set<string>();
  const called = (id: string): string => `${tree.nodes[id]!.name} (${id})`;
  /** @param above the nodes on the way here, the root first */
  const read = (id: string, above: readonly string[], from: JsonPath): BehaviourNode | undefined => {
    const refuse = (code: string, message: string, hint: string, spot: Spot = locate(from)): undefined => {
      findings.add(code, message, { spot, hint });
    };
    if (!Object.hasOwn(tree.nodes, id))
      return refuse(
        'behaviour3-node',
        `There is no node ${id}.`,
        suggest(id, Object.keys(tree.nodes)) ?? 'Take the connection away in the editor.',
      );
    if (above.includes(id)) {
      const circle = [...above.slice(above.indexOf(id)), id].map(called).join(' > ');
      return refuse('behaviour-circle', `The nodes ${circle} go in a circle.`, 'Take one of these connections away in the editor.');
    }
    if (used.has(id))
      return refuse(
        'behaviour3-node',
        `The node ${called(id)} is connected twice.`,
        'Copy it in the editor, or put it into a tree of its own.',
      );
    if (above.length > MAX_DEPTH)
      return refuse('behaviour-too-big', `Nodes stand more than ${MAX_DEPTH} deep.`, 'Put a part into a tree of its own.');
    used.add(id);
    const spot = locate(['nodes', id]);
    const { name, title, properties = {}, children, child } = tree.nodes[id]!;
    const below = children ?? (child === undefined || child === null ? [] : [child]);
    const known = isNodeType(name);
    if (!known && below.length > 0)
      return refuse(
        'behaviour3-custom',
        `There is no type of node named ${name} (node ${id}), and only leaves can be functions of a script.`,
        suggest(name, withChildren) ?? `Types with children: ${withChildren.join(', ')}.`,
        spot,
      );
    const made = below.map((one, index) =>
      read(one, [...above, id], ['nodes', id, children ? 'children' : 'child', ...(children ? [index] : [])]),
    );
    if (made.includes(undefined)) return undefined;
    const bad = known ? counts.find((property) => !Number.isFinite(number(properties[property] as Json | undefined))) : undefined;
    if (bad !== undefined)
      return refuse(
        'behaviour-argument',
        `${name}: ${bad} is ${short(properties[bad])}: expected a number.`,
        `Correct the property ${bad} of the node in the editor.`,
        spot,
      );
    return makeNode(findings, spot, {
      id,
      type: known ? name : 'Call',
      name: title !== undefined && title !== name ? title : undefined,
      args: known ? argsFor(name, properties as Record<string, Json>, ticksPerSecond) : { call: name, args: properties as Json },
      children: made as BehaviourNode[],
    });
  };
  const root = read(tree.root, [], ['root']);
  return root && findings.problems.length === 0 ? { source: findings.file, root } : undefined;
}

/** The editor's names for what we call otherwise; what a node does not take is left in the file. */
function argsFor(name: keyof typeof nodeTypes, properties: Record<string, Json>, ticksPerSecond: number): Json {
  const ticks = (milliseconds: Json | undefined): number => Math.floor((number(milliseconds) * ticksPerSecond) / 1000);
  switch (name as string) {
    case 'Wait':
      // Behaviour3 waits until more than the time has passed.
      return Object.hasOwn(properties, 'ticks') ? { ticks: properties['ticks']! } : { ticks: ticks(properties['milliseconds']) + 1 };
    case 'MaxTime':
      return Object.hasOwn(properties, 'ticks') ? { ticks: properties['ticks']! } : { ticks: ticks(properties['maxTime']) };
    case 'Limiter':
      return { max: number(properties['maxLoop'] ?? properties['max'] ?? 1) };
    case 'Repeater':
    case 'RepeatUntilFailure':
    case 'RepeatUntilSuccess': {
      const max = number(properties['maxLoop'] ?? properties['max'] ?? -1);
      return { max: max === 0 ? -1 : max };
    }
    case 'Sequence':
    case 'Priority':
    case 'MemSequence':
    case 'MemPriority':
    case 'Inverter':
    case 'Succeeder':
    case 'Failer':
    case 'Error':
    case 'Runner':
      return {};
    default:
      return properties;
  }
}

/** The properties that the editor lets a person write as numbers or as texts. */
const counts = ['milliseconds', 'maxTime', 'maxLoop'] as const;

/** A property that is absent or empty is 0; NaN for what is no number. */
const number = (value: Json | undefined): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.trim() === '' ? 0 : Number(value);
  return value === undefined || value === null ? 0 : Number.NaN;
};

/** The text of a Behaviour3 file, as its editor indents it. What was read and not changed is written as it was, key for key. */
export const writeBehaviour3 = ({ value }: Pick<Behaviour3File, 'value'>): string => JSON.stringify(value, undefined, 2);
