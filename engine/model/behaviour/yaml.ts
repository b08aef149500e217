/** Reads a behaviour tree from YAML: every node is a map with one key, its kind (docs/formats/behaviour.md). */
import { LineCounter, isMap, isScalar, isSeq, parseDocument, visit, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Json } from '../../kernel/json.ts';
import { short } from '../issues.ts';
import { suggest } from '../problem.ts';
import { argNames } from './args.ts';
import { MAX_DEPTH, MAX_NODES, type BehaviourNode, type BehaviourTree, type NodeType } from './node.ts';
import { makeNode, type Findings, type Spot } from './place.ts';
import { yamlSentence } from './yaml-errors.ts';
import { leafArgs, leafTypes, ticksOf } from './yaml-leaves.ts';

/** The largest text of a tree, in UTF-16 units. */
export const MAX_TREE_TEXT = 256 * 1024;

const composites: Readonly<Record<string, NodeType>> = {
  sequence: 'Sequence',
  selector: 'Priority',
  priority: 'Priority',
  'mem-sequence': 'MemSequence',
  'mem-selector': 'MemPriority',
  'mem-priority': 'MemPriority',
  'reactive-sequence': 'ReactiveSequence',
  'reactive-selector': 'ReactiveSelector',
  parallel: 'Parallel',
  utility: 'Utility',
};

/** Their options beside `do`, the one child. */
const decorators: Readonly<Record<string, NodeType>> = {
  not: 'Inverter',
  limit: 'Limiter',
  'max-time': 'MaxTime',
  repeat: 'Repeater',
  'until-failure': 'RepeatUntilFailure',
  'until-success': 'RepeatUntilSuccess',
  cooldown: 'Cooldown',
};

const kinds = [...Object.keys(composites), ...Object.keys(decorators), ...Object.keys(leafTypes)];

/** @param ticksPerSecond what seconds are counted in; 1 in turns */
export function readYaml(text: string, findings: Findings, ticksPerSecond: number): BehaviourTree | undefined {
  if (text.length > MAX_TREE_TEXT) {
    findings.add('behaviour-too-big', `The tree has ${text.length} characters; it may have ${MAX_TREE_TEXT}.`);
    return undefined;
  }
  const lines = new LineCounter();
  const spotAt = (offset: number | undefined): Spot => {
    if (offset === undefined) return {};
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core', prettyErrors: false, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) {
      if (error.message.includes('call stack')) throw new RangeError('nested too deeply');
      const { message, hint } = yamlSentence(error.code);
      findings.add('broken-yaml', `This is not YAML: ${message}.`, { spot: spotAt(error.pos[0]), hint });
      return undefined;
    }
    if (hasMarks(document.contents, findings, spotAt)) return undefined;
    const root = new Reader(findings, ticksPerSecond, spotAt).tree(document.contents);
    return root && findings.problems.length === 0 ? { source: findings.file, root } : undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    findings.add('behaviour-too-deep', 'The text is nested too deeply to be a tree.', { hint: `Nodes may stand ${MAX_DEPTH} deep.` });
    return undefined;
  }
}

/** Anchors, aliases and tags: a tree says what it does where it stands, and says it once by name with `tree:`. */
function hasMarks(contents: Node | null, findings: Findings, spotAt: (offset: number | undefined) => Spot): boolean {
  let found: Node | undefined;
  visit(contents, {
    Alias: (_, node) => {
      found ??= node;
      return visit.BREAK;
    },
    Node: (_, node) => {
      if (('anchor' in node && node.anchor !== undefined) || node.tag?.startsWith('!') === true) {
        found ??= node;
        return visit.BREAK;
      }
      return undefined;
    },
  });
  if (found === undefined) return false;
  findings.add('yaml-marks', 'A tree has no anchors, aliases or tags.', {
    spot: spotAt(found.range?.[0]),
    hint: 'Put the part that is used twice into a tree of its own and name it: tree: <name>.',
  });
  return true;
}

