import { owner } from './harness/product.ts';
import { button, panel, row, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test('two people talk about an entity: one is mentioned and told, answers, and it is resolved', async ({ crowd }) => {
  test.setTimeout(240_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  const ben = await crowd.studio('Ben');
  await button(ben, 'Continue Supply chain').click();
  await expect(status(ben, 'Sync')).toHaveText('Saved');

  await test.step('she comments on what is selected, and mentions him', async () => {
    await show(ada, 'Hierarchy');
    await row(ada, 'Camera').click();
    await ada.keyboard.press('c');
    await expect(ada.getByRole('textbox', { name: 'Comment', exact: true })).toBeFocused();
    await ada.keyboard.type('Could it stand lower, @Be');
    await ada.getByRole('option', { name: /Ben/ }).click();
    await ada.keyboard.type('?');
    await ada.keyboard.press('Enter');
    await expect(ada.getByRole('article', { name: 'Ada' })).toContainText('Could it stand lower, @Ben ?');
  });

  await test.step('he is told, goes there and answers', async () => {
    await expect(ben.getByText('Ada mentioned you')).toBeVisible();
    await show(ben, 'Comments');
    await panel(ben, 'Comments').getByRole('button', { name: 'Ada: Camera' }).click();
    await ben.getByRole('textbox', { name: 'Reply' }).fill('A little.');
    await ben.keyboard.press('Enter');
    await expect(ada.getByRole('article', { name: 'Ben' })).toContainText('A little.');
  });

  await test.step('resolved for one is resolved for both, and it is there after a reload', async () => {
    await button(ada, 'Resolve').click();
    await expect(panel(ben, 'Comments')).toContainText('Resolved by Ada');
    await expect(status(ada, 'Sync')).toHaveText('Saved');
    await ben.reload();
    await show(ben, 'Comments');
    await button(ben, /^Resolved/).click();
    await expect(panel(ben, 'Comments').getByRole('button', { name: 'Ada: Camera' })).toBeVisible();
  });
});
