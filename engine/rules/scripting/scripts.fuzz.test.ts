import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { tryFuzzed, type Finding, type Outcomes } from './testing/fuzz/fuzz.ts';
import { openTestHost } from './testing/host.ts';
import type { ScriptHost } from './world.ts';

const times = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
vi.setConfig({ testTimeout: 60_000 + times * 200 });

const folder = join(import.meta.dirname, '../../../test/fixtures/hostile/js');
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .toSorted()
  .map((name) => readFileSync(join(folder, name), 'utf8'));

let pools: [ScriptHost, ScriptHost];
beforeAll(async () => {
  pools = [await openTestHost(), await openTestHost()];
});

test('scripts that nobody wrote neither escape nor hurt the host, and come out the same twice', () => {
  const findings: Finding[] = [];
  const outcomes: Outcomes = {};
  for (let seed = 1; seed <= times; seed += 1) {
    const { outcome, finding } = tryFuzzed(pools, seed, corpus);
    if (finding) findings.push(finding);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  expect(findings).toEqual([]);
  // Of everything there is some: a fuzz of nothing but syntax errors would find nothing.
  for (const outcome of ['ok', 'fuel', 'error', 'syntax'] as const)
    expect(outcomes[outcome], JSON.stringify(outcomes)).toBeGreaterThan(times / 200);
});

describe('what it looks for would be found', () => {
  const outside = (change: (code: string) => string): ScriptHost => ({
    identity: (paths) => pools[0].identity(paths),
    load: (script, context) => pools[0].load({ ...script, code: change(script.code) }, context),
  });
  const whats = (pair: [ScriptHost, ScriptHost]): (string | undefined)[] =>
    Array.from({ length: 20 }, (_, seed) => tryFuzzed(pair, seed, corpus).finding?.what);

  test('two pools that do not do the same', () => {
    expect(whats([pools[0], outside((code) => `log('more'); ${code}`)])).toContain('two outcomes');
  });

  test('a script that reached something', () => {
    const escaping = outside((code) => code.replace('on(', `globalThis.RESULT = 'ESCAPED'; on(`));
    expect(whats([escaping, escaping])).toContain('escape');
  });

  test('a host that was changed', () => {
    const polluted = outside((code) => {
      (Object.prototype as Record<string, unknown>)['polluted'] = true;
      return code;
    });
    try {
      expect(whats([polluted, polluted])[0]).toBe('pollution');
    } finally {
      delete (Object.prototype as Record<string, unknown>)['polluted'];
    }
  });
});