class Reader {
  readonly #findings: Findings;
  readonly #ticksPerSecond: number;
  readonly #spotAt: (offset: number | undefined) => Spot;
  #count = 0;

  constructor(findings: Findings, ticksPerSecond: number, spotAt: (offset: number | undefined) => Spot) {
    this.#findings = findings;
    this.#ticksPerSecond = ticksPerSecond;
    this.#spotAt = spotAt;
  }

  tree(contents: Node | null): BehaviourNode | undefined {
    if (isMap(contents) && contents.items.length > 0 && keyOf(contents.items[0]!) === 'root') {
      const extra = contents.items.map(keyOf).find((key) => key !== 'root' && key !== 'help');
      if (extra !== undefined) {
        this.#refuse(contents, 'behaviour-key', `A tree has root and help, not ${extra}.`);
        return undefined;
      }
      return this.#node(contents.items[0]!.value as Node | null, '0', 0);
    }
    return this.#node(contents, '0', 0);
  }

  #spot = (node: Node | null | undefined): Spot => this.#spotAt(node?.range?.[0]);

  #refuse(node: Node | null | undefined, code: string, message: string, hint?: string): void {
    this.#findings.add(code, message, { spot: this.#spot(node), hint });
  }

  #node(node: Node | null, id: string, depth: number): BehaviourNode | undefined {
    this.#count += 1;
    if (depth > MAX_DEPTH || this.#count > MAX_NODES) {
      if (this.#count <= MAX_NODES + 1)
        this.#refuse(
          node,
          'behaviour-too-big',
          depth > MAX_DEPTH ? `Nodes stand more than ${MAX_DEPTH} deep.` : `The tree has more than ${MAX_NODES} nodes.`,
        );
      return undefined;
    }
    if (isScalar(node) && typeof node.value === 'string') return this.#made(node, node.value, null, undefined, id, depth);
    if (!isMap(node)) {
      this.#refuse(node, 'behaviour-node', 'A node is a map with one key that says what it is, such as sequence: [...].');
      return undefined;
    }
    const named = node.items.find((pair) => keyOf(pair) === 'name');
    const own = node.items.filter((pair) => pair !== named);
    const scored = own.find((pair) => keyOf(pair) === 'score');
    if (scored) return this.#scored(node, scored, own, id, depth);
    if (own.length !== 1) {
      this.#refuse(node, 'behaviour-node', `A node has one key beside name, not ${own.length}: ${own.map(keyOf).join(', ') || 'none'}.`);
      return undefined;
    }
    const [pair] = own;
    return this.#made(pair!.key as Node, keyOf(pair!), pair!.value as Node | null, plainText(named?.value), id, depth);
  }

  #made(at: Node, kind: string, value: Node | null, name: string | undefined, id: string, depth: number): BehaviourNode | undefined {
    const spot = this.#spot(at);
    if (Object.hasOwn(composites, kind)) return this.#composite(spot, composites[kind]!, value, name, id, depth);
    if (Object.hasOwn(decorators, kind)) return this.#decorator(spot, kind, value, name, id, depth);
    if (Object.hasOwn(leafTypes, kind)) {
      const args = leafArgs(kind, toJson(value), this.#ticksPerSecond);
      if (typeof args !== 'string') return makeNode(this.#findings, spot, { id, type: leafTypes[kind]!, name, args, children: [] });
      this.#findings.add('behaviour-argument', `${kind}: ${args}.`, { spot });
      return undefined;
    }
    this.#findings.add('behaviour-kind', `There is no kind of node named ${kind}.`, {
      spot,
      hint: suggest(kind, kinds) ?? `Kinds: ${kinds.join(', ')}.`,
    });
    return undefined;
  }

  #composite(
    spot: Spot,
    type: NodeType,
    value: Node | null,
    name: string | undefined,
    id: string,
    depth: number,
  ): BehaviourNode | undefined {
    const options = isMap(value) ? value : undefined;
    const list = options ? (options.get('children', true) as unknown) : value;
    if (!isSeq(list)) {
      this.#findings.add('behaviour-children', `${type} takes a list of nodes.`, { spot });
      return undefined;
    }
    const children = list.items.map((child, index) => this.#node(child as Node | null, `${id}.${index}`, depth + 1));
    if (children.includes(undefined)) return undefined;
    return makeNode(this.#findings, spot, {
      id,
      type,
      name,
      args: options ? without(options, 'children') : {},
      children: children as BehaviourNode[],
    });
  }

  /** `not: node`, or `cooldown: {ticks: 5, do: node}`. */
  #decorator(spot: Spot, kind: string, value: Node | null, name: string | undefined, id: string, depth: number): BehaviourNode | undefined {
    const type = decorators[kind]!;
    const names = argNames(type).flatMap((name) => (name === 'ticks' ? ['ticks', 'seconds'] : [name]));
    const map = isMap(value) ? value : undefined;
    const options = map?.has('do') === true ? map : undefined;
    const stray = options ? undefined : map?.items.map(keyOf).find((name) => names.includes(name));
    if (stray !== undefined) {
      const hint = `Write ${kind}: { ${stray}: ${short(toJson((map!.get(stray, true) as Node | null | undefined) ?? null))}, do: <node> }.`;
      this.#findings.add('behaviour-children', `${kind} has ${stray} and no do, the node that it is about.`, { spot, hint });
      return undefined;
    }
    const child = this.#node((options ? (options.get('do', true) as Node | null | undefined) : value) ?? null, `${id}.0`, depth + 1);
    if (!child) return undefined;
    const { seconds, ...args } = options ? without(options, 'do') : {};
    if (seconds !== undefined) {
      if (typeof seconds !== 'number') {
        this.#findings.add('behaviour-argument', `${kind}: seconds is ${short(seconds)}: expected a number.`, {
          spot,
          hint: `Write ${kind}: { seconds: 2, do: <node> }.`,
        });
        return undefined;
      }
      if (args['ticks'] !== undefined) {
        this.#findings.add('behaviour-argument', `${kind} has ticks and seconds: only one of them can count.`, {
          spot,
          hint: `Write ${kind}: { seconds: ${seconds}, do: <node> }, or the same with ticks.`,
        });
        return undefined;
      }
      const ticks = ticksOf(seconds, this.#ticksPerSecond);
      if (typeof ticks === 'string') {
        this.#findings.add('behaviour-argument', `${kind}: ${ticks}.`, { spot });
        return undefined;
      }
      args['ticks'] = ticks;
    }
    return makeNode(this.#findings, spot, { id, type, name, args, children: [child] });
  }

  /** A child of utility: `{score: Need.hunger, do: node}`. */
  #scored(node: YAMLMap, scored: Pair, own: readonly Pair[], id: string, depth: number): BehaviourNode | undefined {
    const child = own.find((pair) => keyOf(pair) === 'do');
    if (!child || own.length !== 2) {
      this.#refuse(node, 'behaviour-node', 'A scored node has score and do, nothing else.');
      return undefined;
    }
    const made = this.#node(child.value as Node | null, `${id}.0`, depth + 1);
    const score = toJson(scored.value as Node | null);
    const args = typeof score === 'string' ? { field: score } : typeof score === 'number' ? { value: score } : score;
    return made && makeNode(this.#findings, this.#spot(node), { id, type: 'Score', args, children: [made] });
  }
}

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '?');
const plainText = (value: unknown): string | undefined => (isScalar(value) && typeof value.value === 'string' ? value.value : undefined);
const toJson = (node: Node | null): Json => (node === null ? null : ((node.toJSON() ?? null) as Json));

function without(map: YAMLMap, key: string): Record<string, Json> {
  return Object.fromEntries(
    map.items.filter((pair) => keyOf(pair) !== key).map((pair) => [keyOf(pair), toJson(pair.value as Node | null)]),
  );
}
