/** Vitest's runner for the tests in Node: what must give the same bits every time is never tried again, wherever retries are on. */
import { type RunnerTestCase, TestRunner } from 'vitest';

const exact = /^(engine|test\/goldens)\//;

export default class ExactRunner extends TestRunner {
  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (exact.test(test.file.name.replaceAll('\\', '/'))) test.retry = 0;
    await super.onBeforeRunTask(test);
  }
}
