/** Vitest's reporter for `npm test`: writes the totals to the file that LEDGERQUEST_TEST_REPORT names. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { nothing, type Totals } from './totals.ts';

/** A file that could not even load counts as one failure. */
export function totalsOf(modules: readonly TestModule[]): Totals {
  const totals: Totals = structuredClone(nothing);
  for (const module of modules) {
    let failed = 0;
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${module.relativeModuleId}: ${test.fullName}`;
      if (result.state === 'failed') failed += 1;
      else if (result.state === 'passed') {
        totals.passed += 1;
        if (test.diagnostic()?.flaky === true) totals.flaky.push(name);
      } else {
        totals.skipped += 1;
        totals.reasons.push(`${name}: ${(result.state === 'skipped' && result.note) || 'no reason given'}`);
      }
    }
    totals.failed += failed === 0 && module.state() === 'failed' ? 1 : failed;
  }
  return totals;
}

export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env['LEDGERQUEST_TEST_REPORT'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(totalsOf(modules)));
  }
}
