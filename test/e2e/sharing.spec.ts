/** Two computers and a third: Ada shares her project by its dialog, Ben and Vi join by link with `lq join`, in browsers of their own. */
import type { Page } from '@playwright/test';
import { localAddresses } from '../../src-main/services/sharing/index.ts';
import { guestComputer, type GuestComputer, type Joined } from './harness/guest.ts';
import { owner } from './harness/product.ts';
import { act, button, choose, panel, rename, row, show, status } from './harness/studio.ts';
import { expect, test as base } from './harness/test.ts';

const test = base.extend<{ computer: () => GuestComputer }>({
  computer: async ({}, use) => {
    const made: GuestComputer[] = [];
    await use(() => {
      const computer = guestComputer();
      made.push(computer);
      return computer;
    });
    for (const computer of made) await computer.close();
  },
});
test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });
test.skip(localAddresses().length === 0, 'this machine is in no network of its own, and there is nothing to share with');

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Share' });
const openDialog = async (page: Page): Promise<void> => {
  await button(page, 'Share').click();
  await expect(dialog(page)).toBeVisible();
};
const closeDialog = (page: Page): Promise<void> => button(dialog(page), 'Close').click();
const saved = (page: Page) => expect(status(page, 'Sync')).toHaveText('Saved', { timeout: 40_000 });

/** The link that the dialog shows, for a role. */
async function invite(page: Page, role: 'Editor' | 'Viewer'): Promise<string> {
  await choose(dialog(page), 'Invited as', role);
  await button(dialog(page), 'Copy a link').click();
  await expect(dialog(page).getByText(/^Works once, until/)).toContainText(role === 'Viewer' ? 'a viewer' : 'an editor');
  return dialog(page).getByLabel('Link', { exact: true }).innerText();
}

/** A guest's window: it opens the project that they came for. */
async function enter(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(status(page, 'Sharing')).toHaveText('Guest of Ada');
  await show(page, 'Hierarchy');
  await saved(page);
}

async function comment(page: Page, before: string, name: string): Promise<void> {
  await page.keyboard.press('c');
  await expect(page.getByRole('textbox', { name: 'Comment', exact: true })).toBeFocused();
  await page.keyboard.type(`${before} @${name.slice(0, 2)}`);
  await page.getByRole('option', { name }).click();
  await page.keyboard.press('Enter');
}

