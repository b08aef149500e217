/** Trees against the level they are for: what a node names must exist and fit. */
import { validateCommand, type CommandTypes } from '../../kernel/commands/index.ts';
import type { Json } from '../../kernel/json.ts';
import { valueProblem } from '../../kernel/world/check-value.ts';
import type { ComponentType } from '../component.ts';
import { suggest } from '../problem.ts';
import { argsOf } from './args.ts';
import { fieldOfPath, isNumber, isOrdered, partOf, type FieldPath } from './field-path.ts';
import { MAX_DEPTH, MAX_NODES, MEMORY_SLOTS, nodesOf, nodeTypes, type BehaviourNode, type BehaviourTree } from './node.ts';
import type { Findings } from './place.ts';
import { slotsOf } from './slots.ts';

export interface TreeContext {
  readonly types: ReadonlyMap<string, ComponentType>;
  readonly commands: CommandTypes;
  readonly trees: ReadonlyMap<string, BehaviourTree>;
  /** Keys of entities that the level has, and whether a script might make one of a key. Without them keys are not looked at. */
  readonly entities?: { readonly keys: Iterable<string>; readonly canBe: (key: string) => boolean } | undefined;
}

/** Notes everything that is wrong with a tree. */
export function checkTree(name: string, { root }: BehaviourTree, context: TreeContext, findings: Findings): void {
  for (const node of nodesOf(root)) checkNode(node, context, findings);
  const size = measure(name, root, context, findings);
  if (size === undefined) return;
  if (size.depth > MAX_DEPTH || size.nodes > MAX_NODES)
    findings.at(
      root,
      'behaviour-too-big',
      `with its sub-trees the tree has ${size.nodes} nodes, ${size.depth} deep; it may have ${MAX_NODES}, ${MAX_DEPTH} deep.`,
    );
  if (size.slots > MEMORY_SLOTS)
    findings.at(
      root,
      'behaviour-memory',
      `the tree remembers ${size.slots} numbers for an entity; it may remember ${MEMORY_SLOTS}.`,
      'Mem-, wait, repeat, limit, max-time, cooldown and parallel nodes remember one each: use fewer, or split the tree.',
    );
}

interface Size {
  readonly nodes: number;
  readonly depth: number;
  readonly slots: number;
}

/** How big a tree is with its sub-trees; undefined where one of them cannot be measured. */
function measure(name: string, root: BehaviourNode, { trees }: TreeContext, findings: Findings): Size | undefined {
  const known = new Map<string, Size | undefined>();
  const subTree = (tree: string, path: readonly string[]): Size | undefined => {
    if (!known.has(tree)) known.set(tree, inside(trees.get(tree)!.root, [...path, tree]));
    return known.get(tree);
  };
  const inside = (node: BehaviourNode, path: readonly string[]): Size | undefined => {
    let [nodes, depth, slots] = [1, 1, slotsOf(node.type)];
    const below: (Size | undefined)[] = node.children.map((child) => inside(child, path));
    if (node.type === 'SubTree') {
      const { tree } = argsOf('SubTree', node.args);
      if (!trees.has(tree)) return undefined;
      if (path.includes(tree)) {
        findings.at(root, 'behaviour-circle', `the trees ${[...path.slice(path.indexOf(tree)), tree].join(' > ')} contain each other.`);
        return undefined;
      }
      below.push(subTree(tree, path));
    }
    for (const size of below) {
      if (size === undefined) return undefined;
      nodes += size.nodes;
      depth = Math.max(depth, size.depth + 1);
      slots += size.slots;
    }
    return { nodes, depth, slots };
  };
  return inside(root, [name]);
}

