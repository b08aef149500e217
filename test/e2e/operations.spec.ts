import AxeBuilder from '@axe-core/playwright';
import { openOperator } from '../../cloud/client/index.ts';
import { targetOf } from '../../src-main/services/cloud/connect.ts';
import { discover } from '../../src-main/services/data-folder/discovery.ts';
import { owner, type Product } from './harness/product.ts';
import { startGame } from './harness/session.ts';
import { button, enter, show, tab } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

/** Ada operates demo beside owning it; Dan designs there. */
async function giveRoles({ dataDir }: Product): Promise<void> {
  const found = discover(dataDir)!;
  const operator = openOperator(targetOf(found, found));
  const keys = found.tenants.find(({ id }) => id === 'demo')!;
  await operator.provisionTenant('demo', { people: { [owner]: ['owner', 'operator'], Dan: ['designer'] }, keys });
  operator.close();
}

test(
  'an operator sees tenants, sessions and spend on one page, verifies an audit and watches a session; a designer is told the role it needs',
  { tag: '@long' },
  async ({ product, crowd }) => {
    test.setTimeout(240_000);
    await giveRoles(product);
    const { id } = await startGame(product);
    await product.lq('session', 'send', id, 'TakeStage', '{"stage": "retailer"}', '--as', owner);
    await product.lq('session', 'send', id, 'PlaceOrder', '{"quantity": 8}', '--as', owner);

    const ada = await crowd.studio(owner);
    const cloud = await show(ada, 'Cloud');
    await test.step('the page shows what lq shows', async () => {
      await tab(ada, 'Operations').click();
      const demo = cloud.getByRole('table', { name: 'Tenants', exact: true }).getByRole('row', { name: /^demo/ });
      await expect(demo).toContainText('$1,000.00', { timeout: 30_000 });
      await expect(cloud.getByRole('table', { name: 'Sessions of all tenants' })).toContainText('Harbour street');
      await expect(cloud.getByRole('region', { name: 'Who may publish' })).toContainText('Dan');
      const { tenants } = (await product.lq('ops', 'overview', '--as', owner)) as { tenants: { tenant: string; sessions: number }[] };
      expect(tenants.find(({ tenant }) => tenant === 'demo')).toMatchObject({ sessions: 1 });
    });
    await test.step('an audit is verified on demand', async () => {
      await button(cloud, 'Verify the audit of demo').click();
      await expect(cloud.getByText(/1 session holds\. Assurance: (local|witnessed)\./)).toBeVisible({ timeout: 60_000 });
    });
    await test.step('nobody is kept out by how it looks, dark or light', async () => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await ada.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations } = await new AxeBuilder({ page: ada }).include('[aria-label="Cloud"]').analyze();
        expect(
          violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id: rule, nodes }) => [rule, nodes[0]?.target]),
        ).toEqual([]);
        const shots = process.env['LEDGERQUEST_SHOTS'];
        if (shots !== undefined) await ada.screenshot({ path: `${shots}/operations-${colorScheme}.png` });
      }
    });
    await test.step('a session is watched live', async () => {
      await tab(ada, 'Tenant').click();
      await button(cloud, 'Watch live').click();
      const live = cloud.getByRole('region', { name: new RegExp(`${id}, live$`) });
      await expect(live).toContainText('Shared');
      await button(live, 'Stop watching').click();
    });
    await test.step('a designer is told which role it needs', async () => {
      const dan = await crowd.studio('Dan');
      await enter(dan);
      await show(dan, 'Cloud');
      await tab(dan, 'Operations').click();
      await expect(dan.getByRole('region', { name: 'Cloud', exact: true })).toContainText('This needs the role operator.');
    });
  },
);
