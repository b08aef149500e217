import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../../build/setup/chromium.ts';
import { owner } from './harness/product.ts';
import { act, choose, panel, row, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';
import { watch } from './harness/witness.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct) });

/** A browser that has WebGPU without a graphics card. */
const flags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** The part of the picture that differs by more than a shade, 0 to 1. */
const difference = (page: Page, one: Buffer, other: Buffer): Promise<number> =>
  page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64) => {
          const image = new Image();
          image.src = `data:image/png;base64,${base64}`;
          await image.decode();
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height).data;
        }),
      );
      let differs = 0;
      for (let at = 0; at < a!.length; at += 4) if ([0, 1, 2].some((lane) => Math.abs(a![at + lane]! - b![at + lane]!) > 24)) differs += 1;
      return differs / (a!.length / 4);
    },
    [one.toString('base64'), other.toString('base64')],
  );

test('the scene is the same whichever draws it, WebGPU or WebGL, and is worked on alike', { tag: '@long' }, async ({ crowd }) => {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: flags });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const witness = await watch(context, owner);
  const page = await context.newPage();
  await page.goto(await crowd.link(owner));
  await expect(status(page, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await act(page, 'Show statistics of the picture');
  await act(page, 'Show the ground grid');
  const viewport = panel(page, 'Viewport');
  const canvas = viewport.locator('canvas');
  const drawnBy = viewport.getByRole('group', { name: 'Statistics of the picture' }).getByRole('definition').last();
  const pictures: Buffer[] = [];
  for (const [wish, by] of [
    ['WebGPU', 'WebGPU'],
    ['WebGL 2', 'WebGL'],
  ] as const)
    await test.step(wish, async () => {
      await page.keyboard.press('ControlOrMeta+,');
      await choose(page, 'Graphics', wish);
      await page.keyboard.press('Escape');
      await expect(drawnBy).toHaveText(by);
      // What was picked is framed, and a press in the middle of it picks it again.
      await show(page, 'Hierarchy');
      await row(page, 'Quay').click();
      await canvas.focus();
      await page.keyboard.press('f');
      await page.keyboard.press('Escape');
      await expect(status(page, 'Selection')).toHaveText('Nothing selected');
      const box = (await canvas.boundingBox())!;
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await expect(status(page, 'Selection')).not.toHaveText('Nothing selected');
      await page.keyboard.press('w');
      await page.mouse.move(0, 0);
      pictures.push(await canvas.screenshot());
    });
  expect(await difference(page, pictures[0]!, pictures[1]!)).toBeLessThan(0.02);
  expect(witness.complaints).toEqual([]);
  await browser.close();
});
