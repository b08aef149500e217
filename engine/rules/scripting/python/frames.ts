/**
 * The frames of a stopped interpreter, read from its memory: they lie on its own stack, one after another. Each notes the instruction that
 * it runs before it runs it, and each function has a table from instructions to lines.
 */

/** Offsets in a frame, in the function that it runs, and in the module that the function belongs to. */
const FRAME = { function: 0, pointer: 4, top: 8, states: 12, state: 20 } as const;
const FUNCTION = { context: 4, code: 12 } as const;
const CONTEXT_NAMES = 8;

export interface RawFrame {
  /** Address of the function. */
  readonly fn: number;
  /** Number of the text that is the file's name. */
  readonly file: number;
  readonly line: number;
}

/** A number of 7 bits a byte, high bits first: steps over it. */
const skip = (memory: DataView, at: number): number => {
  let next = at;
  while (memory.getUint8(next++) >= 0x80);
  return next;
};

interface Head {
  /** Names of the function and of its parameters. */
  readonly named: number;
  readonly lines: number;
  readonly end: number;
}

/** The head of a function's code: how many names there are, and where the table of lines and the instructions begin. */
const headOf = (memory: DataView, code: number): Head => {
  let at = code;
  let byte = memory.getUint8(at++);
  let positional = byte & 3;
  let keywords = 0;
  for (let n = 0; (byte & 0x80) !== 0; n++) {
    byte = memory.getUint8(at++);
    positional |= (byte & 4) << n;
    keywords |= ((byte & 8) >> 3) << n;
  }
  let [info, cells] = [0, 0];
  for (let n = 0; ; n++) {
    byte = memory.getUint8(at++);
    info |= ((byte & 0x7e) >> 1) << (6 * n);
    cells |= (byte & 1) << n;
    if ((byte & 0x80) === 0) break;
  }
  return { named: 1 + positional + keywords, lines: at, end: at + info + cells };
};

/** The line of an instruction: the table says how far each line reaches. */
const lineOf = (memory: DataView, code: number, pointer: number): number => {
  const { named, lines, end } = headOf(memory, code);
  let at = lines;
  for (let i = 0; i < named; i++) at = skip(memory, at);
  let rest = pointer - end;
  let line = 1;
  while (at < end) {
    const byte = memory.getUint8(at++);
    const isLong = (byte & 0x80) !== 0;
    const bytes = byte & (isLong ? 0x0f : 0x1f);
    const more = isLong ? ((byte << 4) & 0x700) | memory.getUint8(at++) : byte >> 5;
    if (rest < bytes) break;
    rest -= bytes;
    line += more;
  }
  return line;
};

/** The frames between two addresses, outermost first. `type` is the address of the type that functions have. */
export const framesIn = (memory: DataView, from: number, to: number, type: number): RawFrame[] => {
  const frames: RawFrame[] = [];
  const word = (at: number): number => (at >= 0 && at + 4 <= memory.byteLength ? memory.getUint32(at, true) : 0);
  for (let at = from; at + FRAME.state <= to;) {
    const fn = word(at + FRAME.function);
    const code = word(fn + FUNCTION.code);
    const pointer = word(at + FRAME.pointer);
    const end = at + FRAME.state + memory.getUint16(at + FRAME.states, true) * 4;
    const top = word(at + FRAME.top);
    // What lies between frames are values, and what was there before.
    if (word(fn) === type && pointer >= code && top >= at + FRAME.state - 4 && top < end && end <= to) {
      const file = memory.getUint16(word(word(fn + FUNCTION.context) + CONTEXT_NAMES), true);
      frames.push({ fn, file, line: lineOf(memory, code, pointer) });
      at = end;
    } else at += 4;
  }
  return frames;
};
