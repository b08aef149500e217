import { signed, unsigned } from './bytes.ts';
import type { Body, Module } from './module.ts';

/** What a former import does from now on. */
export interface Constant {
  /** Its result, for a function that has one: i32, or 0 of any type. */
  returns?: number;
  /** Index of a pointer parameter at which 64 zero bits are stored. */
  zeroes?: number;
  /** Whoever calls it ends there. */
  traps?: boolean;
}

const I32 = 0x7f;
/** 0 of the types that are not i32. */
const zeros: Readonly<Record<number, readonly number[]>> = { 0x7e: [0x42, 0], 0x7c: [0x44, 0, 0, 0, 0, 0, 0, 0, 0] };

/**
 * Closes a module: every import becomes a function inside it that does nothing but return a constant or trap, or is `inside` and filled in later.
 * Imports come first in the index space of functions, so those that take their places need no renumbering. Afterwards the module cannot call
 * anything outside itself.
 */
export const seal = (module: Module, constants: Readonly<Record<string, Constant>>, inside: ReadonlySet<string> = new Set()): Module => {
  const names = new Set(module.imports.map(({ module: from, name }) => `${from}.${name}`));
  for (const name of [...Object.keys(constants), ...inside])
    if (!names.has(name)) throw new Error(`The module has no import ${name} to seal.`);
  const trap = (): Body => ({ locals: [], code: Uint8Array.of(0x00, 0x0b) });
  const bodies = module.imports.map(({ module: from, name, type }): Body => {
    if (inside.has(`${from}.${name}`)) return trap();
    const constant = constants[`${from}.${name}`];
    if (constant === undefined) throw new Error(`The module imports ${from}.${name}, and nothing says what becomes of it.`);
    if (constant.traps === true) return trap();
    const { results } = module.types[type]!;
    if (results.length !== (constant.returns === undefined ? 0 : 1) || ((results[0] ?? I32) !== I32 && constant.returns !== 0)) {
      throw new Error(`${from}.${name} does not return what its constant says.`);
    }
    const store = constant.zeroes === undefined ? [] : [0x20, ...unsigned(constant.zeroes), 0x42, 0x00, 0x37, 0x03, 0x00];
    const result = constant.returns === undefined ? [] : (zeros[results[0]!] ?? [0x41, ...signed(constant.returns)]);
    return { locals: [], code: Uint8Array.from([...store, ...result, 0x0b]) };
  });
  return {
    ...module,
    imports: [],
    functions: [...module.imports.map(({ type }) => type), ...module.functions],
    bodies: [...bodies, ...module.bodies],
  };
};
