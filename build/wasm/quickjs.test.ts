import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAYOUT } from '../../engine/rules/scripting/quickjs/quickjs.ts';
import { DEPTH_LIMIT } from '../../engine/rules/scripting/limits.ts';
import { buildScriptingWasm, ensureScriptingWasm, readManifest } from './ensure.ts';
import { quickjs } from './quickjs.ts';
import { rewrite } from './rewrite.ts';

const source = readFileSync(join(import.meta.dirname, '../..', quickjs.source));

test('the pinned interpreter gives the engine of the manifest, byte for byte, and imports nothing', () => {
  const manifest = readManifest().quickjs;
  expect(buildScriptingWasm('quickjs', manifest.source.sha256).vouched).toEqual(manifest);
  expect(manifest.imports).toEqual([]);
  expect(manifest.engineId).toMatch(/^quickjs-ng@0\.17\.0\+fuel3:[0-9a-f]{8}$/);
  expect(manifest.source.sha256).toBe('d4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9');
});

test('another binary than the pinned one is refused by its hash', () => {
  expect(() => buildScriptingWasm('quickjs', '0'.repeat(64))).toThrow('not the pinned interpreter');
});

test('a changed schedule would be a new engine id', () => {
  const { options } = quickjs;
  const changed = rewrite(source, { ...options, schedule: { ...options.schedule, bulkShift: 7 } });
  expect(changed.engineId).not.toBe(readManifest().quickjs.engineId);
});

test('what is built carries its engine id, and the host knows the depth limit and the frames that are in it', () => {
  const { wasm, engineId } = ensureScriptingWasm();
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(wasm), 'lq.engine');
  expect(new TextDecoder().decode(section)).toBe(engineId);
  expect(quickjs.options.schedule.depthLimit).toBe(DEPTH_LIMIT);
  expect(quickjs.options.fetch.offset).toBe(LAYOUT.pointer);
});

interface Raw {
  memory: WebAssembly.Memory;
  lq_fuel?: { value: number };
  _initialize(): void;
  qjs_init(): number;
  qjs_eval(source: number, length: number, file: number, flags: number): number;
  qjs_get_string_len(value: number, length: number): number;
  wasm_malloc(bytes: number): number;
}

const evaluate = (raw: Raw, code: string): string => {
  if (raw.lq_fuel) raw.lq_fuel.value = 0x7fff_ffff;
  raw._initialize();
  raw.qjs_init();
  const put = (text: string): number => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const at = raw.wasm_malloc(bytes.length);
    new Uint8Array(raw.memory.buffer).set(bytes, at);
    return at;
  };
  const length = raw.wasm_malloc(4);
  const text = raw.qjs_get_string_len(raw.qjs_eval(put(code), new TextEncoder().encode(code).length, put('test.js'), 0), length);
  return new TextDecoder().decode(new Uint8Array(raw.memory.buffer, text, new DataView(raw.memory.buffer).getUint32(length, true)));
};

test('counting changes no result: metered and unmetered compute the same', () => {
  const program = `(() => {
    let seed = 12345, out = [];
    const next = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 4294967296;
    const list = Array.from({ length: 3000 }, () => ({ k: next(), s: 'x' + Math.floor(next() * 1000) }));
    list.sort((a, b) => a.k - b.k);
    const map = new Map();
    for (const { k, s } of list) map.set(s, (map.get(s) ?? 0) + Math.sin(k) * Math.pow(k, 1.5) + Math.log1p(k));
    for (const [s, v] of map) out.push(s.replace(/(\\d)(\\d)/g, '$2$1') + v.toFixed(12));
    return out.join() + (2n ** 500n) + JSON.stringify(list.slice(0, 50)) + [NaN, -0, 1 / 3, 1e21].join();
  })()`;
  const nothing = (): number => 0;
  const names = WebAssembly.Module.imports(new WebAssembly.Module(source));
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module, name } of names) (imports[module] ??= {})[name] = nothing;
  const plain = new WebAssembly.Instance(new WebAssembly.Module(source), imports).exports as unknown as Raw;
  const metered = new WebAssembly.Instance(new WebAssembly.Module(ensureScriptingWasm().wasm)).exports as unknown as Raw;
  const expected = evaluate(plain, program);
  expect(expected.length).toBeGreaterThan(10_000);
  expect(evaluate(metered, program)).toBe(expected);
});
