import { owner } from './harness/product.ts';
import { button, panel, row, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test('an entity becomes a prefab; another is added by somebody else; what is applied to one shows in both', async ({ crowd }) => {
  test.setTimeout(240_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  const ben = await crowd.studio('Ben');
  await button(ben, 'Continue Supply chain').click();
  await expect(status(ben, 'Sync')).toHaveText('Saved');
  for (const person of [ada, ben]) {
    await show(person, 'Hierarchy');
    await show(person, 'Inspector');
  }

  await test.step('she makes a prefab of the camera', async () => {
    await row(ada, 'Camera').click({ button: 'right' });
    await ada.getByRole('menuitem', { name: 'Make a prefab of it' }).click();
    await expect(ada.getByText(/Camera\w* is a prefab now/)).toBeVisible();
    await expect(panel(ada, 'Inspector')).toContainText('Instance of Camera');
  });

  await test.step('he adds one more, and it stands among his', async () => {
    await button(ben, 'Add entity').click();
    await ben.getByRole('menuitem', { name: /^Camera[0-9A-Z]{3}$/ }).click();
    await expect(panel(ben, 'Inspector')).toContainText('Instance of Camera');
    await expect(status(ben, 'Sync')).toHaveText('Saved');
  });

  await test.step('what she applies is his too', async () => {
    const fov = panel(ada, 'Inspector').getByRole('spinbutton', { name: 'Camera fov' });
    await fov.fill('55');
    await ada.keyboard.press('Enter');
    await button(ada, /^Instance of Camera\w*: options$/).click();
    await ada.getByRole('menuitem', { name: 'Apply to its prefab' }).click();
    await expect(panel(ben, 'Inspector').getByRole('spinbutton', { name: 'Camera fov' })).toHaveValue('55');
  });

  await test.step('he makes a variant of it, which follows what she applies; the list says what it stands on', async () => {
    const ofInstance = /^Instance of Camera\w*: options$/;
    await button(ben, ofInstance).click();
    await ben.getByRole('menuitem', { name: 'Make a variant of its prefab' }).click();
    await expect(ben.getByText(/^Camera\w* is a variant of Camera\w* now$/)).toBeVisible();
    const fov = panel(ada, 'Inspector').getByRole('spinbutton', { name: 'Camera fov' });
    await fov.fill('65');
    await ada.keyboard.press('Enter');
    await button(ada, ofInstance).click();
    await ada.getByRole('menuitem', { name: 'Apply to its prefab' }).click();
    await expect(panel(ben, 'Inspector').getByRole('spinbutton', { name: 'Camera fov' })).toHaveValue('65');
    await button(ben, ofInstance).click();
    await ben.getByRole('menuitem', { name: 'Prefabs' }).click();
    await expect(ben.getByRole('dialog', { name: 'Prefabs' }).getByText(/^Variant of Camera\w* · 1 instance in /)).toBeVisible();
  });
});
