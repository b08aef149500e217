import { type Browser, chromium, type CDPSession } from '@playwright/test';
import config from '../../../playwright.config.ts';
import type { BenchPage } from './told.ts';

/** Milliseconds of processor time. */
export interface Cpu {
  /** The page's own thread. */
  main: number;
  /** The whole process of the page: its workers, the garbage collector and the compositor too. */
  process: number;
}

type Answer<What extends keyof BenchPage> = Awaited<ReturnType<BenchPage[What]>>;

/** A page of the bench in a browser process of its own. */
export interface BenchTab {
  /** What it answers, and the processor time it took. */
  ask<What extends keyof BenchPage>(what: What, ...args: Parameters<BenchPage[What]>): Promise<{ answer: Answer<What>; cpu: Cpu }>;
  /** Bytes of the script's memory after everything that could be given up was. */
  heap(): Promise<number>;
  close(): Promise<void>;
}

export const launch = (): Promise<Browser> => chromium.launch(config.use?.launchOptions);

export async function openTab(browser: Browser, url: string): Promise<BenchTab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  page.setDefaultTimeout(600_000);
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in globalThis);
  const system = await browser.newBrowserCDPSession();
  const session: CDPSession = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metric = async (name: string): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find((one) => one.name === name)?.value ?? 0;
  // Other tabs are closed before one opens: the busiest of the renderers is this one.
  const renderer = async (): Promise<number> => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(({ cpuTime }) => cpuTime));
  };
  const cpu = async (): Promise<Cpu> => ({ main: 1000 * (await metric('TaskDuration')), process: 1000 * (await renderer()) });
  return {
    async ask(what, ...args) {
      const before = await cpu();
      const answer = await page.evaluate(
        ([name, given]) => {
          const { bench } = globalThis as unknown as { bench: Record<string, (...with_: unknown[]) => Promise<unknown>> };
          return bench[name]!(...given);
        },
        [what as string, args as unknown[]] as const,
      );
      const after = await cpu();
      if (failures.length > 0) throw new Error(failures.join('\n'));
      return { answer: answer as Answer<typeof what>, cpu: { main: after.main - before.main, process: after.process - before.process } };
    },
    async heap() {
      await session.send('HeapProfiler.collectGarbage');
      return metric('JSHeapUsedSize');
    },
    async close() {
      await system.detach();
      await context.close();
    },
  };
}
