import { parseDecimal } from '../../kernel/math/index.ts';
import type { Json } from '../../kernel/json.ts';
import { KINDS, type FieldSpec } from '../../kernel/world/field.ts';
import { argsOf, fieldOfPath, type BehaviourNode, type BehaviourTree, type FieldPath } from '../../model/behaviour/index.ts';
import type { ComponentType } from '../../model/component.ts';
import { END, OP, STATUS, WIDTH, type Constant, type Program, type ScoreCode } from './program.ts';

/** Where a node goes on. */
interface Exits {
  readonly success: number;
  readonly failure: number;
  readonly running: number;
}

export interface AssembleOptions {
  readonly types: ReadonlyMap<string, ComponentType>;
  readonly trees: Readonly<Record<string, BehaviourTree>>;
  /** Adds instructions that tell which node came to what. */
  readonly trace?: boolean;
}

const comparison: Readonly<Record<string, number>> = { '==': 0, '!=': 1, '<': 2, '<=': 3, '>': 4, '>=': 5, has: 6 };

/** The program of a checked tree, its sub-trees inside it. Built from the last node to the first, so that targets are known. */
export const assemble = (tree: string, options: AssembleOptions): Program => new Assembler(tree, options).program();

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

class Assembler {
  readonly #options: AssembleOptions;
  readonly #code: number[] = [];
  readonly #parts: Mutable<Omit<Program, 'tree' | 'entry' | 'code' | 'slots' | 'lasting'>> = {
    tables: [],
    places: [],
    conditions: [],
    writes: [],
    tells: [],
    calls: [],
    choices: [],
    chances: [],
    has: [],
    owners: [],
    policies: [],
    nodes: [],
  };
  readonly #tree: string;
  #slots = 0;
  #lasting = 0;
  /** The node that is being assembled, for the trace. */
  #at = -1;

  constructor(tree: string, options: AssembleOptions) {
    this.#tree = tree;
    this.#options = options;
  }

  program(): Program {
    const entry = this.#node(this.#options.trees[this.#tree]!.root, this.#tree, {
      success: END.success,
      failure: END.failure,
      running: END.running,
    });
    return { tree: this.#tree, entry, code: Int32Array.from(this.#code), slots: this.#slots, lasting: this.#lasting, ...this.#parts };
  }

  #emit(op: number, { success, failure, running }: Exits, a = 0, b = 0, c = 0): number {
    this.#code.push(op, success, failure, running, a, b, c, 0);
    return this.#code.length / WIDTH - 1;
  }

  /** One target for all three exits. */
  #step(op: number, to: number, a = 0, b = 0): number {
    return this.#emit(op, { success: to, failure: to, running: to }, a, b);
  }

  #slot(lasting = false): number {
    const slot = this.#slots;
    this.#slots += 1;
    if (lasting) this.#lasting |= 1 << slot;
    return slot;
  }

  #add<T>(list: T[], item: T): number {
    return list.push(item) - 1;
  }

  #node(node: BehaviourNode, tree: string, exits: Exits): number {
    if (this.#options.trace !== true) return this.#plain(node, tree, exits);
    const { id, type, name, args } = node;
    const parent = this.#at;
    const number = this.#add(this.#parts.nodes, { id, tree, type, name, args, parent });
    const marked = (to: number, status: number): number => this.#step(OP.trace, to, number, status);
    this.#at = number;
    const entry = this.#plain(node, tree, {
      success: marked(exits.success, STATUS.success),
      failure: marked(exits.failure, STATUS.failure),
      running: marked(exits.running, STATUS.running),
    });
    this.#at = parent;
    return entry;
  }

  #plain(node: BehaviourNode, tree: string, exits: Exits): number {
    const { success, failure, running } = exits;
    const { children } = node;
    switch (node.type as string) {
      case 'Sequence':
      case 'ReactiveSequence':
        return children.reduceRight((next, child) => this.#node(child, tree, { success: next, failure, running }), success);
      case 'Priority':
      case 'ReactiveSelector':
        return children.reduceRight((next, child) => this.#node(child, tree, { success, failure: next, running }), failure);
      case 'MemSequence':
        return this.#remembering(children, tree, exits, 'success');
      case 'MemPriority':
        return this.#remembering(children, tree, exits, 'failure');
      case 'Inverter':
        return this.#node(children[0]!, tree, { success: failure, failure: success, running });
      case 'Repeater':
        return this.#repeating(children[0]!, tree, exits, argsOf('Repeater', node.args).max, 'both');
      case 'RepeatUntilFailure':
        return this.#repeating(children[0]!, tree, exits, argsOf('RepeatUntilFailure', node.args).max, 'success');
      case 'RepeatUntilSuccess':
        return this.#repeating(children[0]!, tree, exits, argsOf('RepeatUntilSuccess', node.args).max, 'failure');
      case 'Limiter': {
        const slot = this.#slot(true);
        const counted = (to: number): number => this.#step(OP.count, to, slot, -1);
        const child = this.#node(children[0]!, tree, { success: counted(success), failure: counted(failure), running });
        return this.#emit(OP.limit, { success: child, failure, running }, slot, argsOf('Limiter', node.args).max);
      }
      case 'MaxTime':
        return this.#inTime(children[0]!, tree, exits, argsOf('MaxTime', node.args).ticks);
      case 'Cooldown': {
        const slot = this.#slot(true);
        const { ticks } = argsOf('Cooldown', node.args);
        const heated = (to: number): number => this.#step(OP.heat, to, slot, ticks);
        const child = this.#node(children[0]!, tree, { success: heated(success), failure: heated(failure), running });
        return this.#emit(OP.cool, { success: child, failure, running }, slot);
      }
      case 'Parallel':
        return this.#parallel(node, tree, exits);
      case 'Utility':
        return this.#utility(children, tree, exits);
      case 'Score':
        return this.#node(children[0]!, tree, exits);
      case 'SubTree': {
        const { tree: name } = argsOf('SubTree', node.args);
        return this.#node(this.#options.trees[name]!.root, name, exits);
      }
      default:
        return this.#leaf(node, exits);
    }
  }

  /**
   * A sequence or priority that goes on where it was. A child that comes to `onward` leads to the next one. Only a child that can be running
   * is ever gone on with, so only those are remembered, and what comes before the first of them leaves nothing to forget.
   */
  #remembering(children: readonly BehaviourNode[], tree: string, exits: Exits, onward: 'success' | 'failure'): number {
    const slot = this.#slot();
    const other = onward === 'success' ? 'failure' : 'success';
    const canRun = children.map((child) => this.#canRun(child));
    const first = canRun.indexOf(true);
    const left = this.#step(OP.forget, exits[other], slot, 1);
    const entries = new Int32Array(children.length);
    let next = first < 0 ? exits[onward] : this.#step(OP.forget, exits[onward], slot, 1);
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const entry = this.#node(children[i]!, tree, { ...exits, [onward]: next, [other]: first >= 0 && i >= first ? left : exits[other] });
      entries[i] = entry;
      next = canRun[i] === true && i > 0 ? this.#step(OP.next, entry, slot, i) : entry;
    }
    return first < 0 ? next : this.#step(OP.resume, entries[0]!, slot, this.#add(this.#parts.tables, entries));
  }

  #canRun(node: BehaviourNode): boolean {
    if (node.type === 'Runner' || node.type === 'Wait' || node.type === 'Call') return true;
    if (node.type === 'SubTree') return this.#canRun(this.#options.trees[argsOf('SubTree', node.args).tree]!.root);
    return node.children.some((child) => this.#canRun(child));
  }

  /** Runs its child again after success, failure or both, `max` times at most (-1: for ever); keeps the last outcome. */
  #repeating(child: BehaviourNode, tree: string, exits: Exits, max: number, again: 'success' | 'failure' | 'both'): number {
    const slot = this.#slot();
    const ended = (to: number): number => this.#step(OP.forget, to, slot, 1);
    const counted = (to: number): number => this.#emit(OP.count, { success: ended(to), failure: 0, running: to }, slot, max);
    const success = again === 'failure' ? ended(exits.success) : counted(exits.success);
    const failure = again === 'success' ? ended(exits.failure) : counted(exits.failure);
    const entry = this.#node(child, tree, { success, failure, running: exits.running });
    for (const at of [success, failure]) if (this.#code[at * WIDTH] === OP.count) this.#code[at * WIDTH + 2] = entry;
    return this.#step(OP.open, entry, slot, 0);
  }

  #inTime(child: BehaviourNode, tree: string, exits: Exits, ticks: number): number {
    const slot = this.#slot();
    const forget = (to: number, slots = 1): number => this.#step(OP.forget, to, slot, slots);
    const code = this.#code.length;
    // The slots of the child follow; how many is known once it stands.
    const late = forget(exits.failure);
    const judged = (to: number, whenLate: number): number =>
      this.#emit(OP.inTime, { success: to, failure: whenLate, running: to }, slot, ticks);
    const over = forget(exits.failure);
    const entry = this.#node(child, tree, {
      success: judged(forget(exits.success), over),
      failure: over,
      running: judged(exits.running, late),
    });
    this.#code[code + 5] = this.#slots - slot;
    return this.#step(OP.open, entry, slot, 1);
  }

  #parallel(node: BehaviourNode, tree: string, exits: Exits): number {
    const { succeed, fail } = argsOf('Parallel', node.args);
    const count = node.children.length;
    const slot = this.#slot();
    const policy = this.#parts.policies.length;
    this.#parts.policies.push({ count, succeed: succeed === 0 ? count : succeed, fail: fail === 0 ? count : fail, slots: 1 });
    let next = this.#emit(OP.decide, exits, slot, policy);
    for (let i = count - 1; i >= 0; i -= 1) {
      const entry = this.#node(node.children[i]!, tree, {
        success: this.#step(OP.mark, next, slot, i * 4 + 1),
        failure: this.#step(OP.mark, next, slot, i * 4 + 2),
        running: next,
      });
      next = this.#emit(OP.pending, { success: entry, failure: next, running: next }, slot, i);
    }
    this.#parts.policies[policy] = { ...this.#parts.policies[policy]!, slots: this.#slots - slot };
    return this.#step(OP.open, next, slot, 0);
  }

  #utility(children: readonly BehaviourNode[], tree: string, exits: Exits): number {
    const choice = this.#parts.choices.length;
    const entries = new Int32Array(children.length);
    this.#parts.choices.push({ scores: [], entries });
    const failed = this.#emit(OP.chooseNext, exits, choice);
    const scores: ScoreCode[] = [];
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const number = this.#options.trace === true ? this.#parts.nodes.length : -1;
      entries[i] = this.#node(children[i]!, tree, { ...exits, failure: failed });
      scores[i] = this.#score(children[i]!, number);
    }
    this.#parts.choices[choice] = { scores, entries };
    return this.#emit(OP.choose, exits, choice);
  }

  #score({ args }: BehaviourNode, node: number): ScoreCode {
    const score = argsOf('Score', args);
    if ('value' in score) return { kind: 'value', value: score.value };
    if ('call' in score) return { kind: 'call', call: this.#add(this.#parts.calls, { name: score.call, args: score.args, node }) };
    const { path, place } = this.#place(score.field, score.of);
    return { kind: 'field', place, times: score.times, plus: score.plus, unit: path.spec.kind === 'decimal' ? unitOf(path.spec) : 1 };
  }

  #leaf(node: BehaviourNode, exits: Exits): number {
    const { success, failure, running } = exits;
    const parts = this.#parts;
    const at = this.#at;
    switch (node.type as string) {
      case 'Succeeder':
        return success;
      case 'Failer':
        return failure;
      case 'Runner':
        return running;
      case 'Error':
        return END.error;
      case 'Wait': {
        const slot = this.#slot();
        return this.#emit(OP.wait, exits, slot, argsOf('Wait', node.args).ticks);
      }
      case 'Condition': {
        const { field, of, is, value } = argsOf('Condition', node.args);
        const { path, place } = this.#place(field, of);
        const number = is === 'has' ? { number: 1 << (path.spec.options ?? []).indexOf(value as string) } : constant(path.spec, value);
        const code = comparison[is]!;
        const condition = this.#add(parts.conditions, { value: number });
        return this.#emit(of === undefined ? OP.condition : OP.conditionOf, exits, place, code, condition);
      }
      case 'Has': {
        const { component, of } = argsOf('Has', node.args);
        return this.#emit(OP.has, exits, this.#add(parts.has, { component, owner: this.#owner(of) }));
      }
      case 'Chance':
        return this.#emit(OP.chance, exits, this.#add(parts.chances, argsOf('Chance', node.args).p));
      case 'Set':
      case 'Add': {
        const { field, of, value } = argsOf('Set', node.args);
        const { path, place } = this.#place(field, of);
        const [min, max] = bounds(path.spec);
        const add = node.type === 'Add';
        const written = this.#add(parts.writes, { value: constant(path.spec, value), min, max });
        return this.#emit(of === undefined ? OP.write : OP.writeOf, exits, place, add ? 1 : 0, written);
      }
      case 'Emit': {
        const { event, payload } = argsOf('Emit', node.args);
        return this.#emit(OP.tell, exits, this.#add(parts.tells, { type: event, payload, node: at }));
      }
      case 'Command': {
        const { command, payload } = argsOf('Command', node.args);
        return this.#emit(OP.tell, exits, this.#add(parts.tells, { type: command, payload, node: at }));
      }
      default: {
        const { call, args } = argsOf('Call', node.args);
        return this.#emit(OP.call, exits, this.#add(parts.calls, { name: call, args, node: at }));
      }
    }
  }

  #place(path: string, of: string | undefined): { path: FieldPath; place: number } {
    const found = this.#field(path);
    const owner = this.#owner(of);
    const { component, field, lane } = found;
    const known = this.#parts.places.findIndex(
      (one) => one.component === component && one.field === field && one.lane === lane && one.owner === owner,
    );
    return { path: found, place: known >= 0 ? known : this.#add(this.#parts.places, { component, field, lane, owner }) };
  }

  #owner(of: string | undefined): number {
    if (of === undefined) return -1;
    const { component, field } = this.#field(of);
    const known = this.#parts.owners.findIndex((one) => one.component === component && one.field === field);
    return known >= 0 ? known : this.#add(this.#parts.owners, { component, field });
  }

  #field(path: string): FieldPath {
    const found = fieldOfPath(this.#options.types, path);
    if ('problem' in found) throw new Error(`the tree ${this.#tree} was not checked: ${found.problem}`);
    return found;
  }
}

