/** The desktop app: what a window has that a browser has not. Every other story is played in it with `LEDGERQUEST_HOST=double`. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { localAddresses } from '../../src-main/services/sharing/index.ts';
import type { MenuItem } from '../doubles/screen-calls.ts';
import { owner, startDesktop } from './harness/product.ts';
import { button, panel, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

const entry = (menu: readonly MenuItem[], top: string, label: string): MenuItem | undefined =>
  menu.find((item) => item.label === top)?.submenu?.find((item) => item.label === label);
const nameOf = (page: Page) => panel(page, 'Inspector').getByRole('textbox', { name: 'Entity name' });

test('the desktop app opens a window; its native menu undoes; it stays at home; a folder is opened; it ends with its last window', async ({
  crowd,
  product,
}) => {
  test.setTimeout(240_000);
  const ada = await crowd.studio(owner);
  const desktop = product.desktop!;
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });

  await test.step('the page has one word to its window, and nothing of Electron', async () => {
    const has = (name: string): Promise<string> =>
      ada.evaluate((word) => typeof (window as unknown as Record<string, unknown>)[word], name);
    expect(await has('ledgerquestDesktop')).toBe('object');
    for (const name of ['require', 'process', 'electronInvoke', 'electronOpen']) expect(await has(name), name).toBe('undefined');
  });

  await test.step('what she did is undone from the native menu, which says what can be done', async () => {
    await show(ada, 'Hierarchy');
    await row(ada, 'Harbour street').click();
    await show(ada, 'Inspector');
    await type(nameOf(ada), 'Fish market');
    await expect(row(ada, 'Fish market')).toBeVisible();
    const undo = async (): Promise<MenuItem | undefined> =>
      (await desktop.menu(ada)).find(({ label }) => label === 'Edit')?.submenu?.find(({ label }) => label?.startsWith('Undo'));
    await expect.poll(undo).toMatchObject({ enabled: true, accelerator: 'CmdOrCtrl+Z' });
    await desktop.choose(ada, 'Edit', (await undo())!.label!);
    await expect(row(ada, 'Harbour street')).toBeVisible();
    await expect.poll(undo).toMatchObject({ enabled: false });
  });

  await test.step('a window stays where it is at home; only what it knows opens in her browser', async () => {
    const before = ada.url();
    await ada.evaluate((to) => void (location.href = to), product.playground);
    await ada.evaluate((to) => void window.open(to), 'https://example.org/');
    await ada.evaluate((to) => void window.open(to), `${product.playground}?link=hers`);
    await expect.poll(async () => (await desktop.told()).external).toEqual([`${product.playground}?link=hers`]);
    expect(ada.url()).toBe(before);
    await expect(row(ada, 'Harbour street')).toBeVisible();
  });

  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-cube-'));
  await test.step('she opens a folder by the system’s dialog; the page learns a name, not a path', async () => {
    cpSync(resolve(import.meta.dirname, '../../samples/hello-cube'), folder, { recursive: true });
    await desktop.chooseFolder(folder);
    await desktop.choose(ada, 'Project', 'Open folder…');
    await show(ada, 'Hierarchy');
    await expect(row(ada, 'Cube')).toBeVisible({ timeout: 60_000 });
    await expect(ada.getByText(/^This project is from somewhere else/).first()).toBeVisible();
    await expect.poll(async () => (await desktop.told()).recent).toContain(folder);
    expect(await ada.evaluate(() => document.documentElement.outerHTML)).not.toContain(folder);
  });

  await test.step('a second window is the same Studio: what is done in one is in the other', async () => {
    expect(entry(await desktop.menu(ada), 'Project', 'New window')).toMatchObject({ accelerator: 'CmdOrCtrl+Shift+N' });
    await desktop.choose(ada, 'Project', 'New window');
    const second = await desktop.nextWindow();
    await button(second, /^Continue /)
      .first()
      .click();
    await show(second, 'Hierarchy');
    await row(second, 'Cube').click();
    await show(second, 'Inspector');
    await type(nameOf(second), 'Die');
    await expect(row(ada, 'Die')).toBeVisible();
    await second.close();
    await expect(row(ada, 'Die')).toBeVisible();
  });

  await test.step('the app ends with its last window, and what was done lies in the folder', async () => {
    await expect(status(ada, 'Sync')).toHaveText('Saved');
    await ada.close();
    expect(await product.ended).toBe(0);
    const levels = readdirSync(join(folder, 'levels')).map((file) => readFileSync(join(folder, 'levels', file), 'utf8'));
    expect(levels.join('')).toContain('"Die"');
    rmSync(folder, { recursive: true });
  });
});

test(
  'started with a link it asks first; what lets it come back lies in the system’s keychain',
  { tag: '@long' },
  async ({ crowd, product, profiles }) => {
    test.skip(localAddresses().length === 0, 'this machine is in no network of its own, and there is nothing to share with');
    test.setTimeout(240_000);
    const ada = await crowd.studio(owner);
    await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
    const { invitation } = (await product.lq('share', 'start')) as { invitation: { link: string } };

    const { context } = await profiles.open('Ben');
    const bens = await startDesktop(context, { person: 'Ben', words: [invitation.link] });
    const home = await bens.desktop.nextWindow();
    const question = home.getByRole('dialog', { name: 'Join this project?' });
    await expect(question).toContainText(`Fingerprint ${invitation.link.split('#')[1]!.slice(0, 12)}`);
    await expect(button(question, 'Cancel')).toBeFocused();
    await button(question, 'Join').click();
    const ben = await bens.desktop.nextWindow();
    await expect(status(ben, 'Sharing')).toHaveText('Guest of Ada');
    await show(ben, 'Hierarchy');
    await expect(status(ben, 'Sync')).toHaveText('Saved', { timeout: 40_000 });

    const secrets = join(bens.dataDir, 'secrets');
    const kept = readdirSync(secrets).map((file) => JSON.parse(readFileSync(join(secrets, file), 'utf8')) as object);
    expect(kept.length).toBeGreaterThan(0);
    for (const secret of kept) expect(secret, 'sealed, and in no plain text').toEqual({ format: 1, sealed: expect.any(String) });
    await context.close();
    expect(await bens.close()).toEqual([]);
  },
);
