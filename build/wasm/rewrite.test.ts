import { describe, expect, test } from 'vitest';
import { ByteReader, signed, unsigned } from './bytes.ts';
import { countCalls } from './calls.ts';
import { instructions } from './instructions.ts';
import type { Body, FunctionType, Global, Import, Module } from './module.ts';
import { readModule, writeModule } from './module.ts';
import type { RewriteOptions } from './rewrite.ts';
import { rewrite } from './rewrite.ts';

const I32 = 0x7f;
const F32 = 0x7d;
const F64 = 0x7c;
const END = 0x0b;
const get = (local: number): number[] => [0x20, local];
const i32 = (value: number): number[] => [0x41, ...signed(value)];

interface Fn {
  name: string;
  type: FunctionType;
  locals?: Body['locals'];
  code: number[];
}

/** A module of a few functions, a memory of one page and what else is given. */
const assemble = (
  fns: readonly Fn[],
  more: { imports?: (Import & { signature: FunctionType })[]; globals?: Global[]; max?: number; sections?: Module['sections'] } = {},
): Uint8Array => {
  const imports = more.imports ?? [];
  const module: Module = {
    types: [...imports.map(({ signature }) => signature), ...fns.map(({ type }) => type)],
    imports: imports.map(({ module: from, name }, type) => ({ module: from, name, type })),
    functions: fns.map((_, i) => imports.length + i),
    memory: { min: 1, max: more.max },
    globals: more.globals ?? [],
    exports: [...fns.map(({ name }, i) => ({ name, kind: 0, index: imports.length + i })), { name: 'memory', kind: 2, index: 0 }],
    table: [],
    bodies: fns.map(({ locals = [], code }) => ({ locals, code: Uint8Array.from([...code, END]) })),
    sections: more.sections ?? [],
  };
  return writeModule(module);
};

const options: RewriteOptions = {
  name: 'test',
  constants: {},
  schedule: { depthLimit: 1000, depthWeight: { base: 64, perLocal: 8 }, depthFreeBytes: 4, callsCounted: 0, callCost: 2, bulkShift: 6 },
  pages: { min: 1, max: 2 },
};

type Exports = Record<string, (...values: number[]) => number> & {
  memory: WebAssembly.Memory;
  lq_fuel: { value: number };
  lq_depth: { value: number };
};

const run = (wasm: Uint8Array, changes: Partial<RewriteOptions> = {}, fuel = 1_000_000): Exports => {
  const module = new WebAssembly.Module(rewrite(wasm, { ...options, ...changes }).wasm);
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  exports.lq_fuel.value = fuel;
  return exports;
};

const used = (exports: Exports, work: () => unknown): number => {
  const before = exports.lq_fuel.value;
  work();
  return before - exports.lq_fuel.value;
};

/** count(n): turns a loop n times. */
const count: Fn = {
  name: 'count',
  type: { params: [I32], results: [I32] },
  code: [0x03, 0x40, ...get(0), ...i32(1), 0x6b, 0x22, 0, 0x0d, 0, END, ...get(0)],
};

/** dive(n): n === 0 ? 0 : dive(n - 1) + 1, leaving by three different ways out. */
const dive: Fn = {
  name: 'dive',
  type: { params: [I32], results: [I32] },
  code: [
    ...get(0),
    0x45,
    0x04,
    0x40,
    ...i32(0),
    0x0f,
    END, // if (!n) return 0
    0x02,
    I32,
    ...get(0),
    ...i32(1),
    0x6b,
    0x10,
    0,
    ...i32(1),
    0x6a,
    ...get(0),
    ...i32(1),
    0x71,
    0x0d,
    0,
    0x0f,
    END, // odd: fall through; even: return
  ],
};

