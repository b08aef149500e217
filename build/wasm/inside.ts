/**
 * Imports that become functions of the module that do something: what emscripten leaves to JavaScript, done inside, so that no frame of the
 * host lies between two of the module's, and everything is counted.
 */
import { signed, unsigned } from './bytes.ts';
import type { Body, FunctionType, Module } from './module.ts';

/** Numbers of what the module has, for those who write its functions. */
export interface Places {
  fuel: number;
  depth: number;
  stackPointer: number;
  /** Of the exception that a longjmp throws. */
  tag: number;
  memoryLimit: number;
  depthLimit: number;
  module: Module;
}

/** The function that takes an import's place, whole: the metering leaves it alone. */
export type Inside = (type: FunctionType, places: Places) => Body;

const I32 = 0x7f;
const EMPTY_BLOCK = 0x40;
const [IF, END, UNREACHABLE] = [0x04, 0x0b, 0x00];
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const tee = (local: number): number[] => [0x22, ...unsigned(local)];
const global = (index: number): number[] => [0x23, ...unsigned(index)];
const setGlobal = (index: number): number[] => [0x24, ...unsigned(index)];
const i32 = (value: number): number[] => [0x41, ...signed(value)];
const [ADD, SUB, SHR_U, SHL, LT_S, GT_S, GT_U, NE] = [0x6a, 0x6b, 0x76, 0x74, 0x48, 0x4a, 0x4b, 0x47];
const stopIf = (comparison: number): number[] => [comparison, IF, EMPTY_BLOCK, UNREACHABLE, END];
const code = (...parts: (number | readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat());

/** fuel -= (what `cost` leaves); stop below zero. */
const charge = (fuel: number, cost: readonly number[]): number[] => [
  ...global(fuel),
  ...cost,
  SUB,
  ...setGlobal(fuel),
  ...global(fuel),
  ...i32(0),
  ...stopIf(LT_S),
];

const zero: Readonly<Record<number, readonly number[]>> = {
  0x7f: i32(0),
  0x7e: [0x42, 0],
  0x7d: [0x43, 0, 0, 0, 0],
  0x7c: [0x44, 0, 0, 0, 0, 0, 0, 0, 0],
};

const typeIndex = ({ types }: Module, { params, results }: FunctionType): number => {
  const index = types.findIndex((type) => type.params.join() === params.join() && type.results.join() === results.join());
  if (index < 0) throw new Error(`The module calls no function (${params.join()}) -> (${results.join()}) indirectly.`);
  return index;
};

const functionNamed = ({ exports }: Module, name: string): number => {
  const found = exports.find((one) => one.kind === 0 && one.name === name);
  if (found === undefined) throw new Error(`The module exports no function ${name}.`);
  return found.index;
};

/** `_emscripten_throw_longjmp`: an exception of the module's own. */
export const throwLongjmp: Inside = (_, { tag }) => ({ locals: [], code: code(0x08, unsigned(tag), END) });

/** Weight of the frame of `invoke`, with what the engine sets aside for catching. */
const INVOKE_WEIGHT = 192;

/**
 * `invoke_*`: calls the function of its first argument with the others; where a longjmp comes out of it, the stack and the depth are put
 * back, and `setThrew` says so to the caller. `cost` is the fuel of a throw.
 */
export const invoke =
  (cost: number): Inside =>
  ({ params, results }, { fuel, depth, depthLimit, stackPointer, tag, module }) => {
    const [depthBefore, stackBefore] = [params.length, params.length + 1];
    const called = typeIndex(module, { params: params.slice(1), results });
    return {
      locals: [[2, I32]],
      code: code(
        [...charge(fuel, i32(1)), ...global(depth), ...tee(depthBefore), ...i32(INVOKE_WEIGHT), ADD, ...setGlobal(depth)],
        [...global(depth), ...i32(depthLimit), ...stopIf(GT_S), ...global(stackPointer), ...set(stackBefore)],
        [0x06, results[0] ?? EMPTY_BLOCK, ...params.slice(1).flatMap((_, i) => get(i + 1)), ...get(0), 0x11, ...unsigned(called), 0x00],
        [0x07, ...unsigned(tag), ...get(stackBefore), ...setGlobal(stackPointer), ...charge(fuel, i32(cost))],
        [
          ...i32(1),
          ...i32(0),
          0x10,
          ...unsigned(functionNamed(module, 'setThrew')),
          ...(results[0] === undefined ? [] : zero[results[0]]!),
        ],
        [END, ...get(depthBefore), ...setGlobal(depth), END],
      ),
    };
  };

/** Fuel for a new page of memory: what filling it would cost. */
const PAGE_SHIFT = 10;

/** `emscripten_resize_heap`: grows the memory to so many bytes, no further than `lq_memory_limit` says. */
export const resizeHeap: Inside = (_, { fuel, memoryLimit }) => ({
  locals: [[1, I32]],
  code: code(
    [...get(0), ...global(memoryLimit), GT_U, IF, EMPTY_BLOCK, ...i32(0), 0x0f, END],
    [...get(0), ...i32(65_535), ADD, ...i32(16), SHR_U, 0x3f, 0x00, SUB, ...set(1)],
    [...charge(fuel, [...get(1), ...i32(PAGE_SHIFT), SHL]), ...get(1), 0x40, 0x00, ...i32(-1), NE, END],
  ),
});
