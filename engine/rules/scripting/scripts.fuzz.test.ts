import { beforeAll, describe, expect, test, vi } from 'vitest';
import { scriptLanguages, type ScriptLanguage } from './testing/corpora.ts';
import { languageOf, scriptOf, tryFuzzed, type Finding, type Outcomes } from './testing/fuzz/fuzz.ts';
import { openTestHost } from './testing/host.ts';
import type { ScriptHost } from './world.ts';

const times = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
vi.setConfig({ testTimeout: 60_000 + times * 200 });

let pools: [ScriptHost, ScriptHost];
beforeAll(async () => {
  pools = [await openTestHost(), await openTestHost()];
});

test.each(scriptLanguages)('scripts in %s that nobody wrote neither escape nor hurt the host, and come out the same twice', (language) => {
  const findings: Finding[] = [];
  const outcomes: Outcomes = {};
  for (let seed = 1; seed <= times; seed += 1) {
    if (languageOf(seed) !== language) continue;
    const { outcome, finding } = tryFuzzed(pools, seed);
    if (finding) findings.push(finding);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  expect(findings).toEqual([]);
  // Of everything there is some: a fuzz of nothing but syntax errors would find nothing.
  for (const outcome of ['ok', 'fuel', 'error', 'syntax'] as const)
    expect(outcomes[outcome], JSON.stringify(outcomes)).toBeGreaterThan(times / 100);
});

test('seeds take the languages in turn, and each seed is one script', () => {
  expect([1, 2, 3, 4, 5, 6].map(languageOf)).toEqual(['lua', 'py', 'js', 'lua', 'py', 'js']);
  for (const language of scriptLanguages) {
    const scripts = Array.from({ length: 50 }, (_, seed) => scriptOf(seed, language));
    expect(Array.from({ length: 50 }, (_, seed) => scriptOf(seed, language))).toEqual(scripts);
    expect(new Set(scripts).size).toBe(50);
  }
});

describe('what it looks for would be found', () => {
  const outside = (change: (code: string) => string): ScriptHost => ({
    identity: (paths) => pools[0].identity(paths),
    load: (script, context) => pools[0].load({ ...script, code: change(script.code) }, context),
  });
  const whats = (pair: [ScriptHost, ScriptHost], language: ScriptLanguage = 'js'): (string | undefined)[] =>
    Array.from({ length: 20 }, (_, seed) => tryFuzzed(pair, seed, language).finding?.what);

  test.each(scriptLanguages)('two pools that do not do the same, in %s', (language) => {
    expect(whats([pools[0], outside((code) => `log('more')\n${code}`)], language)).toContain('two outcomes');
  });

  test.each(scriptLanguages)('a script in %s that reached something', (language) => {
    const escaping = outside((code) => code.replace('on(', `${language === 'js' ? 'globalThis.' : ''}RESULT = 'ESCAPED'; on(`));
    expect(whats([escaping, escaping], language)).toContain('escape');
  });

  test('an error that left the host', () => {
    const broken: ScriptHost = {
      identity: () => '',
      load: () => {
        throw new Error('broken');
      },
    };
    expect(whats([broken, broken])[0]).toBe('host error');
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
