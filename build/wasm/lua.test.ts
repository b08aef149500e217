import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEPTH_LIMIT } from '../../engine/rules/scripting/limits.ts';
import { buildScriptingWasm, ensureScriptingWasm, readManifest } from './ensure.ts';
import { lua } from './lua.ts';
import { rewrite } from './rewrite.ts';

const source = readFileSync(join(import.meta.dirname, '../..', lua.source));

test('the pinned interpreter gives the engine of the manifest, byte for byte, and imports nothing', () => {
  const vouched = readManifest().lua;
  expect(buildScriptingWasm('lua', vouched.source.sha256).vouched).toEqual(vouched);
  expect(vouched.imports).toEqual([]);
  expect(vouched.engineId).toMatch(/^lua@5\.4\+fuel3:[0-9a-f]{8}$/);
  expect(vouched.source.sha256).toBe('95f3f19ddb740125883bc41d5ec670cd0828e7b58c8bdad385323cbff497b55c');
  expect(lua.options.schedule.depthLimit).toBe(DEPTH_LIMIT);
});

test('another price of a throw would be a new engine id', () => {
  const { options } = lua;
  const changed = rewrite(source, { ...options, schedule: { ...options.schedule, bulkShift: 7 } });
  expect(changed.engineId).not.toBe(readManifest().lua.engineId);
});

interface Raw {
  memory: WebAssembly.Memory;
  __indirect_function_table: WebAssembly.Table;
  __stack_pointer: { value: number };
  lq_fuel: { value: number };
  lq_depth: { value: number };
  lq_memory_limit: { value: number };
  __wasm_call_ctors(): void;
  emscripten_stack_init(): void;
  malloc(bytes: number): number;
  luaL_newstate(): number;
  luaL_openlibs(state: number): void;
  luaL_loadbufferx(state: number, text: number, length: number, name: number, mode: number): number;
  lua_pcallk(state: number, values: number, results: number, handler: number, context: number, continuation: number): number;
  lua_tolstring(state: number, index: number, length: number): number;
  lua_settop(state: number, index: number): void;
  stackSave(): number;
  stackRestore(pointer: number): void;
  setThrew(threw: number, value: number): void;
}

const metered = (): Raw => {
  const raw = new WebAssembly.Instance(new WebAssembly.Module(ensureScriptingWasm('lua').wasm)).exports as unknown as Raw;
  raw.lq_memory_limit.value = 16 << 20;
  raw.lq_fuel.value = 0x7fff_ffff;
  return raw;
};

/** The module as npm has it, with emscripten's own way of a longjmp: through the host. */
const plain = (): Raw => {
  const found: { raw?: Raw } = {};
  const imports: Record<string, Record<string, (...values: number[]) => number | void>> = {};
  const module = new WebAssembly.Module(source);
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const jump = new Error('longjmp');
  imports['env']!['_emscripten_throw_longjmp'] = () => {
    throw jump;
  };
  imports['env']!['invoke_vii'] = (index, ...values) => {
    const raw = found.raw!;
    const stack = raw.stackSave();
    try {
      (raw.__indirect_function_table.get(index!) as (...values: number[]) => void)(...values);
    } catch (error) {
      if (error !== jump) throw error;
      raw.stackRestore(stack);
      raw.setThrew(1, 0);
    }
  };
  return (found.raw = new WebAssembly.Instance(module, imports).exports as unknown as Raw);
};

const start = (raw: Raw): ((code: string) => string) => {
  raw.emscripten_stack_init();
  raw.__wasm_call_ctors();
  const state = raw.luaL_newstate();
  raw.luaL_openlibs(state);
  const put = (text: string): [number, number] => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const at = raw.malloc(bytes.length);
    new Uint8Array(raw.memory.buffer).set(bytes, at);
    return [at, bytes.length - 1];
  };
  return (code) => {
    const failed = raw.luaL_loadbufferx(state, ...put(code), put('=test')[0], 0) || raw.lua_pcallk(state, 0, 1, 0, 0, 0);
    const at = raw.lua_tolstring(state, -1, 0);
    const memory = new Uint8Array(raw.memory.buffer);
    const text = new TextDecoder().decode(memory.subarray(at, memory.indexOf(0, at)));
    raw.lua_settop(state, 0);
    return failed === 0 ? text : `error ${text}`;
  };
};

test('counting changes no result: metered and unmetered compute the same', () => {
  const program = `
    local out, seed = {}, 12345
    local function next() seed = (seed * 1103515245 + 12345) % 4294967296 return seed / 4294967296 end
    local list = {}
    for i = 1, 2000 do list[i] = { k = next(), s = 'x' .. math.floor(next() * 1000) } end
    table.sort(list, function(a, b) return a.k < b.k end)
    for i, one in ipairs(list) do out[i] = one.s:gsub('(%d)(%d)', '%2%1') .. string.format('%.12f', math.sin(one.k) * one.k ^ 1.5 + math.log(one.k)) end
    for i = 1, 50 do local ok, why = pcall(error, 'no ' .. i) out[#out + 1] = tostring(ok) .. why end
    local co = coroutine.wrap(function() for i = 1, 50 do coroutine.yield(i) end error('end') end)
    for i = 1, 50 do co() end
    out[#out + 1] = tostring(select(2, pcall(co)))
    return table.concat(out, ' ') .. tostring(1 << 62) .. tostring(7 // 2) .. tostring(-7 % 3) .. tostring(2^53)`;
  const expected = start(plain())(program);
  expect(expected.length, expected).toBeGreaterThan(20_000);
  expect(start(metered())(program)).toBe(expected);
});

test('NaN is one value', () => {
  const run = start(metered());
  const bytes = ['0/0', 'math.huge - math.huge', '(-1) ^ 0.5', 'math.sqrt(-1)'].map((value) =>
    run(`return (string.pack('>d', ${value}):byte(1))`),
  );
  expect(bytes).toEqual(['127', '127', '127', '127']);
  expect(run('return tostring(0/0)')).toBe('nan');
});

test('a longjmp inside the module puts stack and depth back and costs fuel', () => {
  const raw = metered();
  const run = start(raw);
  run('return 1');
  const costOf = (code: string): number => {
    raw.lq_fuel.value = 20_000_000;
    expect(run(code)).toBe('done');
    expect(raw.lq_depth.value).toBe(0);
    return 20_000_000 - raw.lq_fuel.value;
  };
  const stack = raw.__stack_pointer.value;
  const none = costOf("for i = 1, 100 do pcall(type, 'x') end return 'done'");
  const thrown = costOf("for i = 1, 100 do pcall(error, 'x') end return 'done'");
  expect(thrown - none).toBeGreaterThan(200_000);
  expect(
    costOf("local co = coroutine.wrap(function() while true do coroutine.yield() end end) for i = 1, 100 do co() end return 'done'"),
  ).toBeGreaterThan(200_000);
  expect(raw.__stack_pointer.value).toBe(stack);
});

test('the memory ends where the host says, as an error that a script can catch', () => {
  const raw = metered();
  const run = start(raw);
  raw.lq_memory_limit.value = 3 << 20;
  expect(run("local t = {} for i = 1, 1e7 do t[i] = i end return 'all'")).toContain('not enough memory');
  expect(raw.memory.buffer.byteLength).toBeLessThanOrEqual(3 << 20);
  expect(run("return 'goes on'")).toBe('goes on');
});
