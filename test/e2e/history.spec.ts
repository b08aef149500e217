/** What was there before: versions, whole and by part, and the copy of one's own that others' edits have overtaken. */
import { cableOf } from './harness/cable.ts';
import { owner } from './harness/product.ts';
import { act, button, enter, panel, rename, row, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test('a version is restored by part and as a whole; a copy that was overtaken is merged by choice', { tag: '@long' }, async ({ crowd }) => {
  test.setTimeout(360_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  const { page: ben, witness } = await crowd.browser('Ben');
  const cable = await cableOf(ben);
  await ben.goto(await crowd.link('Ben'));
  await enter(ben);
  for (const person of [ada, ben]) {
    await show(person, 'Hierarchy');
    await show(person, 'Inspector');
  }
  const history = panel(ada, 'History');
  const changes = history.getByRole('list', { name: 'Changes' });

  await test.step('she saves a version by name; he changes two things', async () => {
    await act(ada, 'Save version');
    await ada.getByRole('searchbox', { name: 'Name of the version' }).fill('As agreed');
    await ada.keyboard.press('Enter');
    await act(ada, 'Show versions');
    await expect(history.getByRole('button', { name: /^As agreed Ada/ })).toBeVisible();
    await rename(ben, 'Camera', 'Lens');
    await rename(ben, 'Evening light', 'Noon');
  });

  await test.step('she sees both, and restores one of them for everybody', async () => {
    await history.getByRole('button', { name: /^As agreed/ }).click();
    await expect(changes).toContainText('“Camera” renamed to “Lens”');
    await expect(changes).toContainText('“Evening light” renamed to “Noon”');
    await changes
      .getByRole('button', { name: 'Restore Lens' })
      .or(changes.getByRole('button', { name: 'Restore Camera' }))
      .click();
    await expect(row(ben, 'Camera')).toBeVisible();
    await expect(row(ben, 'Noon'), 'the other stays').toBeVisible();
    await expect(changes).not.toContainText('Lens');
  });

  await test.step('she restores all of it, and takes that back in one step', async () => {
    await button(history, 'Restore').click();
    await expect(row(ben, 'Evening light')).toBeVisible();
    await expect(history.getByText('Nothing has changed since.')).toBeVisible();
    await button(ada.getByRole('banner'), 'Undo').click();
    await expect(row(ben, 'Noon')).toBeVisible();
    await expect(row(ben, 'Camera')).toBeVisible();
  });

  await test.step('away for more than a minute, he changes what she changes too, and more', async () => {
    cable.unplug();
    await expect(status(ben, 'Sync')).toContainText('Offline');
    const left = Date.now();
    await rename(ben, 'Camera', 'His camera');
    await rename(ben, 'Noon', 'His light');
    await show(ada, 'Hierarchy');
    await rename(ada, 'Camera', 'Her camera');
    await rename(ada, 'Harbour street', 'Her street');
    await ada.waitForTimeout(Math.max(0, left + 62_000 - Date.now()));
    cable.plug();
    await expect(status(ben, 'Sync')).toHaveText('Saved', { timeout: 40_000 });
    await expect(row(ada, 'His light')).toBeVisible();
    await expect(row(ben, 'Her street')).toBeVisible();
  });

  await test.step('of what both changed he chooses hers, and both have it; undo gives his back', async () => {
    const problems = await show(ben, 'Problems');
    await button(problems, 'Compare and take over…').click();
    const choices = ben.getByRole('dialog', { name: 'Your copy of beer-game.json' });
    const camera = choices.getByRole('group', { name: 'His camera: name' });
    await expect(camera.getByRole('radio', { name: 'Mine “His camera”' })).toBeChecked();
    await camera.getByRole('radio', { name: 'Others “Her camera”' }).click();
    await button(choices, 'Take over 1 change').click();
    await expect(choices).toBeHidden();
    for (const person of [ada, ben]) await expect(row(person, 'Her camera')).toBeVisible();
    await button(ben.getByRole('banner'), 'Undo').click();
    for (const person of [ada, ben]) await expect(row(person, 'His camera')).toBeVisible();
    for (const person of [ada, ben]) await expect(row(person, 'His light'), 'what only he changed stands').toBeVisible();
  });
  // A frame that was on its way when the cable was pulled.
  witness.expect(/WebSocket is already in CLOSING or CLOSED state/);
});
