import type { Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { startGame } from './harness/session.ts';
import { panel, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';
import { watch } from './harness/witness.ts';

/** Tries what an injected script would try; each attempt runs as a task of the page, not of the debugger, which a policy does not bind. */
const attack = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const task = <T>(work: () => T | Promise<T>): Promise<string> =>
      new Promise((settle) =>
        setTimeout(async () => {
          try {
            settle(`allowed: ${String(await work())}`);
          } catch (error) {
            settle(`refused: ${(error as Error).name}`);
          }
        }),
      );
    const loaded = (element: HTMLImageElement | HTMLScriptElement, src: string): Promise<string> =>
      new Promise((settle, fail) => {
        element.addEventListener('load', () => settle('loaded'));
        element.addEventListener('error', () => fail(new Error('blocked')));
        element.src = src;
        document.head.append(element);
      });
    const planted = globalThis as unknown as { planted?: string };
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.planted = "yes"';
    document.head.append(inline);
    return {
      inline: String(planted.planted),
      // oxlint-disable-next-line no-eval -- that it is refused is the point
      eval: await task(() => (0, eval)('1 + 1') as number),
      function: await task(() => new Function('return 1')() as number),
      fetch: await task(async () => (await fetch('https://example.org/')).status),
      port: await task(async () => (await fetch('http://127.0.0.1:9/')).status),
      socket: await task(
        () =>
          new Promise((settle, fail) => {
            const socket = new WebSocket('wss://example.org/');
            socket.addEventListener('open', () => settle('open'));
            socket.addEventListener('error', () => fail(new Error('blocked')));
          }),
      ),
      image: await task(() => loaded(document.createElement('img'), 'https://example.org/pixel.png')),
      script: await task(() => loaded(document.createElement('script'), 'https://example.org/x.js')),
      worker: await task(
        () =>
          new Promise((settle, fail) => {
            const code = 'fetch("https://example.org/worker").then(({status}) => postMessage(status), () => postMessage("refused"))';
            const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
            worker.addEventListener('message', ({ data }) => (data === 'refused' ? fail(new TypeError('blocked')) : settle(data)));
          }),
      ),
    };
  });

const refused = {
  inline: 'undefined',
  eval: 'refused: EvalError',
  function: 'refused: EvalError',
  fetch: 'refused: TypeError',
  port: 'refused: TypeError',
  socket: expect.stringMatching(/^refused/) as unknown as string,
  image: 'refused: Error',
  script: 'refused: Error',
  worker: 'refused: TypeError',
};

test.describe('the content security policy', () => {
  for (const door of ['Studio', 'Playground'] as const) {
    test(`of ${door} refuses inline scripts, eval and every endpoint but its own, and says so`, async ({ product, crowd }) => {
      const { page, witness } = await crowd.browser('Mallory');
      if (door === 'Studio') {
        await page.goto(await product.link(owner));
        await expect(page.getByRole('button', { name: /^(Continue )?Supply chain/ }).first()).toBeVisible({ timeout: 60_000 });
      } else {
        await page.goto((await startGame(product)).playUrl);
        await expect(status(page, 'Connection')).toHaveText('All your commands are saved', { timeout: 90_000 });
      }
      expect(witness.complaints, 'nothing is wrong before').toEqual([]);
      expect(await attack(page)).toMatchObject(refused);
      for (const directive of [
        'script-src-elem inline',
        'script-src eval',
        'connect-src https://example.org/',
        'connect-src http://127.0.0.1:9/',
        'img-src https://example.org/pixel.png',
      ])
        await expect.poll(() => witness.complaints.join('\n')).toContain(`policy violation: ${directive}`);
      expect(witness.foreign, 'no attempt got as far as the network').toEqual([]);
      witness.expect(/./);
    });
  }
});

test('Studio is isolated from other origins; the Playground may be embedded', async ({ product, crowd }) => {
  const { page } = await crowd.browser(owner);
  const studio = await page.goto(await product.link(owner));
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  expect(studio?.headers()).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(studio?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  const { page: player } = await crowd.browser('Pia');
  const playground = await player.goto((await startGame(product)).playUrl);
  expect(await player.evaluate(() => globalThis.crossOriginIsolated)).toBe(false);
  expect(playground?.headers()).not.toHaveProperty('cross-origin-opener-policy');
  expect(playground?.headers()).not.toHaveProperty('cross-origin-embedder-policy');
});

test('a launch link signs in once; a reload stays signed in; no secret stays in the address', async ({ product, crowd }) => {
  const link = await product.link(owner);
  const { page: ada, context } = await crowd.browser(owner);
  const inside = ada.getByRole('button', { name: /^(Continue )?Supply chain/ }).first();
  await ada.goto(link);
  await expect(inside).toBeVisible({ timeout: 60_000 });
  expect(ada.url(), 'the token is spent and gone').not.toContain('launch=');
  expect(await context.cookies(), 'ports share cookies: there are none').toEqual([]);
  await ada.reload();
  await expect(inside).toBeVisible({ timeout: 60_000 });

  const second = await context.newPage();
  await second.goto(new URL(ada.url()).origin);
  await expect(second.getByRole('button', { name: /^(Continue )?Supply chain/ }).first(), 'a second tab of the browser').toBeVisible({
    timeout: 60_000,
  });

  const { page: mallory, witness } = await crowd.browser('Mallory');
  await mallory.goto(link);
  await expect(mallory.getByText('This link was used already or is from an earlier start.')).toBeVisible();
  await expect(mallory.getByText('lq open')).toBeVisible();
  await expect(panel(mallory, 'Hierarchy')).toHaveCount(0);
  witness.expect(/WebSocket/);
});

test('the witness of these tests sees what it must see', async ({ browser, product }) => {
  const context = await browser.newContext();
  const witness = await watch(context, 'Eve');
  const page = await context.newPage();
  await page.goto(product.playground);
  await page.evaluate(() => console.error('planted'));
  await page.goto('about:blank');
  await page.setContent('<img src="https://example.org/pixel.png"><iframe src="https://example.net/"></iframe>');
  await expect.poll(() => witness.foreign.length).toBe(2);
  expect(witness.complaints.some((complaint) => complaint.includes('planted'))).toBe(true);
  await context.close();
});