function checkNode(node: BehaviourNode, context: TreeContext, findings: Findings): void {
  const refuse = (code: string, message: string, hint?: string): void => findings.at(node, code, `${message}.`, hint);
  const field = (path: string): FieldPath | undefined => {
    const found = fieldOfPath(context.types, path);
    if (!('problem' in found)) return found;
    refuse('behaviour-field', found.problem, found.hint);
    return undefined;
  };
  const whose = (path: string | undefined): void => {
    const found = path === undefined ? undefined : field(path);
    if (found && found.spec.kind !== 'entity')
      refuse('behaviour-of', `of names a field that holds an entity, and ${path} holds ${found.spec.kind}`);
  };
  const nobody = ({ spec }: FieldPath, value: Json, so: string): void => {
    if (spec.kind !== 'entity' || typeof value !== 'string' || context.entities?.canBe(value) !== false) return;
    const hint = suggest(value, context.entities.keys) ?? `A script can make it: spawn(prefab, components, '${value}').`;
    findings.warn(node, 'behaviour-entity', `no entity of the level has the key ${value}, and no script names it: ${so}.`, hint);
  };
  const { type, args } = node;
  if (nodeTypes[type] === 'many' && node.children.length === 0)
    findings.warn(node, 'behaviour-empty', `it has no children, so it does nothing.`, 'Put nodes into it, or take it away.');
  switch (type as string) {
    case 'Utility':
      if (node.children.length > 31) refuse('behaviour-children', `${node.children.length} children; there may be 31`);
      for (const child of node.children)
        if (child.type !== 'Score')
          findings.at(child, 'behaviour-score', 'the children of utility are scored.', 'Write {score: Component.field, do: node}.');
      return;
    case 'Parallel':
      if (node.children.length > 15) refuse('behaviour-children', `${node.children.length} children; there may be 15`);
      if (argsOf('Parallel', args).succeed > node.children.length)
        findings.warn(
          node,
          'behaviour-children',
          `succeed is ${argsOf('Parallel', args).succeed}, and it has ${count(node.children.length)}: it never succeeds.`,
          'Leave succeed out where all have to succeed.',
        );
      return;
    case 'Score': {
      const score = argsOf('Score', args);
      if (!('field' in score)) return;
      whose(score.of);
      const found = field(score.field);
      if (found && !isOrdered(found.spec)) refuse('behaviour-score', `${score.field} is no number`);
      return;
    }
    case 'Condition': {
      const { field: path, of, is, value } = argsOf('Condition', args);
      whose(of);
      const found = field(path);
      const problem = found && comparisonProblem(found, is, value);
      if (problem !== undefined) refuse('behaviour-value', problem);
      else if (found) nobody(found, value, `${is} ${is === '!=' ? 'always' : 'never'} holds`);
      return;
    }
    case 'Has': {
      const { component, of } = argsOf('Has', args);
      whose(of);
      if (!context.types.has(component))
        refuse('behaviour-field', `there is no component ${component}`, suggest(component, context.types.keys()));
      return;
    }
    case 'Set':
    case 'Add': {
      const { field: path, of, value } = argsOf('Set', args);
      whose(of);
      const found = field(path);
      if (!found) return;
      const problem = type === 'Set' ? setProblem(found, value) : addProblem(found, value as number | string);
      if (problem !== undefined) refuse('behaviour-value', problem);
      else nobody(found, value, 'the node fails');
      return;
    }
    case 'Command': {
      const { command, payload } = argsOf('Command', args);
      const checked = validateCommand(context.commands, { sender: 0, seq: 0, type: command, payload });
      if (!checked.ok) refuse('behaviour-command', checked.error.message.replace(/\.$/, ''), checked.error.hint);
      return;
    }
    case 'SubTree': {
      const { tree } = argsOf('SubTree', args);
      if (!context.trees.has(tree)) refuse('behaviour-tree', `there is no tree ${tree}`, suggest(tree, context.trees.keys()));
      return;
    }
    default:
      return;
  }
}

const count = (children: number): string => (children === 1 ? '1 child' : `${children} children`);

function comparisonProblem(path: FieldPath, is: string, value: Json): string | undefined {
  const { component, field, spec } = path;
  const what = `${component}.${field}`;
  if (is === 'has')
    return spec.kind === 'flags' && typeof value === 'string' && spec.options?.includes(value) === true
      ? undefined
      : `${what} has no flag ${JSON.stringify(value)}`;
  if (spec.kind === 'flags') return `${what} holds flags: ask whether it has one`;
  if (is !== '==' && is !== '!=' && !isOrdered(spec)) return `${what} has no order: compare it with == or !=`;
  const expected = valueProblem(
    { ...partOf(path), min: undefined, max: undefined },
    spec.kind === 'decimal' && typeof value === 'number' ? String(value) : value,
  );
  return expected === undefined ? undefined : `${what} cannot be compared with ${JSON.stringify(value)}: expected ${expected}`;
}

function setProblem(path: FieldPath, value: Json): string | undefined {
  const { component, field, spec } = path;
  const expected = valueProblem(partOf(path), spec.kind === 'decimal' && typeof value === 'number' ? String(value) : value);
  return expected === undefined ? undefined : `${component}.${field} cannot be ${JSON.stringify(value)}: expected ${expected}`;
}

function addProblem({ component, field, spec }: FieldPath, value: number | string): string | undefined {
  if (spec.kind === 'decimal') {
    const expected = valueProblem({ kind: 'decimal', scale: spec.scale }, String(value));
    return expected === undefined ? undefined : `${value} cannot be added to ${component}.${field}: expected ${expected}`;
  }
  if (!isNumber(spec)) return `${component}.${field} is no number`;
  if (typeof value !== 'number') return `${JSON.stringify(value)} is no number`;
  return ['f32', 'f64', 'vec2', 'vec3', 'quat'].includes(spec.kind) || Number.isInteger(value)
    ? undefined
    : `${component}.${field} holds whole numbers`;
}
