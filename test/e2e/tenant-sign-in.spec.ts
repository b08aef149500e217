import { openOperator } from '../../cloud/client/index.ts';
import { targetOf } from '../../src-main/services/cloud/connect.ts';
import { discover } from '../../src-main/services/data-folder/discovery.ts';
import { owner } from './harness/product.ts';
import { startGame } from './harness/session.ts';
import { button, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1440, height: 900 } });

test(
  'the owner of the computer signs in to a tenant as its auditor, may what auditors may, and is themselves again after signing out',
  { tag: '@long' },
  async ({ product, crowd }) => {
    test.setTimeout(240_000);
    const shots = process.env['LEDGERQUEST_SHOTS'];
    const found = discover(product.dataDir)!;
    const operator = openOperator(targetOf(found, found));
    const keys = found.tenants.find(({ id }) => id === 'demo')!;
    await operator.provisionTenant('demo', { people: { [owner]: ['owner'], Ben: ['auditor'] }, keys });
    operator.close();
    await startGame(product);
    const { user, password } = (await product.lq('people', 'password', 'Ben', '--tenant', 'demo')) as { user: string; password: string };

    const ada = await crowd.studio(owner);
    const cloud = await show(ada, 'Cloud');
    const who = status(cloud, 'Who you are here');
    await expect(who).toHaveText(`You are ${owner} here (owner)`);
    await button(cloud, 'Sign in').click();
    if (shots !== undefined) await ada.screenshot({ path: `${shots}/sign-in-waiting.png` });
    const [page] = await Promise.all([
      ada.context().waitForEvent('page'),
      cloud.getByRole('link', { name: 'Open the sign-in page' }).click(),
    ]);
    await page.getByLabel('User name').fill(user);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Password').press('Enter');
    await expect(page.getByText('You can close this page and go back to LedgerQuest.')).toBeVisible();
    await page.close();

    await expect(who).toHaveText('Signed in as Ben (auditor)');
    await expect(button(cloud, 'Pause session')).toHaveAttribute('title', /^Ben may not pause, resume or end sessions in demo/);
    await expect(button(cloud, 'Start session')).toHaveAttribute('aria-disabled', 'true');
    await expect(button(cloud, 'Verify')).not.toHaveAttribute('aria-disabled');
    if (shots !== undefined) await ada.screenshot({ path: `${shots}/signed-in.png` });
    await button(ada, 'Publish').click();
    const sheet = ada.getByRole('dialog', { name: 'Publish' });
    await expect(sheet).toContainText('Ben may not publish in demo');
    await expect(button(sheet, 'Publish now')).toBeDisabled();
    await button(sheet, 'Close').click();

    await button(cloud, 'Sign out').click();
    await expect(who).toHaveText(`You are ${owner} here (owner)`);
    await expect(button(cloud, 'Pause session')).not.toHaveAttribute('aria-disabled');
    await expect(product.lq('login', '--tenant', 'demo', '--token')).rejects.toThrow('not signed in');
  },
);
