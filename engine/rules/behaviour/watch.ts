/** Tells the trace what the nodes of trees do. It hears of them by the marks of traced programs, so that other programs know nothing of it. */
import type { Arena, Entity } from '../../kernel/world/index.ts';
import { nodeTypes, type NodeType } from '../../model/behaviour/index.ts';
import { pieces, readPath, type Act, type Check, type NodeWords, type Tracer } from '../trace/index.ts';
import { STATUS, type Program } from './program.ts';

/** Whose children wait for what those before them came to. */
const ordered = new Set(['Sequence', 'ReactiveSequence', 'MemSequence', 'Priority', 'ReactiveSelector', 'MemPriority']);
const checked = new Set(['Condition', 'Has', 'Chance', 'Wait', 'Call']);

export class TreeWatch {
  readonly #tracer: Tracer;
  readonly #arena: Arena;
  /** What came to an end in this visit, by node. */
  readonly #checks = new Map<number, Check>();
  /** The last leaf of the visit. */
  #last = 0;

  constructor(tracer: Tracer, arena: Arena) {
    this.#tracer = tracer;
    this.#arena = arena;
  }

  /** A visit begins. */
  begin(): void {
    this.#checks.clear();
    this.#last = 0;
  }

  /** The visit is over: what the entity's Behaviour says of it was written where it ended. */
  end(program: Program, index: number): void {
    const act = this.#tracer.within(this.#act(program, this.#last, index));
    for (const field of ['status', 'memory', 'of']) this.#tracer.wrote(act, this.#arena.entityAt(index), 'Behaviour', field);
  }

  /** A node of the entity's tree came to a status. */
  came(program: Program, node: number, status: number, index: number): void {
    const { type } = program.nodes[node]!;
    if (type !== 'SubTree' && nodeTypes[type as NodeType] === 'none') this.#last = node;
    if (status === STATUS.running) return;
    if (checked.has(type)) {
      this.#checks.delete(node);
      this.#checks.set(node, this.#check(program, node, status, index));
    } else if (status === STATUS.success && (type === 'Set' || type === 'Add')) this.#wrote(program, node, index);
  }

  /** A node asks a script: the act that the call comes from. */
  calling(program: Program, node: number, index: number): number {
    return this.#tracer.within(this.#act(program, node, index));
  }

  /** A node has told events. */
  told(program: Program, node: number, index: number): void {
    this.#tracer.told(this.#tracer.within(this.#act(program, node, index)));
  }

  #wrote(program: Program, node: number, index: number): void {
    const { args } = program.nodes[node]!;
    const whose = this.#whose(args, index);
    if (whose === undefined) return;
    const { component, field } = pieces(args['field'] as string);
    this.#tracer.wrote(this.#tracer.within(this.#act(program, node, index)), whose, component, field);
  }

  #act(program: Program, node: number, index: number): Act {
    const path: number[] = [];
    for (let at = node; at >= 0; at = program.nodes[at]!.parent) path.unshift(at);
    const checks = [...this.#checks].filter(([at]) => at !== node && path.includes(waitingFor(program, at))).map(([, check]) => check);
    return { kind: 'behaviour', entity: this.#nameOf(index), path: path.map((at) => wordsOf(program, at)), checks };
  }

  #check(program: Program, node: number, status: number, index: number): Check {
    const words = wordsOf(program, node);
    const came = status === STATUS.success ? 'success' : 'failure';
    if (words.type !== 'Condition') return { ...words, came };
    const whose = this.#whose(words.args, index);
    if (whose === undefined) return { ...words, came };
    return { ...words, came, entity: this.#arena.nameOf(whose), found: readPath(this.#arena, whose, words.args['field'] as string) };
  }

  /** The entity that a node is about: its own, or the one that `of` names. */
  #whose({ of }: NodeWords['args'], index: number): Entity | undefined {
    const own = this.#arena.entityAt(index);
    if (typeof of !== 'string') return own;
    const key = readPath(this.#arena, own, of);
    return typeof key === 'string' ? this.#arena.byKey(key) : undefined;
  }

  #nameOf(index: number): string {
    return this.#arena.nameOf(this.#arena.entityAt(index));
  }
}

/** The sequence or selector that goes on by what a node came to; -1 where none does. */
function waitingFor({ nodes }: Program, node: number): number {
  let above = nodes[node]!.parent;
  while (above >= 0 && nodes[above]!.type === 'Inverter') above = nodes[above]!.parent;
  return above >= 0 && ordered.has(nodes[above]!.type) ? above : -1;
}

const wordsOf = ({ nodes }: Program, at: number): NodeWords => {
  const { tree, id, type, name, args } = nodes[at]!;
  return { tree, id, type, ...(name !== undefined && { name }), args };
};
