/** One visit of an entity's tree. */
import type { Column } from '../../kernel/world/index.ts';
import type { WriteList } from '../scripts/index.ts';
import type { Bound } from './bound.ts';
import { END, OP, STATUS, WIDTH, type CallCode, type ScoreCode, type TellCode } from './program.ts';

/** What a tree can ask of the tick that it runs in. */
export interface Surroundings {
  tick: number;
  /** Where writes to columns are noted, once a script was called. */
  readonly writes?: WriteList | undefined;
  /** False where no more may be told in this tick. */
  tell(telling: TellCode, index: number): boolean;
  /** `success`, `failure` or `running`. */
  call(call: CallCode, index: number): 'success' | 'failure' | 'running';
  /** A number; what is none counts as the least there is. */
  score(call: CallCode, index: number): number;
  /** In [0, 1). */
  chance(): number;
  trace(node: number, status: number, index: number): void;
}

/** More instructions than this in one tick are a loop that does not end in it. */
export const MAX_STEPS = 10_000;

/** Walks a tree for the entity at `index`. Returns its status; -1 where the walk did not end within MAX_STEPS. */
export function walk(bound: Bound, index: number, memory: Int32Array, at: number, world: Surroundings): number {
  const { program, columns, presence, conditionValues } = bound;
  const { code } = program;
  const { tick } = world;
  let pc = program.entry;
  let touched = program.lasting;
  for (let steps = 0; pc >= 0; steps++) {
    if (steps >= MAX_STEPS) {
      close(memory, at, program.slots, program.lasting);
      return -1;
    }
    const o = pc * WIDTH;
    const a = code[o + 4]!;
    const b = code[o + 5]!;
    let exit = 1;
    switch (code[o]!) {
      case OP.condition:
        exit =
          (presence[a]![index >>> 5]! & (1 << (index & 31))) !== 0 && compare(columns[a]![index]!, b, conditionValues[code[o + 6]!]!)
            ? 1
            : 2;
        break;
      case OP.conditionOf: {
        const who = bound.otherAt(a, index);
        exit = who >= 0 && compare(columns[a]![who]!, b, conditionValues[code[o + 6]!]!) ? 1 : 2;
        break;
      }
      case OP.has: {
        const who = bound.ownerOf(program.has[a]!.owner, index);
        exit = who >= 0 && (bound.hasPresence[a]![who >>> 5]! & (1 << (who & 31))) !== 0 ? 1 : 2;
        break;
      }
      case OP.write:
        exit = (presence[a]![index >>> 5]! & (1 << (index & 31))) !== 0 && isThere(bound, code[o + 6]!) ? 1 : 2;
        if (exit === 1) {
          write(columns[a]!, index, b, bound, code[o + 6]!);
          world.writes?.add(program.places[a]!.component, index);
        }
        break;
      case OP.writeOf: {
        const who = bound.otherAt(a, index);
        exit = who >= 0 && isThere(bound, code[o + 6]!) ? 1 : 2;
        if (exit === 1) {
          write(columns[a]!, who, b, bound, code[o + 6]!);
          world.writes?.add(program.places[a]!.component, who);
        }
        break;
      }
      case OP.tell:
        exit = world.tell(program.tells[a]!, index) ? 1 : 2;
        break;
      case OP.call: {
        const answer = world.call(program.calls[a]!, index);
        exit = answer === 'success' ? 1 : answer === 'failure' ? 2 : 3;
        break;
      }
      case OP.chance:
        exit = world.chance() < program.chances[a]! ? 1 : 2;
        break;
      case OP.wait:
        touched |= 1 << a;
        if (memory[at + a] === 0) memory[at + a] = tick + 1;
        if (tick + 1 - memory[at + a]! >= b) memory[at + a] = 0;
        else exit = 3;
        break;
      case OP.resume:
        touched |= 1 << a;
        pc = program.tables[b]![memory[at + a]!]!;
        continue;
      case OP.next:
        memory[at + a] = b;
        break;
      case OP.forget:
        forget(memory, at, a, b, program.lasting);
        break;
      case OP.open:
        touched |= 1 << a;
        if (memory[at + a] === 0) memory[at + a] = b === 1 ? tick + 1 : 1;
        break;
      case OP.count:
        exit = ++memory[at + a]! > b && b >= 0 ? 1 : 2;
        break;
      case OP.limit:
        exit = memory[at + a]! < b ? 1 : 2;
        break;
      case OP.inTime:
        exit = tick + 1 - memory[at + a]! <= b ? 1 : 2;
        break;
      case OP.cool:
        exit = tick >= memory[at + a]! ? 1 : 2;
        break;
      case OP.heat:
        memory[at + a] = tick + b;
        break;
      case OP.pending:
        exit = ((memory[at + a]! >>> (1 + 2 * b)) & 3) === 0 ? 1 : 2;
        break;
      case OP.mark:
        memory[at + a]! |= (b & 3) << (1 + 2 * (b >>> 2));
        break;
      case OP.decide: {
        const { count, succeed, fail, slots } = program.policies[b]!;
        exit = decided(memory[at + a]!, count, succeed, fail);
        if (exit !== 3) forget(memory, at, a, slots, program.lasting);
        break;
      }
      case OP.choose:
      case OP.chooseNext:
        if (code[o] === OP.choose) bound.tried[a] = 0;
        pc = choose(bound, a, index, world, code[o + 2]!);
        continue;
      case OP.trace:
        // A traced tree has as many steps as any.
        steps--;
        world.trace(a, b, index);
        break;
    }
    pc = code[o + exit]!;
  }
  const running = pc === END.running;
  close(memory, at, program.slots, running ? touched : program.lasting);
  return running ? STATUS.running : pc === END.success ? STATUS.success : pc === END.failure ? STATUS.failure : STATUS.error;
}