describe('fuel', () => {
  test('is one per turn of a loop, exactly', () => {
    const exports = run(assemble([count]));
    for (const turns of [1, 2, 10, 1000]) expect(used(exports, () => exports['count']!(turns))).toBe(turns);
  });

  test('is the cost of a call per call of a function that calls itself', () => {
    const exports = run(assemble([dive]));
    for (const depth of [0, 1, 5, 12]) expect(used(exports, () => exports['dive']!(depth))).toBe(2 * (1 + depth));
  });

  test('stops the instance below zero, not at zero', () => {
    expect(run(assemble([count]), {}, 10)['count']!(10)).toBe(0);
    const short = run(assemble([count]), {}, 9);
    expect(() => short['count']!(10)).toThrow(WebAssembly.RuntimeError);
    expect(short.lq_fuel.value).toBe(-1);
  });

  test('charges bulk memory by its size', () => {
    const fill: Fn = { name: 'fill', type: { params: [I32], results: [] }, code: [...i32(0), ...i32(7), ...get(0), 0xfc, 11, 0] };
    const copy: Fn = { name: 'copy', type: { params: [I32], results: [] }, code: [...i32(100), ...i32(0), ...get(0), 0xfc, 10, 0, 0] };
    const exports = run(assemble([fill, copy]));
    expect(used(exports, () => exports['fill']!(6400))).toBe(100);
    expect(used(exports, () => exports['copy']!(640))).toBe(10);
    expect(new Uint8Array(exports.memory.buffer).subarray(0, 6400).every((byte) => byte === 7)).toBe(true);
    exports.lq_fuel.value = 50;
    expect(() => exports['fill']!(6400)).toThrow(WebAssembly.RuntimeError);
  });
});

describe('depth', () => {
  test('is the weight of the frames, and zero again after every way out', () => {
    const exports = run(assemble([dive]));
    for (const depth of [0, 1, 2, 5, 12]) {
      expect(exports['dive']!(depth)).toBe(depth);
      expect(exports.lq_depth.value).toBe(0);
    }
  });

  test('stops above the limit: 13 frames of 72 fit into 1000, 14 do not', () => {
    const exports = run(assemble([dive]));
    expect(exports['dive']!(12)).toBe(12);
    expect(() => exports['dive']!(13)).toThrow(WebAssembly.RuntimeError);
    expect(exports.lq_depth.value).toBe(14 * 72);
    expect(exports.lq_fuel.value).toBeGreaterThan(0);
  });
});

describe('a function with few calls that lead deeper', () => {
  const atCalls = { schedule: { ...options.schedule, callsCounted: 1 } };

  test('counts at those calls: what makes none costs nothing', () => {
    const exports = run(assemble([dive]), atCalls);
    for (const depth of [0, 1, 5, 12]) expect(used(exports, () => exports['dive']!(depth))).toBe(2 * depth);
  });

  test('adds its weight around them, and stops at the same depth', () => {
    const exports = run(assemble([dive]), atCalls);
    for (const depth of [0, 1, 2, 5, 12]) {
      expect(exports['dive']!(depth)).toBe(depth);
      expect(exports.lq_depth.value).toBe(0);
    }
    expect(exports['dive']!(13)).toBe(13);
    expect(() => exports['dive']!(14)).toThrow(WebAssembly.RuntimeError);
    expect(exports.lq_depth.value).toBe(14 * 72);
  });

  test('ends by its fuel where it never comes back', () => {
    const forever: Fn = { name: 'f', type: { params: [], results: [] }, code: [0x10, 0, 0x01, 0x01, 0x01] };
    const poor = run(assemble([forever]), { schedule: { ...atCalls.schedule, depthLimit: 100_000 } }, 20);
    expect(() => poor['f']!()).toThrow(WebAssembly.RuntimeError);
    expect(poor.lq_fuel.value).toBe(-2);
  });

  test('with one call more it counts at its entry', () => {
    const exports = run(assemble([dive]), { schedule: { ...options.schedule, callsCounted: 0 } });
    expect(used(exports, () => exports['dive']!(5))).toBe(12);
  });
});

