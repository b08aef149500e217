import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import { encodeFrame } from '../../engine/document/index.ts';
import { cableOf } from './harness/cable.ts';
import { owner } from './harness/product.ts';
import { act, button, panel, rename, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

/** What stands in the scene, and where, as a person reads it. */
const sceneOf = (page: Page): Promise<string[]> =>
  page
    .getByRole('tree', { name: 'Scene' })
    .getByRole('treeitem')
    .evaluateAll((rows) => rows.map((one) => `${'  '.repeat(Number(one.getAttribute('aria-level')))}${one.getAttribute('aria-label')}`));

/** Closes the branches at the top, so that what is looked for is in view. */
async function closeBranches(page: Page): Promise<void> {
  for (const name of ['Supply chain', 'Harbour street', 'Clock tower']) {
    const branch = row(page, name);
    await branch.click();
    if ((await branch.getAttribute('aria-expanded')) === 'true') await page.keyboard.press('ArrowLeft');
    await expect(branch).toHaveAttribute('aria-expanded', 'false');
  }
}

const position = (page: Page, axis: string) =>
  panel(page, 'Inspector').getByRole('spinbutton', { name: `Transform position ${axis}`, exact: true });

test('two people, one of them offline, change, delete and move the same things; nothing is lost, and each is told', async ({ crowd }) => {
  test.setTimeout(300_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await show(ada, 'Hierarchy');
  await closeBranches(ada);
  const { page: ben, witness } = await crowd.browser('Ben');
  const cable = await cableOf(ben);
  await ben.goto(await crowd.link('Ben'));
  await button(ben, 'Continue Supply chain').click();
  await show(ben, 'Hierarchy');
  await closeBranches(ben);
  await expect(status(ben, 'Sync')).toHaveText('Saved');
  const sync = status(ben, 'Sync');

  await test.step('Ben’s cable is pulled, and he goes on', async () => {
    cable.unplug();
    await expect(sync).toContainText('Offline');
    await rename(ben, 'Harbour street', 'Old harbour');
    await rename(ben, 'Evening light', 'Dusk');
    await row(ben, 'Old harbour').dragTo(row(ben, 'Clock tower'));
    await row(ben, 'Camera').click();
    await type(position(ben, 'y'), 7);
    await act(ben, 'Box');
    await expect(row(ben, 'Box')).toBeVisible();
    await button(ben, 'Undo').click();
    await expect(row(ben, 'Box')).toHaveCount(0);
    await expect(sync).toContainText(/Offline, \d+ edits waiting/);
  });
  const left = Date.now();

  await test.step('Ada does other things to the same entities, and sees nothing of his', async () => {
    await rename(ada, 'Harbour street', 'Fish market');
    await row(ada, 'Clock tower').dragTo(row(ada, 'Fish market'));
    await row(ada, 'Camera').click();
    await expect(position(ada, 'y')).not.toHaveValue('7');
    await type(position(ada, 'x'), 3);
    await button(ada, 'Undo').click();
    await expect(position(ada, 'x')).toHaveValue('0');
    await row(ada, 'Evening light').click();
    await ada.keyboard.press('Delete');
    await expect(row(ada, 'Evening light')).toHaveCount(0);
    await expect(status(ada, 'Sync')).toHaveText('Saved');
  });

  await test.step('he comes back after more than a minute: both have one scene, without a circle in it', async () => {
    await ada.waitForTimeout(Math.max(0, left + 62_000 - Date.now()));
    cable.plug();
    await expect(sync).toHaveText('Saved', { timeout: 40_000 });
    for (const page of [ada, ben]) {
      await expect(row(page, 'Clock tower')).toBeVisible();
      await expect(row(page, 'Dusk')).toHaveCount(0);
    }
    await expect.poll(() => sceneOf(ben)).toEqual(await sceneOf(ada));
    for (const page of [ada, ben]) {
      await row(page, 'Clock tower').click();
      await page.keyboard.press('ArrowRight');
      await expect(row(page, 'Old harbour'), 'his move stands, hers would have made a circle').toHaveAttribute('aria-level', '2');
    }
    await row(ada, 'Camera').click();
    await expect(position(ada, 'y'), 'what only he changed is there').toHaveValue('7');
    await expect(position(ada, 'x'), 'what she took back stays so').toHaveValue('0');
  });

  await test.step('he is told what others changed meanwhile, and may choose', async () => {
    const problems = await show(ben, 'Problems');
    await expect(problems).toContainText('Others changed the same things in beer-game.json');
    await button(problems, 'Compare and take over…').click();
    const choices = ben.getByRole('dialog', { name: 'Your copy of beer-game.json' });
    await expect(choices).toContainText(/Old harbour: name\s*Mine\s*“Old harbour”\s*Others\s*“Fish market”/);
    await expect(choices).toContainText(/Dusk\s*Mine\s*there, and changed\s*Others\s*not there/);
    await button(choices, 'Cancel').click();
  });

  await test.step('she takes back what she did: her deletion, with what he made of it meanwhile; what he has overwritten stands', async () => {
    await button(ada, 'Undo').click();
    for (const page of [ada, ben]) await expect(row(page, 'Dusk')).toBeVisible();
    await button(ada, 'Undo').click();
    await button(ada, 'Undo').click();
    await expect(ada.getByText('Somebody has changed the same thing since. Their edit stands.')).toBeVisible();
    for (const page of [ada, ben]) await expect(row(page, 'Old harbour')).toBeVisible();
  });

  await test.step('he takes back what he did, and the scene is as it was', async () => {
    for (let step = 0; step < 4; step += 1) await button(ben, 'Undo').click();
    for (const page of [ada, ben]) {
      await expect(row(page, 'Evening light')).toBeVisible();
      await expect(row(page, 'Harbour street')).toHaveAttribute('aria-level', '1');
    }
    await row(ada, 'Camera').click();
    await expect(position(ada, 'y')).toHaveValue('16.5');
    await expect.poll(() => sceneOf(ben)).toEqual(await sceneOf(ada));
  });

  await test.step('a forged update of a third changes nothing, and closes only their connection', async () => {
    const { page: eve } = await crowd.browser('Eve');
    const wire = await cableOf(eve);
    await eve.goto(await crowd.link('Eve'));
    await button(eve, 'Continue Supply chain').click();
    await show(eve, 'Hierarchy');
    await expect(status(eve, 'Sync')).toHaveText('Saved');
    const before = await sceneOf(ada);
    const forged = new Y.Doc();
    forged.getMap('entities').set('street', new Y.Map([['name', 'Forged']]));
    const reason = await wire.sayInLevel(encodeFrame({ type: 'update', update: Y.encodeStateAsUpdate(forged) }));
    expect(reason).toMatch(/^invalid-update: Client number \d+ does not belong to this person\.$/);
    await expect(status(eve, 'Sync')).toHaveText('Saved', { timeout: 40_000 });
    for (const page of [ada, ben, eve]) {
      await expect(row(page, 'Harbour street')).toBeVisible();
      await expect(row(page, 'Forged')).toHaveCount(0);
    }
    expect(await sceneOf(ada)).toEqual(before);
    await rename(ada, 'Camera', 'Lens');
    await expect(row(ben, 'Lens'), 'the others work on').toBeVisible();
  });
  // A frame that was on its way when the cable was pulled.
  witness.expect(/WebSocket is already in CLOSING or CLOSED state/);
});
