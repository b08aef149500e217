import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { binaryPath } from '../../../src-main/doors/desktop/find-electron.ts';
import type { HostName } from './hosts.ts';
import { owner, type Product, root, startDesktop, startProduct } from './product.ts';
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

/** Browsers' profiles that nobody has used before, watched. */
interface Profiles {
  open(who: string): Promise<{ context: BrowserContext; witness: Witness }>;
  /** Closes all, and sees that none called beyond this machine or complained. */
  close(): Promise<void>;
}

interface OfTest {
  profiles: Profiles;
  /** A product that has never been started before. */
  freshProduct: Product;
  crowd: Crowd;
  product: Product;
}

interface OfWorker {
  host: HostName;
  sharedProduct: () => Promise<Product>;
}

const withoutElectron =
  binaryPath(root, process.env) === undefined
    ? 'the Electron binary is not on this machine'
    : 'these tests reach windows of the double, not yet those of Electron itself';

async function useFresh(host: HostName, profiles: Profiles, use: (product: Product) => Promise<void>): Promise<void> {
  test.skip(host === 'electron', withoutElectron);
  const product = await (host === 'web' ? startProduct() : startDesktop((await profiles.open(owner)).context));
  await use(product);
  await profiles.close();
  expect(await product.close(), 'what the product said on stderr').toEqual([]);
}

/**
 * The tests' own `test`: a product that runs, people with browsers of their own, and at the end of each test the rule that no browser
 * called anything beyond this machine and none complained.
 */
export const test = base.extend<OfTest, OfWorker>({
  host: ['web', { scope: 'worker', option: true }],
  sharedProduct: [
    async ({}, use) => {
      let product: Promise<Product> | undefined;
      await use(() => (product ??= startProduct()));
      if (product) expect(await (await product).close(), 'what the product said on stderr').toEqual([]);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  profiles: async ({ browser, viewport, colorScheme, reducedMotion }, use) => {
    const open: { context: BrowserContext; witness: Witness }[] = [];
    const profiles: Profiles = {
      async open(who) {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion, locale: 'en-GB', timezoneId: 'UTC' });
        const made = { context, witness: await watch(context, who) };
        open.push(made);
        return made;
      },
      async close() {
        // The desktop app, which was there first, ends with its windows, and everything with it.
        const closing = open.splice(0).toReversed();
        for (const { context } of closing) await context.close();
        const seen = (what: 'foreign' | 'complaints'): string[] => closing.flatMap(({ witness }) => witness[what]);
        expect(seen('foreign'), 'calls beyond this machine').toEqual([]);
        expect(seen('complaints'), 'complaints of the browsers').toEqual([]);
      },
    };
    await use(profiles);
    await profiles.close();
  },
  freshProduct: async ({ host, profiles }, use) => useFresh(host, profiles, use),
  /** Shared by the tests of a worker unless a file asks for a fresh one: `test.use({ product: ({ freshProduct }, use) => use(freshProduct) })`. */
  product: async ({ host, sharedProduct, profiles }, use) => {
    // A desktop app ends with its last window, and so with its test.
    if (host === 'web') await use(await sharedProduct());
    else await useFresh(host, profiles, use);
  },
  crowd: async ({ product, profiles }, use) => {
    const crowd: Crowd = {
      async browser(who) {
        const { context, witness } = await profiles.open(who);
        return { context, page: await context.newPage(), witness };
      },
      link: (who) => product.link(who),
      async studio(who) {
        if (who === owner && product.desktop) return product.desktop.window();
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
    await profiles.close();
  },
});

export { expect } from '@playwright/test';
