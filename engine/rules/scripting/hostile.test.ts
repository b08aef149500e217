/**
 * The hostile corpus: scripts that were written to hang, exhaust, crash or leave a sandbox. The first line of each says what must happen.
 * Every one runs in two interpreters that share nothing and must do the same in both, fuel and memory included.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHost } from './testing/host.ts';
import { isAsDemanded, mustOf, runHostile } from './testing/hostile.ts';
import type { ScriptHost } from './world.ts';

const corpora = join(import.meta.dirname, '../../../test/fixtures/hostile');

let first: ScriptHost;
let second: ScriptHost;
beforeAll(async () => {
  first = await openTestHost();
  second = await openTestHost();
});

describe.each([
  { language: 'js', least: 39 },
  { language: 'lua', least: 33 },
  { language: 'py', least: 38 },
])('every hostile script in $language', ({ language, least }) => {
  const folder = join(corpora, language);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(`.${language}`))
    .toSorted();
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  test('the corpus is there', () => expect(files.length).toBeGreaterThanOrEqual(least));

  test.each(files)('is contained: %s', (name) => {
    const source = read(name);
    const must = mustOf(source);
    const report = runHostile(first, name, source);
    const again = runHostile(second, name, source);
    expect(again, 'the same in another pool').toEqual(report);
    expect(isAsDemanded(must, report, again), `${must.join(' or ')}, not ${JSON.stringify(report)}`).toBe(true);
  });

  test('does what is pinned: outcome, fuel, memory', async () => {
    const lines = files.map((name) => {
      const { outcome, fuelOf, line, memoryHash, message } = runHostile(first, name, read(name));
      return `${name} | ${outcome} | line ${line ?? '-'} | fuel ${fuelOf.join(' ')} | memory ${memoryHash.slice(0, 16) || '-'} | ${message.slice(0, 115)}`;
    });
    await expect(`${first.identity([`x.${language}`])}\n${lines.join('\n')}\n`).toMatchFileSnapshot(
      join(corpora, `${language}.golden.txt`),
    );
  });
});

describe('the table itself can fail', () => {
  test('a script that claims to have escaped is not as demanded', () => {
    const source = '// MUST: contained -- planted\nglobalThis.RESULT = "ESCAPED"; function onTick() {}';
    const report = runHostile(first, 'planted.js', source);
    expect(report.claim).toBe('ESCAPED');
    expect(isAsDemanded(['contained'], report, report)).toBe(false);
  });

  test.each([
    ['planted.py', 'def on_tick():\n    pass\nRESULT = "ESCAPED"'],
    ['planted.py', '# a comment\nRESULT = "ESCAPED"'],
    ['planted.lua', 'function on_tick() end RESULT = "ESCAPED"'],
    ['planted.js', 'globalThis.RESULT = "ESCAPED"; function onTick() {}'],
  ])('whatever its first line is: %s %s', (name, source) => {
    expect(runHostile(first, name, source)).toMatchObject({ outcome: 'ok', claim: 'ESCAPED' });
  });

  test('what asks for the claim moves no place in the script', () => {
    const planted = ['RESULT = 1\nx = [\n', 'def f():\n    RESULT.x\nf()\n', '# RESULT\nnothing\n'];
    expect(planted.map((source) => runHostile(first, 'planted.py', source)).map(({ line, column }) => [line, column])).toEqual([
      [3, 1],
      [2, 5],
      [2, 1],
    ]);
  });

  test('a script that ends well is not "fuel", and one that ends by fuel is not "ok"', () => {
    const calm = runHostile(first, 'planted.js', '// MUST: fuel -- planted\nfunction onTick() { return 1; }');
    expect(isAsDemanded(['fuel'], calm, calm)).toBe(false);
    const endless = runHostile(first, 'planted.js', '// MUST: ok -- planted\nfunction onTick() { for (;;); }');
    expect(isAsDemanded(['ok'], endless, endless)).toBe(false);
    expect(isAsDemanded(['fuel'], endless, endless)).toBe(true);
  });

  test('two different runs are not "deterministic"', () => {
    const report = runHostile(first, 'planted.js', '// MUST: deterministic -- planted\nfunction onTick() { return Math.random(); }');
    expect(isAsDemanded(['deterministic'], report, report)).toBe(true);
    expect(isAsDemanded(['deterministic'], report, { ...report, results: ['other'] })).toBe(false);
  });
});
