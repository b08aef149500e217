import { type Browser, expect } from '@playwright/test';
import { owner, startProduct } from '../../e2e/harness/product.ts';
import { median } from '../bench.ts';

export interface FirstLook {
  /** Milliseconds from asking for the page. */
  paint: number;
  /** The viewport has drawn its first picture. */
  viewport: number;
}

/** In the page: the first visit opens the first project, later ones show it among the recent ones. Whoever measures presses at once. */
const pressContinue = `
  new MutationObserver((_, watch) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('Continue'));
    if (!button) return;
    watch.disconnect();
    button.click();
  }).observe(document, { childList: true, subtree: true });
`;

/** How long a person waits for the product's own page, as `npm start` serves it: the median of some visits, each with an empty cache. */
export async function firstLook(browser: Browser, visits: number): Promise<FirstLook> {
  const product = await startProduct();
  try {
    const looks: FirstLook[] = [];
    for (let visit = 0; visit < visits; visit += 1) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.addInitScript(pressContinue);
      await page.goto(await product.link(owner));
      const timeOf = (name: string): Promise<number> =>
        page.evaluate((wanted) => performance.getEntriesByName(wanted)[0]?.startTime ?? 0, name);
      await expect.poll(() => timeOf('first-picture'), { timeout: 120_000 }).toBeGreaterThan(0);
      looks.push({ paint: await timeOf('first-contentful-paint'), viewport: await timeOf('first-picture') });
      await context.close();
    }
    return { paint: median(looks.map(({ paint }) => paint)), viewport: median(looks.map(({ viewport }) => viewport)) };
  } finally {
    await product.close();
  }
}