describe('which functions count', () => {
  const call = (index: number): number[] => [0x10, index];
  const indirectly = [...i32(0), 0x11, 0, 0];
  const fn = (name: string, ...code: number[][]): Fn => ({ name, type: { params: [], results: [] }, code: [...code.flat(), 0x01, 0x01] });
  const counted = (...fns: Fn[]): string => {
    const counts = countCalls(readModule(assemble(fns)), new Set());
    return fns.map(({ name }, i) => `${name}${counts[i]!.counted ? ' counts' : ''}${counts[i]!.deep ? ' deep' : ''}`).join(', ');
  };
  /** A table with room for functions, and which of them stand in it. */
  const withTable = (...indices: number[]): Module['sections'] => [
    { id: 4, bytes: Uint8Array.of(1, 0x70, 0, 4) },
    { id: 9, bytes: Uint8Array.of(1, 0, ...i32(0), END, indices.length, ...indices) },
  ];

  test('none, where no call comes back', () => expect(counted(fn('a', call(1)), fn('b', call(2)), fn('c'))).toBe('a, b, c'));

  test('one of those that call each other, the largest; whoever calls it keeps the depth', () => {
    expect(counted(fn('a', call(1)), fn('b', call(2)), fn('c', call(1), call(3)), fn('d'))).toBe('a deep, b deep, c counts deep, d');
  });

  test('the one that calls itself', () => expect(counted(fn('a', call(0)), fn('b', call(0)))).toBe('a counts deep, b deep'));

  test('those that come back through the table, by their type', () => {
    const fns = [fn('a', indirectly), fn('b', call(0), call(2)), fn('c')];
    const of = (...indices: number[]): boolean[] =>
      countCalls(readModule(assemble(fns, { sections: withTable(...indices) })), new Set()).map(({ counted: one }) => one);
    expect(of(2)).toEqual([false, false, false]);
    expect(of(2, 1)).toEqual([true, false, false]);
    expect(of(0)).toEqual([true, false, false]);
  });

  test('two that call each other end by fuel, wherever they begin, and deep ones by the depth', () => {
    const other: Fn = { ...fn('b', call(0), call(0)), locals: [[1, I32]] };
    for (const name of ['a', 'b']) {
      const exports = run(assemble([fn('a', call(1)), other]), { schedule: { ...options.schedule, depthLimit: 100_000 } });
      expect(() => exports[name]!()).toThrow(WebAssembly.RuntimeError);
      expect(exports.lq_depth.value).toBeGreaterThan(100_000);
      expect(exports.lq_depth.value).toBeLessThan(100_000 + 200);
      const poor = run(assemble([fn('a', call(1)), other]), { schedule: { ...options.schedule, depthLimit: 100_000 } }, 20);
      expect(() => poor[name]!()).toThrow(WebAssembly.RuntimeError);
      expect(poor.lq_fuel.value).toBe(-2);
    }
  });
});

describe('memory', () => {
  test('cannot grow beyond the cap, whatever the module declared', () => {
    const grow: Fn = { name: 'grow', type: { params: [I32], results: [I32] }, code: [...get(0), 0x40, 0] };
    for (const max of [undefined, 100]) {
      const exports = run(assemble([grow], max === undefined ? {} : { max }));
      expect(exports['grow']!(1)).toBe(1);
      expect(exports['grow']!(1)).toBe(-1);
    }
  });
});

describe('NaN', () => {
  const bits64 = (code: number[]): Fn => ({
    name: 'bits',
    type: { params: [F64, F64], results: [] },
    code: [...i32(0), ...code, 0x39, 3, 0],
  });
  const payload = (exports: Exports): string => new DataView(exports.memory.buffer).getBigUint64(0, true).toString(16);

  test.each([
    ['div', 0xa3],
    ['sub', 0xa1],
    ['add', 0xa0],
    ['mul', 0xa2],
    ['min', 0xa4],
    ['max', 0xa5],
  ])('of f64.%s is the canonical one', (_name, opcode) => {
    const exports = run(assemble([bits64([...get(0), ...get(1), opcode])]));
    const [a, b] =
      opcode === 0xa3
        ? [0, -0]
        : opcode === 0xa2
          ? [0, -Infinity]
          : opcode === 0xa1
            ? [Infinity, Infinity]
            : opcode === 0xa0
              ? [Infinity, -Infinity]
              : [Number.NaN, 1];
    exports['bits']!(a!, b!);
    expect(payload(exports)).toBe('7ff8000000000000');
  });

  test('of a promoted f32 loses its payload', () => {
    const promote: Fn = {
      name: 'bits',
      type: { params: [], results: [] },
      code: [...i32(0), 0x43, 0x01, 0x00, 0xa0, 0xff, 0xbb, 0x39, 3, 0],
    };
    const exports = run(assemble([promote]));
    exports['bits']!();
    expect(payload(exports)).toBe('7ff8000000000000');
  });

  test('leaves every other value as it is', () => {
    const sqrt: Fn = { name: 'sqrt', type: { params: [F32], results: [F32] }, code: [...get(0), 0x91] };
    const exports = run(assemble([sqrt]));
    expect(exports['sqrt']!(4)).toBe(2);
    expect(exports['sqrt']!(Infinity)).toBe(Infinity);
    expect(Object.is(exports['sqrt']!(-0), -0)).toBe(true);
    expect(exports['sqrt']!(-1)).toBeNaN();
  });
});

