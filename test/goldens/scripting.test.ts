/** Scripts do in every Node and in a Chromium worker what they do here: same outcomes, same fuel, same memory, hostile ones included. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arm64In, missingOfArm64, ownNodeVersion } from '../../build/setup/arm64.ts';
import { findChromium } from '../../build/setup/chromium.ts';
import { scriptingWasm } from '../../build/wasm/ensure.ts';
import { EVIDENCE_TICKS, gatherEvidence, type Evidence } from '../../engine/rules/scripting/testing/evidence.ts';
import { recursionScripts } from '../../engine/rules/scripting/testing/recursions.ts';
import { corpora, evidenceOfChromium, evidenceOfNode } from './evidence.ts';
import { nodes, wantedNodes } from './nodes.ts';

const corpus = corpora();
const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let here: Evidence;
beforeAll(async () => {
  here = await gatherEvidence({ wasm: scriptingWasm(), corpus });
});

test('the evidence is of busy scripts, of hostile ones, and of ways to recurse', () => {
  expect(EVIDENCE_TICKS).toBe(150);
  for (const language of ['js', 'lua', 'py']) {
    const { outcomes, fuel, image } = here.busy[language]!;
    expect([outcomes.length, fuel.length, image.length]).toEqual([150, 150, 64]);
    expect(outcomes.filter((outcome) => !outcome.startsWith('{"ok":true'))).toEqual([]);
    expect(Object.keys(corpus).filter((name) => name.endsWith(`.${language}`)).length).toBeGreaterThan(30);
  }
  expect(Object.keys(here.recursions)).toEqual(Object.keys(recursionScripts));
});

test.each([
  '05-regex-catastrophic.js',
  '09-indexof-arraylike.js',
  '31-promise-chain-flood.js',
  '01-infinite-loop.lua',
  '23-pattern-backtracking.lua',
  '01-infinite-loop.py',
])('%s ends by fuel, at the last drop', (name) => {
  expect(here.hostile[name]!.outcome).toBe('fuel');
  expect(here.hostile[name]!.fuelOf.at(-1)).toBe(10_000_000);
});

test.each(Object.keys(recursionScripts))('recursion by %s ends as a fault of the script, and its pool goes on', (name) => {
  const { outcome, recovered } = here.recursions[name]!;
  expect(outcome).toMatch(/^(?:ok|depth|fuel|error|memory|syntax)$/);
  expect(recovered).toBe(true);
});

const arm64Folder = join(import.meta.dirname, '../../out/arm64');
/** Only where somebody had it installed: npm run verify:arm64 -- --install. */
const arm64 = missingOfArm64(arm64Folder, ownNodeVersion).length === 0 ? 'Node on arm64' : undefined;
const own = `Node ${process.versions.node.split('.')[0]}`;
const chromium = findChromium();
const runtimes = new Map<string, () => Promise<Evidence>>([
  ...nodes()
    .filter(({ kind }) => kind !== own)
    .map(({ kind, path }) => [kind, () => evidenceOfNode([path], corpus, folder)] as const),
  ...(arm64 === undefined ? [] : [[arm64, () => evidenceOfNode(arm64In(arm64Folder, ownNodeVersion).command, corpus, folder)] as const]),
  ...(chromium === undefined ? [] : [['Chromium worker', () => evidenceOfChromium(chromium, corpus)] as const]),
]);

describe.each([...wantedNodes.filter((kind) => kind !== own), 'Chromium worker', ...(arm64 === undefined ? [] : [arm64])])(
  'in %s',
  (kind) => {
    let there: Evidence | undefined;
    beforeAll(async () => {
      there = await runtimes.get(kind)?.();
    }, 600_000);

    test.for(['js', 'lua', 'py'])(
      'a busy script in %s: every outcome, every fuel, the memory and the durable state after 150 ticks',
      (language, { skip }) => {
        if (!there) return skip(`There is no ${kind}.`);
        expect(there.engineId).toBe(here.engineId);
        expect(there.busy[language]).toEqual(here.busy[language]);
      },
    );

    test.for(Object.keys(corpus))('%s', (name, { skip }) => {
      if (!there) return skip(`There is no ${kind}.`);
      expect(there.hostile[name]).toEqual(here.hostile[name]);
    });

    test.for(Object.keys(recursionScripts))('recursion by %s ends alike, long before any stack of the host does', (name, { skip }) => {
      if (!there) return skip(`There is no ${kind}.`);
      expect(there.recursions[name]).toEqual(here.recursions[name]);
    });
  },
);