test('a project is shared by the dialog, joined by the link, edited by both; stopped, shared again, and a guest is removed', async ({
  crowd,
  computer,
}) => {
  test.setTimeout(600_000);
  const ada = await crowd.studio(owner);
  await ada.context().grantPermissions(['clipboard-write']);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await act(ada, 'Design layout');
  const bens = computer();
  const { page: ben, witness } = await crowd.browser('Ben');
  let link = '';
  let joined: Joined;

  await test.step('Ada shares it, and the dialog hands her a link', async () => {
    await openDialog(ada);
    await button(dialog(ada), 'Share on this network').click();
    await expect(dialog(ada).getByText(/^Shared at /)).toBeVisible();
    link = await invite(ada, 'Editor');
    await closeDialog(ada);
  });

  await test.step('nobody joins as Ada; Ben joins as Ben, and is in the project', async () => {
    await expect(bens.join(link, '--name', 'ADA')).rejects.toThrow(/Somebody in this project is called ADA already\. .*--name/s);
    joined = await bens.join(link, '--name', 'Ben');
    expect([joined.person.name, joined.role]).toEqual(['Ben (guest)', 'editor']);
    await enter(ben, joined.url);
    await expect(button(ada, /^Sharing/)).toHaveText('Shared with 1');
    await expect(button(ada, /^Ben \(guest\)/)).toBeVisible();
    await expect(button(ben, /^Ada/)).toBeVisible();
    await button(ada, /^Sharing/).click();
    await ada.keyboard.press('Escape');
  });

  await test.step('both edit the level, and each sees the other’s edit', async () => {
    await rename(ben, 'Camera', 'Ben’s camera');
    await expect(row(ada, 'Ben’s camera')).toBeVisible();
    await rename(ada, 'Evening light', 'Ada’s light');
    await expect(row(ben, 'Ada’s light')).toBeVisible();
    for (const page of [ada, ben]) await saved(page);
  });

  await test.step('they mention each other, and are told', async () => {
    await row(ben, 'Ben’s camera').click();
    await comment(ben, 'Lower?', 'Ada');
    await expect(ada.getByText('Ben (guest) mentioned you')).toBeVisible();
    await row(ada, 'Ada’s light').click();
    await comment(ada, 'Warmer?', 'Ben (guest)');
    await expect(ben.getByText('Ada mentioned you')).toBeVisible();
  });

  await test.step('Ben names a version, Ada sees it; he restores it, in his name', async () => {
    await act(ben, 'Save version');
    await ben.getByRole('searchbox', { name: 'Name of the version' }).fill('As agreed');
    await ben.keyboard.press('Enter');
    await act(ada, 'Show versions');
    await expect(ada.getByRole('list', { name: 'Versions' }).getByRole('button', { name: /^As agreed Ben \(guest\)/ })).toBeVisible();
    await show(ada, 'Hierarchy');
    await rename(ada, 'Ada’s light', 'Noon');
    await expect(row(ben, 'Noon')).toBeVisible();
    await act(ben, 'Show versions');
    await ben
      .getByRole('list', { name: 'Versions' })
      .getByRole('button', { name: /^As agreed/ })
      .click();
    await expect(ben.getByRole('list', { name: 'Changes' })).toContainText('“Ada’s light” renamed to “Noon”');
    await button(panel(ben, 'History'), 'Restore').click();
    await expect(ben.getByText('Ben (guest) restored “As agreed”').first()).toBeVisible();
    await expect(row(ada, 'Ada’s light')).toBeVisible();
  });

  await test.step('a viewer looks at versions and is told why they restore none', async () => {
    await openDialog(ada);
    const theirs = await invite(ada, 'Viewer');
    await closeDialog(ada);
    const { page: vi } = await crowd.browser('Vi');
    const onlooker = await computer().join(theirs, '--name', 'Vi');
    await enter(vi, onlooker.url);
    await expect(vi.getByText(/^You are a guest of Ada and are looking on/)).toBeVisible();
    await act(vi, 'Show versions');
    const history = panel(vi, 'History');
    await history.getByRole('button', { name: /^As agreed/ }).click();
    await expect(history.getByText('saving and restoring versions needs the role editor. Ada can invite you as one.')).toBeVisible();
    await expect(button(history, 'Restore')).toBeDisabled();
    await vi.close();
    await onlooker.stop();
  });

  await test.step('Ada stops sharing: Ben is told so in words, and goes on', async () => {
    await rename(ben, 'Ben’s camera', 'Saved before');
    await saved(ben);
    await button(ada, /^Sharing/).click();
    await ada.getByRole('menuitem', { name: 'Stop sharing' }).click();
    await expect(ben.getByRole('alert')).toContainText('Ada has stopped sharing this project. What was saved stays in it');
    await expect(status(ben, 'Sync')).toContainText('Offline');
    await rename(ben, 'Ada’s light', 'Made meanwhile');
    await expect(ben.getByRole('alert')).toContainText('1 edit is kept in this browser and sent when Ada shares it again.');
    await expect(row(ada, 'Saved before')).toBeVisible();
    await expect(row(ada, 'Ada’s light')).toBeVisible();
  });

  await test.step('she shares it again: he comes back by himself, and his edit with him', async () => {
    await openDialog(ada);
    await button(dialog(ada), 'Share on this network').click();
    await expect(dialog(ada).getByText('Editor, here now')).toBeVisible({ timeout: 40_000 });
    await closeDialog(ada);
    await saved(ben);
    await expect(row(ada, 'Made meanwhile')).toBeVisible();
    await expect(ben.getByText(/^You are a guest: this project lies on Ada’s computer/)).toBeVisible();
  });

  await test.step('she removes him: he is told, out, and nothing that was saved is lost', async () => {
    await rename(ben, 'Saved before', 'Saved by Ben');
    await saved(ben);
    await openDialog(ada);
    await button(dialog(ada), 'Remove Ben').click();
    await expect(ben.getByRole('alert')).toContainText('Ada shares this project with you no more. What was saved stays in it.');
    await rename(ben, 'Made meanwhile', 'Too late');
    await expect(ben.getByRole('alert')).toContainText('1 edit is kept in this browser and sent if Ada invites you again.');
    expect(await joined.ended).toEqual({ code: 3, said: 'Ada shares Supply chain with you no more.' });
    await expect(bens.join()).rejects.toThrow('You are not invited here, or not any more.');
    await expect(dialog(ada).getByText('Editor, here now')).toHaveCount(0);
    link = await invite(ada, 'Editor');
    await closeDialog(ada);
    await expect(row(ada, 'Saved by Ben')).toBeVisible();
    await expect(row(ada, 'Made meanwhile')).toBeVisible();
  });

  await test.step('invited again he is who he was, and what waited in his browser is sent', async () => {
    const again = await bens.join(link, '--name', 'Ben');
    expect(again.person).toEqual(joined.person);
    await enter(ben, again.url);
    await expect(row(ada, 'Too late')).toBeVisible();
    await expect(ben.getByRole('alert')).toHaveCount(0);
  });
  await ben.close();
  // A frame that was on its way when his connection was ended.
  witness.expect(/WebSocket is already in CLOSING or CLOSED state/);
  // While `lq join` was not there, its window looked for it.
  witness.expect(/WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/\w+.*ERR_CONNECTION_REFUSED/);
});
