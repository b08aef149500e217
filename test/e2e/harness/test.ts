import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { type Product, startProduct } from './product.ts';
import { watch, type Witness } from './witness.ts';

interface Crowd {
  /** Somebody with a browser of their own: nothing is shared with anybody else's but the product. */
  browser(who: string): Promise<{ context: BrowserContext; page: Page; witness: Witness }>;
  /** A launch link that opens Studio once. */
  link(who: string): Promise<string>;
  /** Opens Studio in a browser of their own, by a launch link made for them. */
  studio(who: string): Promise<Page>;
  /** Opens a player's link in a browser of their own. */
  player(who: string, link: string): Promise<Page>;
}

interface OfTest {
  /** A product that has never been started before. */
  freshProduct: Product;
  crowd: Crowd;
  product: Product;
}

/**
 * The tests' own `test`: a product that runs, people with browsers of their own, and at the end of each test the rule that no browser
 * called anything beyond this machine and none complained.
 */
export const test = base.extend<OfTest, { sharedProduct: Product }>({
  sharedProduct: [
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      expect(await product.close(), 'what the product said on stderr').toEqual([]);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  freshProduct: async ({}, use) => {
    const product = await startProduct();
    await use(product);
    expect(await product.close(), 'what the product said on stderr').toEqual([]);
  },
  /** Shared by the tests of a worker unless a file asks for a fresh one: `test.use({ product: ({ freshProduct }, use) => use(freshProduct) })`. */
  product: async ({ sharedProduct }, use) => use(sharedProduct),
  crowd: async ({ browser, product, viewport, colorScheme, reducedMotion }, use) => {
    const open: { context: BrowserContext; witness: Witness }[] = [];
    const crowd: Crowd = {
      async browser(who) {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion, locale: 'en-GB', timezoneId: 'UTC' });
        const witness = await watch(context, who);
        open.push({ context, witness });
        return { context, page: await context.newPage(), witness };
      },
      link: (who) => product.link(who),
      async studio(who) {
        const { page } = await crowd.browser(who);
        await page.goto(await crowd.link(who));
        return page;
      },
      async player(who, link) {
        const { page } = await crowd.browser(who);
        await page.goto(link);
        return page;
      },
    };
    await use(crowd);
    for (const { context } of open) await context.close();
    expect(
      open.flatMap(({ witness }) => witness.foreign),
      'calls beyond this machine',
    ).toEqual([]);
    expect(
      open.flatMap(({ witness }) => witness.complaints),
      'complaints of the browsers',
    ).toEqual([]);
  },
});

export { expect } from '@playwright/test';