/** A checked value as its column holds it. */
function constant(spec: FieldSpec, value: Json): Constant {
  switch (spec.kind as string) {
    case 'bool':
      return { number: value === true ? 1 : 0 };
    case 'enum':
      return { number: (spec.options ?? []).indexOf(value as string) };
    case 'flags':
      return {
        number: Array.isArray(value)
          ? value.reduce<number>((bits, name) => bits | (1 << (spec.options ?? []).indexOf(name as string)), 0) >>> 0
          : 0,
      };
    case 'string':
    case 'asset':
      return { text: value as string };
    case 'entity':
      return value === null ? { number: 0 } : { key: value as string };
    case 'color':
      return { number: Number.parseInt((value as string).slice(1), 16) };
    case 'decimal':
      return { number: parseDecimal(String(value as number | string), spec.scale ?? 2) };
    default:
      return { number: KINDS[spec.kind].column === 'f32' ? Math.fround(value as number) + 0 : (value as number) + 0 };
  }
}

/** What a field may hold after an addition, as its column counts. */
function bounds(spec: FieldSpec): [number, number] {
  const kind = KINDS[spec.kind];
  if (spec.kind !== 'decimal') return [spec.min ?? kind.min ?? 0, spec.max ?? kind.max ?? 0];
  const unit = unitOf(spec);
  const most = Number.MAX_SAFE_INTEGER;
  return [Math.max(-most, Math.ceil((spec.min ?? -Infinity) * unit)), Math.min(most, Math.floor((spec.max ?? Infinity) * unit))];
}

/** How many of a decimal's last digits make one. */
function unitOf({ scale = 2 }: FieldSpec): number {
  let unit = 1;
  for (let digits = scale; digits > 0; digits -= 1) unit *= 10;
  return unit;
}
