import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEPTH_LIMIT } from '../../engine/rules/scripting/limits.ts';
import { buildScriptingWasm, ensureScriptingWasm, readManifest } from './ensure.ts';
import { micropython } from './python.ts';
import { rewrite } from './rewrite.ts';

const source = readFileSync(join(import.meta.dirname, '../..', micropython.source));

test('the pinned interpreter gives the engine of the manifest, byte for byte, and imports nothing', () => {
  const vouched = readManifest().micropython;
  expect(buildScriptingWasm('micropython', vouched.source.sha256).vouched).toEqual(vouched);
  expect(vouched.imports).toEqual([]);
  expect(vouched.engineId).toMatch(/^micropython@1\.27\.0\+fuel3:[0-9a-f]{8}$/);
  expect(vouched.source.sha256).toBe('06338c955b03c5700aa0069015d3e392d76836ef8e2ce25bedbe59b88ccd373c');
  expect(micropython.options.schedule.depthLimit).toBe(DEPTH_LIMIT);
});

test('another price of a throw would be a new engine id', () => {
  const { options } = micropython;
  const changed = rewrite(source, { ...options, schedule: { ...options.schedule, bulkShift: 7 } });
  expect(changed.engineId).not.toBe(readManifest().micropython.engineId);
});

interface Raw {
  memory: WebAssembly.Memory;
  __indirect_function_table: WebAssembly.Table;
  lq_fuel: { value: number };
  lq_depth: { value: number };
  lq_memory_limit: { value: number };
  emscripten_stack_init(): void;
  emscripten_stack_get_current(): number;
  _emscripten_stack_restore(at: number): void;
  __wasm_call_ctors(): void;
  setThrew(threw: number, value: number): void;
  malloc(bytes: number): number;
  mp_js_init(stackWords: number, heapBytes: number): void;
  proxy_c_init(): void;
  mp_js_do_exec(text: number, length: number, result: number): void;
}

const metered = (): Raw => {
  const raw = new WebAssembly.Instance(new WebAssembly.Module(ensureScriptingWasm('micropython').wasm)).exports as unknown as Raw;
  raw.lq_memory_limit.value = 16 << 20;
  raw.lq_fuel.value = 0x7fff_ffff;
  return raw;
};

/** The module as npm has it, with emscripten's own way of a longjmp: through the host. */
const plain = (): Raw => {
  const found: { raw?: Raw } = {};
  const imports: Record<string, Record<string, (...values: number[]) => number | undefined>> = {};
  const module = new WebAssembly.Module(source);
  const jump = new Error('longjmp');
  const invoke = (index: number, ...values: number[]): number | undefined => {
    const raw = found.raw!;
    const stack = raw.emscripten_stack_get_current();
    try {
      return (raw.__indirect_function_table.get(index) as (...values: number[]) => number | undefined)(...values);
    } catch (error) {
      if (error !== jump) throw error;
      raw._emscripten_stack_restore(stack);
      raw.setThrew(1, 0);
      return 0;
    }
  };
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = name.startsWith('invoke_') ? (invoke as (...values: number[]) => number | undefined) : () => 0;
  }
  imports['env']!['_emscripten_throw_longjmp'] = () => {
    throw jump;
  };
  return (found.raw = new WebAssembly.Instance(module, imports).exports as unknown as Raw);
};

/** Runs a text that ends with an exception, whose words are what it says. */
const start = (raw: Raw): ((code: string) => string) => {
  raw.emscripten_stack_init();
  raw.__wasm_call_ctors();
  raw.mp_js_init(8192, 1 << 20);
  raw.proxy_c_init();
  const result = raw.malloc(12);
  return (code) => {
    const bytes = new TextEncoder().encode(`${code}\0`);
    const at = raw.malloc(bytes.length);
    new Uint8Array(raw.memory.buffer).set(bytes, at);
    raw.mp_js_do_exec(at, bytes.length - 1, result);
    const [, length, text] = new Uint32Array(raw.memory.buffer, result, 3);
    return new TextDecoder().decode(new Uint8Array(raw.memory.buffer, text, length));
  };
};

const last = (text: string): string => text.trimEnd().split('\n').at(-1)!;

test('counting changes no result: metered and unmetered compute the same', () => {
  const program = `
import math
out = []
seed = 12345
def step():
    global seed
    seed = (seed * 1103515245 + 12345) % 4294967296
    return seed / 4294967296
items = [{'k': step(), 's': 'x%d' % (step() * 1000)} for i in range(1000)]
items.sort(key=lambda one: one['k'])
for one in items:
    out.append(one['s'] + repr(math.sin(one['k']) * one['k'] ** 1.5 + math.log(one['k'])))
for i in range(50):
    try:
        raise ValueError('no %d' % i)
    except ValueError as error:
        out.append(str(error))
out.append(str(2 ** 200 // 7) + str(-7 // 2) + str(-7 % 3))
raise ValueError(' '.join(out))`;
  const expected = start(plain())(program);
  expect(expected.length).toBeGreaterThan(10_000);
  expect(start(metered())(program)).toBe(expected);
});

test('NaN is one value', () => {
  const run = start(metered());
  for (const value of ["float('inf') - float('inf')", "float('inf') * 0.0", "float('nan')"])
    expect(last(run(`import struct\nraise ValueError(struct.pack('>d', ${value})[0])`)), value).toBe('ValueError: 127');
});

test('an exception inside the module puts the depth back and costs fuel', () => {
  const raw = metered();
  const run = start(raw);
  const costOf = (body: string): number => {
    raw.lq_fuel.value = 20_000_000;
    expect(last(run(`for i in range(100):\n  try:\n    ${body}\n  except ValueError:\n    pass\nraise KeyError('done')`))).toContain(
      'done',
    );
    expect(raw.lq_depth.value).toBe(0);
    return 20_000_000 - raw.lq_fuel.value;
  };
  expect(costOf("int('x')") - costOf("int('1')")).toBeGreaterThan(200_000);
});

test('whoever takes an object of JavaScript ends there', () => {
  expect(() => start(metered())('import js')).toThrow(WebAssembly.RuntimeError);
});

test('the memory ends where the host says, as an error that a script can catch', () => {
  const raw = metered();
  const run = start(raw);
  raw.lq_memory_limit.value = 3 << 20;
  expect(last(run('x = []\nwhile True: x.append(bytearray(10000))'))).toContain('MemoryError');
  expect(raw.memory.buffer.byteLength).toBeLessThanOrEqual(3 << 20);
  expect(last(run("raise ValueError('goes on')"))).toContain('goes on');
});