describe('looking on', () => {
  const put: Fn = { name: 'put', type: { params: [I32, F64], results: [] }, code: [...get(0), ...get(1), 0x39, 3, 8] };
  /** An interpreter of one-byte instructions at `pc`: 1 goes back by the next byte so often as the second argument, its frame, says; 2 ends. */
  const interpret: Fn = {
    name: 'interpret',
    type: { params: [I32, I32], results: [I32] },
    locals: [[2, I32]],
    code: [
      [0x03, 0x40, ...get(0), 0x2d, 0, 0, 0x22, 2, 0x41, 2, 0x46, 0x04, 0x40, ...get(0), 0x0f, END],
      [...get(0), 0x41, 1, 0x6a, 0x21, 3, ...get(2), 0x41, 1, 0x46, ...get(1), 0x41, 0, 0x4a, 0x71, 0x04, 0x40],
      [...get(1), 0x41, 1, 0x6b, 0x21, 1, ...get(0), ...get(0), 0x2d, 0, 1, 0x6b, 0x21, 0, 0x0c, 1, END],
      [...get(0), 0x41, 1, 0x6a, 0x21, 0, 0x0c, 0, END, 0x00],
    ].flat(),
  };
  const jumps = { behind: 3, places: [{ code: [0x20, 0, 0x2d, 0, 1, 0x6b, 0x21, 0], at: 6, count: 1 }] };
  const fetch = { code: [0x20, 0, 0x2d, 0, 0, 0x22, 2], frame: 1, pointer: 0, offset: 104, width: 1, jumps };
  const value = (exports: Exports, name: string): number | bigint =>
    (exports as unknown as Record<string, { value: number | bigint }>)[name]!.value;

  test('marks the parts of a block that floats were stored in, and costs no fuel', () => {
    const exports = run(assemble([put]));
    const globals = exports as unknown as Record<string, { value: number | bigint }>;
    globals['lq_block_at']!.value = 1024;
    globals['lq_block_bytes']!.value = 640;
    globals['lq_block_shift']!.value = 4;
    const written = (at: number): number[] => {
      globals['lq_block_written']!.value = 0n;
      expect(used(exports, () => exports['put']!(at - 8, 1.5))).toBe(0);
      expect(new DataView(exports.memory.buffer).getFloat64(at, true)).toBe(1.5);
      const bits = BigInt.asUintN(64, value(exports, 'lq_block_written') as bigint);
      return Array.from({ length: 64 }, (_, i) => i).filter((i) => (bits >> BigInt(i)) & 1n);
    };
    expect([1016, 1024, 1032, 1040, 1024 + 632, 1024 + 640].map(written)).toEqual([[], [0], [0], [1], [39], []]);
  });

  test('notes the last turn back, and the instruction in the frame where the fuel ends', () => {
    const end = (fuel: number): { ended: boolean; from: unknown; to: unknown; noted: (frame: number) => number } => {
      const exports = run(assemble([interpret]), { fetch }, fuel);
      new Uint8Array(exports.memory.buffer).set([0, 0, 1, 2, 0, 2], 20);
      let ended = false;
      try {
        ended = exports['interpret']!(20, 2) === 23;
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      }
      const [from, to] = ['lq_turn_from', 'lq_turn_to'].map((name) => value(exports, name));
      return { ended, from, to, noted: (frame) => new DataView(exports.memory.buffer).getUint32(104 + frame, true) };
    };
    const whole = end(1_000);
    expect(whole).toMatchObject({ ended: true, from: 22, to: 20 });
    expect(whole.noted(0)).toBe(21);
    // Two instructions, back by the third: the fourth turn of the loop is the first again.
    const none = end(2);
    expect(none).toMatchObject({ ended: false, from: 0, to: 0 });
    expect(none.noted(2)).toBe(23);
    const once = end(3);
    expect(once).toMatchObject({ ended: false, from: 22, to: 20 });
    expect(once.noted(1)).toBe(21);
  });

  test('changes neither result nor fuel', () => {
    const plain = run(assemble([interpret]));
    const noted = run(assemble([interpret]), { fetch });
    for (const exports of [plain, noted]) new Uint8Array(exports.memory.buffer).set([0, 0, 1, 2, 0, 2], 20);
    const fuel = [plain, noted].map((exports) => used(exports, () => expect(exports['interpret']!(20, 5)).toBe(23)));
    expect(fuel[0]).toBe(fuel[1]);
  });

  test('refuses a module that does not fetch as was said, or fetches in two places', () => {
    expect(() => rewrite(assemble([put]), { ...options, fetch })).toThrow('in 0 functions');
    expect(() => rewrite(assemble([interpret, { ...interpret, name: 'again' }]), { ...options, fetch })).toThrow('in 2 functions');
    const twice = { behind: 3, places: [{ ...jumps.places[0]!, count: 2 }] };
    expect(() => rewrite(assemble([interpret]), { ...options, fetch: { ...fetch, jumps: twice } })).toThrow('jumps in 1 places, not in 2');
  });
});

