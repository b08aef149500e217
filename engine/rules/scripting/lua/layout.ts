/** Where the interpreter keeps what the host reads: structures of Lua 5.4 on a machine of 32 bits. */

/** `Table`: its array of values. */
export const TABLE = { array: 12 } as const;

/** `TValue`: a number of 64 bits and its kind. */
export const VALUE = { bytes: 16, kind: 8, float: 0x13 } as const;

/** `lua_Debug`, as lua_getinfo fills it. */
export const DEBUG = { name: 4, what: 12, source: 16, line: 24, frame: 104, bytes: 112 } as const;

/** `CallInfo`: the instruction behind the one that runs. */
export const FRAME = { pointer: 16 } as const;

/** Bytes of an instruction. */
export const INSTRUCTION = 4;

/** From a frame to the code of its function: `CallInfo.func`, `TValue.gc`, `LClosure.p`, `Proto.code` and `Proto.sizecode`. */
export const CODE = { function: 0, closure: 0, prototype: 12, code: 52, count: 20 } as const;

/** Longer names of scripts are cut by the interpreter. */
const NAME_CHARACTERS = 50;

/** What the interpreter calls a script, as `named` of the SDK has it. */
export const chunkOf = (path: string): string => (path.length > NAME_CHARACTERS ? `...${path.slice(-47)}` : path);
