/**
 * Which functions count when they are called. A call costs fuel and is held against the limit of the depth only in `counted` functions, chosen
 * so that every way of calls that comes back to where it was passes one of them: between two of them lies no more than the module is long.
 * A function is `deep` where it keeps the depth: where a counted one may run below it.
 */
import { ByteReader } from './bytes.ts';
import { instructions } from './instructions.ts';
import type { Module } from './module.ts';

export interface CallCount {
  counted: boolean;
  deep: boolean;
  /** Offsets of its calls below which a counted function may run. */
  deepCalls: ReadonlySet<number>;
}

/** A function, or by its type the functions that an indirect call may meet. */
type Callee = number | string;

const CALL = 0x10;
const CALL_INDIRECT = 0x11;

/** Counts as few functions as it can, large ones first. `own` ones count for themselves. */
export const countCalls = (module: Module, own: ReadonlySet<number>): CallCount[] => {
  const { sites, calleesOf } = readCalls(module);
  const uncounted = new Set<number>();
  const isPassed = (callee: Callee): boolean => typeof callee === 'string' || uncounted.has(callee);

  /** Whether a function comes back to itself through functions that do not count. */
  const returns = (from: number): boolean => {
    const seen = new Set<Callee>();
    const open = [...calleesOf(from)];
    for (let callee = open.pop(); callee !== undefined; callee = open.pop()) {
      if (callee === from) return true;
      if (seen.has(callee) || !isPassed(callee)) continue;
      seen.add(callee);
      open.push(...calleesOf(callee));
    }
    return false;
  };
  const size = (index: number): number => module.bodies[index]!.code.length;
  const bySize = [...module.bodies.keys()].filter((index) => !own.has(index)).sort((a, b) => size(a) - size(b) || a - b);
  for (const index of bySize) if (!returns(index)) uncounted.add(index);

  const reached = new Map<Callee, boolean>();
  const reaches = (from: Callee): boolean => {
    const known = reached.get(from);
    if (known !== undefined) return known;
    const found = calleesOf(from).some(leadsToCounted);
    reached.set(from, found);
    return found;
  };
  const leadsToCounted = (callee: Callee): boolean => !isPassed(callee) || reaches(callee);
  return module.bodies.map((_, index) => {
    const counted = !uncounted.has(index);
    const deepCalls = sites[index]!.flatMap(({ callee, at }) => (leadsToCounted(callee) ? [at] : []));
    return { counted, deep: counted || reaches(index), deepCalls: new Set(deepCalls) };
  });
};

/** A call, at an offset of the function that makes it. */
interface CallSite {
  callee: Callee;
  at: number;
}

const readCalls = ({
  types,
  functions,
  bodies,
  table,
}: Module): { sites: readonly (readonly CallSite[])[]; calleesOf: (from: Callee) => readonly Callee[] } => {
  const nameOf = (type: number): string => `${types[type]!.params.join()}>${types[type]!.results.join()}`;
  const indirect = Map.groupBy(new Set(table), (index) => nameOf(functions[index]!));
  const sites = bodies.map(({ code }) => {
    const calls: CallSite[] = [];
    for (const { opcode, start } of instructions(new ByteReader(code))) {
      if (opcode !== CALL && opcode !== CALL_INDIRECT) continue;
      const index = new ByteReader(code, start + 1).u32();
      calls.push({ callee: opcode === CALL ? index : nameOf(index), at: start });
    }
    return calls;
  });
  const direct = sites.map((calls) => [...new Set(calls.map(({ callee }) => callee))]);
  return { sites, calleesOf: (from) => (typeof from === 'string' ? (indirect.get(from) ?? []) : direct[from]!) };
};
