/** Scripts do in a Chromium worker what they do in Node: same outcomes, same fuel, same memory, hostile ones included. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../build/setup/chromium.ts';
import { scriptingWasm } from '../../build/wasm/ensure.ts';
import { openScripting } from '../../engine/rules/scripting/index.ts';
import type { Evidence } from '../../engine/rules/scripting/testing/browser.ts';
import { gatherEvidence } from '../../engine/rules/scripting/testing/browser.ts';
import { recursions, recursionsLua } from '../../engine/rules/scripting/testing/recursions.ts';

/** The browser's own, for the function that runs there. */
declare const Worker: new (url: string) => {
  addEventListener(type: 'message', listener: (event: { data: Evidence | { error: string } }) => void): void;
  addEventListener(type: 'error', listener: (event: { message: string }) => void): void;
  postMessage(message: unknown): void;
};

const root = join(import.meta.dirname, '../..');
const corpus = Object.fromEntries(
  ['js', 'lua', 'py'].flatMap((language) => {
    const folder = join(root, 'test/fixtures/hostile', language);
    const names = readdirSync(folder).filter((name) => name.endsWith(`.${language}`));
    return names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  }),
);
const executablePath = findChromium();

const inChromium = async (wasm: Readonly<Record<string, Uint8Array>>): Promise<Evidence> => {
  const bundle = await build({
    entryPoints: [join(root, 'engine/rules/scripting/testing/browser.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    platform: 'browser',
    target: 'es2024',
  });
  const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath !== undefined && { executablePath }) });
  try {
    const page = await browser.newPage();
    return await page.evaluate(
      ({ code, bytes, scripts }) =>
        new Promise<Evidence>((resolve, reject) => {
          const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
          worker.addEventListener('message', ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data)));
          worker.addEventListener('error', ({ message }) => reject(new Error(message)));
          const read = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          const given = Object.entries(bytes).map(([name, base64]) => [name, read(base64)] as const);
          worker.postMessage({ wasm: Object.fromEntries(given), corpus: scripts });
        }),
      {
        code: bundle.outputFiles[0]!.text,
        bytes: Object.fromEntries(Object.entries(wasm).map(([name, one]) => [name, Buffer.from(one).toString('base64')])),
        scripts: corpus,
      },
    );
  } finally {
    await browser.close();
  }
};

let here: Evidence;
let there: Evidence;
beforeAll(async () => {
  const wasm = scriptingWasm();
  here = gatherEvidence(await openScripting({ wasm }), corpus);
  there = await inChromium(wasm);
});

test.each(['js', 'lua', 'py'])(
  'a busy script in %s: every outcome, every fuel, the memory and the durable state after 36 ticks',
  (language) => {
    expect(there.engineId).toBe(here.engineId);
    expect(here.busy[language]!.outcomes).toHaveLength(36);
    expect(there.busy[language]).toEqual(here.busy[language]);
  },
);

test.each(Object.keys(corpus))('%s', (name) => {
  expect(there.hostile[name]).toEqual(here.hostile[name]);
});

test.each([
  '05-regex-catastrophic.js',
  '09-indexof-arraylike.js',
  '31-promise-chain-flood.js',
  '01-infinite-loop.lua',
  '23-pattern-backtracking.lua',
])('%s ends by fuel, at the same number', (name) => {
  expect(here.hostile[name]!.outcome).toBe('fuel');
  expect(there.hostile[name]!.fuelOf).toEqual(here.hostile[name]!.fuelOf);
  expect(there.hostile[name]!.fuelOf.at(-1)).toBe(10_000_000);
});

test.each([...Object.keys(recursions), ...Object.keys(recursionsLua)])(
  'recursion by %s ends alike, long before any stack of the host does',
  (name) => {
    expect(there.recursions[name]).toEqual(here.recursions[name]);
  },
);
