export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** What was skipped and why, one line each. */
  reasons: string[];
  /** What failed before it passed, one line each; counted among the passed. */
  flaky: string[];
}

export const nothing: Totals = { passed: 0, failed: 0, skipped: 0, reasons: [], flaky: [] };
export const oneFailure: Totals = { ...nothing, failed: 1 };

export const addTotals = (a: Totals, b: Totals): Totals => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  reasons: [...a.reasons, ...b.reasons],
  flaky: [...a.flaky, ...b.flaky],
});

/** What `npm test` says at its end: why something was skipped, what passed only when it was tried again, and last the totals alone. */
export const closingLines = ({ passed, failed, skipped, reasons, flaky }: Totals): string[] => [
  ...reasons.map((reason) => `skipped: ${reason}`),
  ...flaky.map((title) => `passed only when tried again: ${title}`),
  '',
  `${flaky.length} flaky`,
  `${passed} passed, ${failed} failed, ${skipped} skipped`,
];

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; tests: { projectName: string; status: string; annotations: { type: string; description?: string }[] }[] }[];
}

/** From the report of playwright's own JSON reporter. */
export function playwrightTotals(document: unknown): Totals {
  const { stats, suites } = document as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    suites: PlaywrightSuite[];
  };
  const reasons: string[] = [];
  const flaky: string[] = [];
  const visit = ({ suites: inner = [], specs }: PlaywrightSuite): void => {
    for (const { title, tests } of specs) {
      for (const { projectName, status, annotations } of tests) {
        const name = projectName === '' ? title : `${projectName}: ${title}`;
        if (status === 'skipped')
          reasons.push(`${name}: ${annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'}`);
        if (status === 'flaky') flaky.push(name);
      }
    }
    inner.forEach(visit);
  };
  suites.forEach(visit);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, reasons, flaky };
}
