/**
 * Behaviour3's own library as the judge of Behaviour3's nodes: random trees with random answers, tick by tick. It differs from ours in three
 * things on purpose, and those it is corrected in here: it leaves one node open that is no longer reached (the first that differs from the
 * last tick's), its Limiter forgets its count whenever its child ends, and MaxTime leaves its late child open.
 */
import b3 from 'behavior3js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chance, type Chance } from '../../kernel/testing/chance.ts';
import { Findings, readBehaviour3 } from '../../model/behaviour/index.ts';
import { assemble } from './assemble.ts';
import { Bound } from './bound.ts';
import { statusNames } from './program.ts';
import { walk } from './walk.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  // Its Repeater asks for the library by its global name.
  (globalThis as { b3?: unknown }).b3 = b3;
});
afterAll(() => {
  vi.useRealTimers();
  delete (globalThis as { b3?: unknown }).b3;
});

const ticksPerSecond = 10;

interface FileNode {
  id: string;
  name: string;
  title: string;
  properties: Record<string, number>;
  children?: string[];
  child?: string;
}
interface File {
  title: string;
  root: string;
  nodes: Record<string, FileNode>;
}

/** A tree of at most `depth`, with leaves that answer by chance. At most 16 nodes that remember. */
function randomTree(random: Chance, depth: number): File {
  const nodes: Record<string, FileNode> = {};
  let remembering = 0;
  const make = (left: number, leafOnly = false): string => {
    const id = `n${Object.keys(nodes).length}`;
    const node: FileNode = (nodes[id] = { id, name: 'Answer', title: 'Answer', properties: {} });
    const rest = remembering < 14 ? ['Repeater', 'RepeatUntilFailure', 'RepeatUntilSuccess', 'MemSequence', 'MemPriority', 'MaxTime'] : [];
    const plain = remembering < 15 ? ['Wait', 'Succeeder', 'Failer', 'Runner', 'Error'] : ['Succeeder', 'Failer', 'Runner'];
    node.name =
      left === 0 || leafOnly
        ? random.below(3) > 0
          ? 'Answer'
          : random.pick(plain)
        : random.pick(['Sequence', 'Priority', 'Sequence', 'Priority', 'Inverter', ...rest]);
    if (/^(Mem|Repeat|Max|Wait)/.test(node.name)) remembering += 1;
    if (node.name === 'Wait') node.properties = { milliseconds: random.pick([0, 50, 100, 250]) };
    if (node.name.startsWith('Repeat')) node.properties = { maxLoop: 1 + random.below(4) };
    if (node.name === 'MaxTime') node.properties = { maxTime: random.pick([50, 100, 300]) };
    if (/Sequence|Priority/.test(node.name)) node.children = Array.from({ length: 1 + random.below(3) }, () => make(left - 1));
    else if (/Inverter|Repeat|MaxTime/.test(node.name)) node.child = make(left - 1, node.name === 'MaxTime');
    return id;
  };
  return { title: 'random', root: make(depth), nodes };
}

interface OpenNode {
  _close(tick: unknown): void;
}
interface Library {
  BehaviorTree: new () => { id: string; root: { _execute(tick: unknown): number }; load(file: File, names: object): void };
  Blackboard: new () => { get(key: string, tree: string): OpenNode[]; set(key: string, value: unknown, tree: string): void };
  Tick: new () => { target: unknown; blackboard: unknown; tree: unknown; _openNodes: OpenNode[] };
  Action: unknown;
  Class(base: unknown, parts: object): unknown;
}

/** Plays a file in the library; nodes that are no longer reached are closed, all of them. */
function judge(file: File, answer: (leaf: string, tick: number) => number): (tick: number) => number {
  const library = b3 as unknown as Library;
  let now = 0;
  const tree = new library.BehaviorTree();
  const Answer = library.Class(library.Action, {
    name: 'Answer',
    tick(this: { id: string }) {
      return answer(this.id, now);
    },
  });
  tree.load(file, { Answer });
  const blackboard = new library.Blackboard();
  return (number) => {
    now = number;
    vi.setSystemTime(number * (1000 / ticksPerSecond));
    const tick = new library.Tick();
    Object.assign(tick, { target: {}, blackboard, tree });
    const status = tree.root._execute(tick);
    const open = tick._openNodes.slice();
    for (const node of (blackboard.get('openNodes', tree.id) ?? []).toReversed()) if (!open.includes(node)) node._close(tick);
    blackboard.set('openNodes', open, tree.id);
    return status;
  };
}

function ours(file: File, answer: (leaf: string, tick: number) => number): (tick: number) => number {
  const findings = new Findings('behaviours/random.json');
  const named = {
    ...file,
    nodes: Object.fromEntries(Object.entries(file.nodes).map(([id, node]) => [id, node.name === 'Answer' ? { ...node, name: id } : node])),
  };
  const tree = readBehaviour3(JSON.stringify(named), findings, ticksPerSecond);
  if (!tree) throw new Error(JSON.stringify(findings.problems));
  const bound = new Bound(assemble('random', { types: new Map(), trees: { random: tree } }));
  const memory = new Int32Array(16);
  return (tick) =>
    walk(bound, 0, memory, 0, {
      tick,
      tell: () => true,
      call: ({ name }) => statusNames[answer(name, tick)] as 'success' | 'failure' | 'running',
      score: () => 0,
      chance: () => 0,
      trace: () => {},
    });
}

describe('Behaviour3’s nodes do what its library does', () => {
  test.each(Array.from({ length: 8 }, (_, i) => i + 1))('on random trees (seed %i)', (seed) => {
    const random = chance(seed);
    let ticks = 0;
    const seen = new Set<number>();
    for (let round = 0; round < 60; round += 1) {
      const file = randomTree(random, 1 + random.below(4));
      const salt = random.below(1 << 20);
      // The same leaf answers alike whenever it is asked in a tick.
      const answer = (leaf: string, tick: number): number => 1 + chance(salt + tick * 977 + Number(leaf.slice(1)) * 131).below(3);
      const [theirs, own] = [judge(file, answer), ours(file, answer)];
      for (let tick = 1; tick <= 40; tick += 1, ticks += 1) {
        const expected = theirs(tick);
        seen.add(expected);
        expect(own(tick), `seed ${seed}, tree ${round}, tick ${tick}: ${JSON.stringify(file.nodes)}`).toBe(expected);
      }
    }
    expect(ticks).toBe(2400);
    expect([...seen].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });
});
