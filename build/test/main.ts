/** `npm test`: sets up what is missing, builds, runs every layer, and closes with one line of totals. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildAll } from '../all.ts';
import { ensureChromium } from '../setup/chromium.ts';
import { tool } from '../tool.ts';
import { addTotals, closingLines, nothing, oneFailure, playwrightTotals, type Totals } from './totals.ts';

const say = (line: string): void => console.log(line);
const results = join('out', 'test');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

interface Layer {
  name: string;
  command: string[];
  env: Record<string, string>;
  report: string;
  read: (document: unknown) => Totals;
}

const vitest = (project: string): Layer => {
  const report = join(results, `${project}.json`);
  return {
    name: project,
    command: [...tool('vitest'), 'run', '--project', project, '--reporter=default', '--silent', '--reporter=./build/test/reporter.ts'],
    env: { NO_COLOR: '1', LEDGERQUEST_TEST_REPORT: resolve(report) },
    report,
    read: (document) => document as Totals,
  };
};

const e2eReport = join(results, 'e2e.json');
const layers: Layer[] = [
  vitest('node'),
  vitest('dom'),
  {
    name: 'e2e',
    command: [...tool('playwright'), 'test'],
    // Not NO_COLOR: playwright forces colours upon its workers, and Node complains where both are set.
    env: { FORCE_COLOR: '0', LEDGERQUEST_E2E_REPORT: e2eReport },
    report: e2eReport,
    read: playwrightTotals,
  },
];

const only = process.argv[2];
let total = nothing;
try {
  process.env['LEDGERQUEST_CHROMIUM'] = ensureChromium(say);
  buildAll(say);
  for (const { name, command, env, report, read } of layers) {
    if (only && only !== name) continue;
    say(`\n--- ${name} ---`);
    const [program = '', ...args] = command;
    const { status, error } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    if (error) console.error(`${name} could not be run: ${error.message}`);
    const totals = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : oneFailure;
    total = addTotals(total, totals);
    // A runner that ends badly without a failed test (an unhandled error, nothing found) has failed all the same.
    if (status !== 0 && totals.failed === 0) total = addTotals(total, oneFailure);
  }
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  total = addTotals(total, oneFailure);
}
for (const line of closingLines(total)) say(line);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
