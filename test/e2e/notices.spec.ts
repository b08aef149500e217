import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { owner, type Product, root } from './harness/product.ts';
import { button, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1440, height: 900 } });

/** What the cloud owes a player: a slice, and with it the turn. */
const turn = { timeout: 90_000 };

/** A Beer Game of two weeks, published and started. */
async function shortGame({ lq, dataDir }: Product): Promise<{ id: string; playUrl: string }> {
  const folder = join(dataDir, 'short-game');
  cpSync(join(root, 'samples/supply-chain'), folder, { recursive: true });
  const file = join(folder, 'ledgerquest.json');
  const project = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Record<string, { ticks: number }> };
  project.scenarios['benchmark']!.ticks = 2;
  writeFileSync(file, JSON.stringify(project));
  await lq('trust', folder);
  await lq('publish', folder, '--tenant', 'demo', '--as', owner);
  const game = await lq('session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', owner, '--scenario', 'benchmark');
  return game as unknown as { id: string; playUrl: string };
}

test(
  'who plays a game to its end sees what they have achieved, and its tenant’s people find it among their notices',
  { tag: '@long' },
  async ({ product, crowd }) => {
    test.setTimeout(240_000);
    const shots = process.env['LEDGERQUEST_SHOTS'];
    const { id, playUrl } = await shortGame(product);
    const pia = await crowd.player('Pia', playUrl);
    await button(pia, 'Play Retailer').click(turn);
    for (const week of [1, 2]) {
      await expect(pia.getByRole('heading', { name: `Your order for week ${week}` })).toBeVisible(turn);
      await pia.getByRole('spinbutton', { name: 'Cases' }).fill('4');
      await button(pia, 'Place order').click();
      await expect(status(pia, 'Time')).toHaveText(new RegExp(`^Week ${week} of`), turn);
    }
    const card = status(pia, 'Achievements');
    for (const won of ['Played a game to its end', 'Beat the published result']) await expect(card).toContainText(won, turn);
    if (shots !== undefined) await pia.screenshot({ path: `${shots}/achievement.png` });
    await button(card, 'Close').click();
    await pia.getByText('Your 2 achievements', { exact: true }).click();
    await expect(pia.getByRole('list', { name: 'Your 2 achievements' })).toContainText('Played a game to its end');

    const ada = await crowd.studio(owner);
    const cloud = await show(ada, 'Cloud');
    await cloud.getByRole('tab', { name: 'Notices (2)' }).click(turn);
    const notices = cloud.getByRole('list', { name: 'Notices of demo' }).getByRole('listitem');
    await expect(notices.nth(0)).toContainText('was played to its end: 2 ticks, 1 player');
    await expect(notices.nth(1)).toContainText(`revision 1 went live on channel live, by ${owner}`);
    if (shots !== undefined) await ada.screenshot({ path: `${shots}/notices.png` });
    await button(cloud, 'Mark all as read').click();
    await expect(cloud.getByRole('tab', { name: 'Notices', exact: true })).toBeVisible();
    await notices.nth(1).getByRole('button').click();
    await expect(cloud.getByRole('article')).toBeFocused();
    if (shots !== undefined) await ada.screenshot({ path: `${shots}/version.png` });
    await cloud.getByRole('tab', { name: 'Notices', exact: true }).click();
    await notices.nth(0).getByRole('button').click();
    await expect(ada.getByText(`Session ${id} is open: read-only, exactly as it ran.`)).toBeVisible(turn);
  },
);