describe('sealing', () => {
  const signature: FunctionType = { params: [I32, I32], results: [I32] };
  const caller: Fn = { name: 'ask', type: { params: [I32], results: [I32] }, code: [...i32(5), ...get(0), 0x10, 0] };
  const wasm = assemble([caller], { imports: [{ module: 'env', name: 'clock', type: 0, signature }] });

  test('turns an import into a constant inside, and nothing is imported any more', () => {
    const constants = { 'env.clock': { returns: 3, zeroes: 1 } };
    expect(WebAssembly.Module.imports(new WebAssembly.Module(rewrite(wasm, { ...options, constants }).wasm))).toEqual([]);
    const exports = run(wasm, { constants });
    const bytes = new Uint8Array(exports.memory.buffer);
    bytes.fill(9, 0, 32);
    expect(exports['ask']!(8)).toBe(3);
    expect([...bytes.subarray(0, 32)]).toEqual([...Array<number>(8).fill(9), ...Array<number>(8).fill(0), ...Array<number>(16).fill(9)]);
  });

  test('refuses an import that nobody spoke of, a name that is not imported, and a wrong result', () => {
    expect(() => rewrite(wasm, options)).toThrow('imports env.clock');
    expect(() => rewrite(wasm, { ...options, constants: { 'env.clock': { returns: 0 }, 'env.other': {} } })).toThrow('no import env.other');
    expect(() => rewrite(wasm, { ...options, constants: { 'env.clock': {} } })).toThrow('does not return');
  });
});

describe('what is not understood is refused', () => {
  const fn = (code: number[], results: number[] = []): Uint8Array => assemble([{ name: 'f', type: { params: [], results }, code }]);

  test.each([
    ['a tail call', [0x12, 0]],
    ['SIMD', [0xfd, 12, ...Array<number>(16).fill(0), 0x1a]],
    ['an atomic fence', [0xfe, 3, 0]],
    ['an exception', [0x08, 0]],
  ])('%s', (_name, code) => expect(() => rewrite(fn(code), options)).toThrow('not one that the metering knows'));

  test('several results', () => expect(() => rewrite(fn([...i32(1), ...i32(2)], [I32, I32]), options)).toThrow('several results'));

  test('a mutable global that an image would miss', () => {
    const hidden: Global = { type: I32, mutable: true, init: Uint8Array.of(0x41, 0, END) };
    expect(() => rewrite(assemble([count], { globals: [hidden] }), options)).toThrow('global 0 is not exported');
  });

  test('bytes that are no module, or end too early', () => {
    expect(() => rewrite(Uint8Array.of(1, 2, 3), options)).toThrow('not a WebAssembly binary');
    const whole = assemble([count]);
    expect(() => rewrite(whole.subarray(0, whole.length - 3), options)).toThrow('ends too early');
  });
});

describe('the pieces', () => {
  test('a module read and written again keeps its meaning and its bytes', () => {
    const wasm = assemble([count, dive]);
    expect(writeModule(readModule(wasm))).toEqual(wasm);
  });

  test('integers survive their encoding', () => {
    for (const value of [0, 1, 63, 64, 127, 128, 16_383, 16_384, 0xffff_ffff]) {
      const bytes = Uint8Array.from(unsigned(value));
      expect(new ByteReader(bytes).u32()).toBe(value);
    }
    expect(signed(-1)).toEqual([0x7f]);
    expect(signed(64)).toEqual([0xc0, 0x00]);
    expect(signed(200_000)).toEqual([0xc0, 0x9a, 0x0c]);
    expect(() => new ByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f)).u32()).toThrow('more than 32 bits');
  });

  test('immediates are stepped over whole', () => {
    const code = [0x0e, 2, 0, 1, 2, 0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0xfc, 8, 0, 0, 0x41, 0xc0, 0x9a, 0x0c, 0x1c, 1, I32, END];
    const found = [...instructions(new ByteReader(Uint8Array.from(code)))].length;
    expect(found).toBe(6);
  });

  test('the same input gives the same bytes; another schedule gives another engine', () => {
    const wasm = assemble([dive, count]);
    expect(rewrite(wasm, options).wasm).toEqual(rewrite(wasm, options).wasm);
    const other = rewrite(wasm, { ...options, schedule: { ...options.schedule, bulkShift: 5 } });
    expect(other.engineId).toBe(rewrite(wasm, options).engineId); // nothing bulk in it: the same code
    expect(rewrite(wasm, { ...options, schedule: { ...options.schedule, depthLimit: 999 } }).engineId).not.toBe(other.engineId);
  });
});