/** Nodes that were not reached, or that the tree's end closed, forget. */
function close(memory: Int32Array, at: number, slots: number, keep: number): void {
  for (let slot = 0; slot < slots; slot++) if ((keep & (1 << slot)) === 0) memory[at + slot] = 0;
}

/** What lasts (the counts of limits, the clocks of cooldowns) is not forgotten with the node around it. */
function forget(memory: Int32Array, at: number, from: number, count: number, lasting: number): void {
  for (let slot = from; slot < from + count; slot++) if ((lasting & (1 << slot)) === 0) memory[at + slot] = 0;
}

function compare(x: number, is: number, y: number): boolean {
  switch (is) {
    case 0:
      return x === y;
    case 1:
      return x !== y;
    case 2:
      return x < y;
    case 3:
      return x <= y;
    case 4:
      return x > y;
    case 5:
      return x >= y;
    default:
      return (x & y) !== 0;
  }
}

/** Whether what a write writes is there: it may name an entity that is not. */
const isThere = ({ writeValues }: Bound, which: number): boolean => !Number.isNaN(writeValues[which]!);

function write(column: Column, index: number, add: number, { program, writeValues }: Bound, which: number): void {
  const value = writeValues[which]!;
  if (add === 0) {
    column[index] = value;
    return;
  }
  const { min, max } = program.writes[which]!;
  const sum = column[index]! + value;
  column[index] = sum < min ? min : sum > max ? max : sum + 0;
}

/** 1 success, 2 failure, 3 running. */
function decided(results: number, count: number, succeed: number, fail: number): number {
  let [good, bad] = [0, 0];
  for (let child = 0; child < count; child++) {
    const result = (results >>> (1 + 2 * child)) & 3;
    if (result === 1) good++;
    else if (result === 2) bad++;
  }
  if (good >= succeed) return 1;
  return bad >= fail || good + bad === count ? 2 : 3;
}

/** Where the best child that was not tried yet begins; `none` when all were. Equal scores: the first. */
function choose(bound: Bound, choice: number, index: number, world: Surroundings, none: number): number {
  const { scores, entries } = bound.program.choices[choice]!;
  let best = -1;
  let most = -Infinity;
  for (let child = 0; child < scores.length; child++) {
    if ((bound.tried[choice]! & (1 << child)) !== 0) continue;
    const score = scoreOf(bound, scores[child]!, index, world);
    if (best >= 0 && !(score > most)) continue;
    best = child;
    most = score;
  }
  if (best < 0) return none;
  bound.tried[choice]! |= 1 << best;
  return entries[best]!;
}

/** Whoever lacks the component, and what is no number, scores the least there is. */
function scoreOf(bound: Bound, score: ScoreCode, index: number, world: Surroundings): number {
  if (score.kind === 'value') return score.value;
  if (score.kind === 'call') return world.score(bound.program.calls[score.call]!, index);
  const who = bound.ownerOf(bound.program.places[score.place]!.owner, index);
  if (who < 0 || (bound.presence[score.place]![who >>> 5]! & (1 << (who & 31))) === 0) return -Infinity;
  const value = (bound.columns[score.place]![who]! / score.unit) * score.times + score.plus;
  return value === value ? value : -Infinity;
}
