import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tool } from '../tool.ts';
import type { Totals } from './totals.ts';

const house = mkdtempSync(join(tmpdir(), 'ledgerquest-tests-'));
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Fails when it is tried for the first time. */
const unsteady =
  "import { expect, test } from 'vitest';\nlet tries = 0;\ntest('unsteady', () => expect((tries += 1)).toBeGreaterThan(1));\n";
const planted: Record<string, string> = {
  'src/unsteady.test.ts': unsteady,
  'engine/unsteady.test.ts': unsteady,
  'test/goldens/unsteady.test.ts': unsteady,
  'src/steady.test.ts':
    "import { describe, test } from 'vitest';\ndescribe('a group', () => {\n  test('passes', () => {});\n  test('skips', ({ skip }) => skip('there is no such thing here'));\n  test.skip('skips silently', () => {});\n});\n",
  'src/broken.test.ts': "throw new Error('cannot load');\n",
  'vitest.config.ts': `export default { test: { retry: 2, include: ['**/*.test.ts'], runner: ${JSON.stringify(resolve('build/test/runner.ts'))} } };\n`,
};

let totals: Totals;
beforeAll(() => {
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
  for (const [path, text] of Object.entries(planted)) {
    mkdirSync(join(house, path, '..'), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  const report = join(house, 'report.json');
  const [program = '', ...args] = tool('vitest');
  spawnSync(program, [...args, 'run', '--root', house, '--silent', `--reporter=${resolve('build/test/reporter.ts')}`], {
    cwd: house,
    env: { ...process.env, LEDGERQUEST_TEST_REPORT: report },
  });
  totals = JSON.parse(readFileSync(report, 'utf8')) as Totals;
});

test('what passed only when it was tried again is named, and what was skipped says why', () => {
  expect(totals.flaky).toEqual(['src/unsteady.test.ts: unsteady']);
  expect(totals.reasons.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    'src/steady.test.ts: a group > skips silently: no reason given',
    'src/steady.test.ts: a group > skips: there is no such thing here',
  ]);
});

test('the engine’s tests and the goldens are not tried again, and a file that cannot load is a failure', () => {
  expect(totals).toMatchObject({ passed: 2, failed: 3, skipped: 2 });
});
