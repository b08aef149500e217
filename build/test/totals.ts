export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** What was skipped, one line each. */
  reasons: string[];
}

export const addTotals = (a: Totals, b: Totals): Totals => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  reasons: [...a.reasons, ...b.reasons],
});

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** A file that could not even load counts as one failure. */
export function vitestTotals(document: unknown): Totals {
  const { numPassedTests, numFailedTests, testResults } = document as VitestReport;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const skipped = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: skipped.length,
    reasons: skipped.map(({ fullName }) => fullName),
  };
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; tests: { projectName: string; status: string; annotations: { type: string; description?: string }[] }[] }[];
}

export function playwrightTotals(document: unknown): Totals {
  const { stats, suites } = document as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    suites: PlaywrightSuite[];
  };
  const reasons: string[] = [];
  const visit = ({ suites: inner = [], specs }: PlaywrightSuite): void => {
    for (const { title, tests } of specs) {
      for (const { projectName, status, annotations } of tests) {
        if (status === 'skipped')
          reasons.push(`${projectName}: ${title}: ${annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'}`);
      }
    }
    inner.forEach(visit);
  };
  suites.forEach(visit);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, reasons };
}
