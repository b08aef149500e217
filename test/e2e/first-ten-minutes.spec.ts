import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { projectsDir, replay } from './harness/replay.ts';
import { button, choose, hashOf, panel, playersLink, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

const money = (text: string): number => Number(text.replaceAll(/[$,]/g, ''));

test('the first ten minutes', async ({ product, crowd }) => {
  test.setTimeout(240_000);
  const project = projectsDir(product.dataDir, 'supply-chain');
  const ada = await crowd.studio(owner);
  const scenario = panel(ada, 'Scenario');
  const cost = status(scenario, 'Total cost');
  const onOrder = 'Counts what is already on order';

  await test.step('the first start plays the typical team and asks one question', async () => {
    await expect(button(ada, 'Pause'), 'it plays by itself').toBeVisible({ timeout: 90_000 });
    await expect(ada.getByRole('button', { name: 'Supply chain', exact: true })).toBeVisible();
    await expect(scenario.getByRole('combobox', { name: 'Scenario' })).toHaveText('Typical team');
    await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 60_000 });
    await expect(cost).toHaveText('$2,657.50');
    await expect(scenario).toContainText('Nobody did anything stupid. Why did it cost 13 times the optimum?');
    await expect(status(ada, 'Sync')).toHaveText('Saved');
    await expect(status(ada, 'Parity')).toHaveText('Not published');
  });

  await test.step('the run is made again under the hand, and the one before stays as a ghost', async () => {
    const knob = scenario.getByRole('slider', { name: onOrder });
    const takeHold = async () => {
      const box = await knob.locator('..').boundingBox();
      if (!box) throw new Error('the knob is not there');
      const [middle, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await ada.mouse.move(middle, y);
      await ada.mouse.down();
      return { pull: (pixels: number) => ada.mouse.move(middle + pixels, y, { steps: 6 }) };
    };
    const hand = await takeHold();
    await hand.pull(30);
    await expect(cost, 'the hand has not let go yet').not.toHaveText('$2,657.50');
    await expect(scenario).toContainText(/before:? \$2,657\.50/);
    await ada.mouse.up();

    const value = scenario.getByRole('spinbutton', { name: `${onOrder}, Value` });
    await type(value, 0.5);
    await expect(cost).toHaveText('$1,656.00');
    const again = await takeHold();
    await again.pull(400);
    await expect(cost, 'pulled to its end and still held').toHaveText('$703.00');
    await ada.mouse.up();
    await expect(value).toHaveValue('1');
    await expect(cost).toHaveText('$703.00');
    await expect(scenario).toContainText(/before:? \$1,656\.00/);
    await expect(panel(ada, 'KPIs').getByRole('list', { name: 'Runs shown' })).toContainText('before');
  });

  await test.step('the benchmark matches what was published', async () => {
    await choose(scenario, 'Scenario', 'Benchmark');
    await expect(cost).toHaveText('$204.00');
    await expect(scenario).toContainText('Matches the published result');
  });

  await test.step('a fork at week 7 is a second run beside the first', async () => {
    const runs = panel(ada, 'Runs').getByRole('list', { name: 'Runs' }).getByRole('listitem');
    await ada.getByRole('slider', { name: 'Tick' }).fill('7');
    await expect(status(ada, 'Time')).toHaveText('Week 7 of 36');
    const before = await runs.count();
    await button(ada, 'Fork here').click();
    await expect(scenario).toContainText('Forked at Week 7:');
    await expect(runs).toHaveCount(before + 1);
    await type(scenario.getByRole('spinbutton', { name: `${onOrder}, Value` }), 0.34);
    await expect(runs.first()).toContainText('forked at Week 7');
    await expect(runs.first()).toContainText(`${onOrder} 0.34`);
    await expect(runs.first()).not.toContainText('$204.00');
    const benchmark = runs.filter({ hasText: '$204.00' }).filter({ hasText: 'the scenario’s own result' });
    await benchmark.getByRole('switch', { name: /^Overlay/ }).click();
    await expect(benchmark.getByRole('switch', { name: /^Overlay/ })).toBeChecked();
    await expect(panel(ada, 'KPIs').getByRole('list', { name: 'Runs shown' }).getByText('Benchmark')).toHaveCount(2);
  });

  await test.step('anybody can play a stage here: the wholesaler, against the policies of the others', async () => {
    await button(scenario, 'Back to the beginning').click();
    await choose(scenario, 'Scenario', 'Benchmark');
    await expect(cost).toHaveText('$204.00');
    await button(scenario, 'Play Wholesaler').click();
    const seat = scenario.getByRole('region', { name: 'Play it yourself' });
    for (const week of [1, 2, 3, 4, 5]) {
      await expect(seat).toContainText(`Your turn, Week ${week} of 36`);
      // Enter would send the order already.
      await seat.getByRole('spinbutton', { name: 'Cases' }).fill('20');
      await button(seat, 'Place order').click();
    }
    await expect(seat).toContainText('Your turn, Week 6 of 36');
    await button(seat, 'Get up').click();
  });

  await show(ada, 'Hierarchy');
  const inspector = panel(ada, 'Inspector');
  const ben = await crowd.studio('Ben');
  await test.step('a second person opens the same project and is seen', async () => {
    await button(ben, 'Continue Supply chain').click();
    await show(ben, 'Hierarchy');
    await expect(status(ben, 'Sync')).toHaveText('Saved');
    for (const page of [ada, ben]) {
      const people = page.getByRole('list', { name: 'People' });
      await expect(people).toContainText('A');
      await expect(people.getByLabel('Ada', { exact: true })).toBeVisible();
      await expect(people.getByLabel('Ben', { exact: true })).toBeVisible();
    }
  });

  await test.step('an edit in one window is in the other, and undo leaves the other’s edit alone', async () => {
    await row(ada, 'Harbour street').click();
    await type(inspector.getByRole('textbox', { name: 'Entity name' }), 'Fish market');
    await expect(row(ben, 'Fish market')).toBeVisible();

    await row(ben, 'Camera').click();
    const x = (page: Page) => panel(page, 'Inspector').getByRole('spinbutton', { name: 'Transform position x', exact: true });
    await expect(x(ben)).toHaveValue('0');
    await type(x(ben), '2*1.5');
    await row(ada, 'Camera').click();
    await expect(x(ada)).toHaveValue('3');

    await button(ada, 'Undo').click();
    await expect(row(ben, 'Harbour street')).toBeVisible();
    await expect(x(ada), 'Ben’s edit stands').toHaveValue('3');
    await button(ben, 'Undo').click();
    await expect(x(ada)).toHaveValue('0');
    for (const page of [ada, ben]) await expect(status(page, 'Sync')).toHaveText('Saved');
  });

  await test.step('a script changed on disk arrives as one step that can be undone', async () => {
    const script = join(project, 'scripts', 'beer-game.ts');
    const onDisk = () => readFileSync(script, 'utf8');
    const original = onDisk();
    await show(ada, 'Script');
    await expect(ada.getByRole('textbox', { name: 'Code of scripts/beer-game.ts' })).toBeAttached();
    const code = panel(ada, 'Script');
    await expect(code).toContainText('Compiles');
    writeFileSync(script, `// Tuned by hand.\n// Twice.\n${original}`);
    await expect(code).toContainText('Tuned by hand.');
    await show(ada, 'History');
    await expect(panel(ada, 'History').getByRole('button', { name: /from disk/ })).toHaveCount(1);
    await button(ada, 'Undo').click();
    await expect(code).not.toContainText('Tuned by hand.');
    await expect.poll(onDisk, 'what one undoes here is undone on disk').toBe(original);
    await button(ada, 'Redo').click();
    await expect(code).toContainText('Tuned by hand.');
    await expect.poll(onDisk).toContain('// Tuned by hand.\n// Twice.\n');
    await show(ada, 'Viewport');
  });

  await test.step('publish: the cloud comes to the same hash', async () => {
    await button(ada, 'Publish').click();
    const sheet = ada.getByRole('dialog', { name: 'Publish' });
    await expect(sheet.getByRole('combobox', { name: 'Tenant' })).toContainText('demo');
    await expect(sheet.getByRole('combobox', { name: 'Channel' })).toContainText('live');
    await button(sheet, 'Publish now').click();
    await expect(sheet.getByRole('progressbar', { name: 'Publish progress' })).toBeVisible();
    const result = status(sheet, 'Publish result');
    await expect(result).toContainText('Revision 1 is live on demo, channel live.', { timeout: 60_000 });
    await expect(result).toContainText('The cloud got the same result as the preview.');
    const resultIn = (place: string): Promise<string> =>
      result
        .locator('div')
        .filter({ has: ada.getByRole('term').filter({ hasText: `Results in the ${place}` }) })
        .getByRole('definition')
        .first()
        .innerText();
    expect(await resultIn('preview')).toMatch(/^[0-9a-f]{16}$/);
    expect(await resultIn('cloud')).toBe(await resultIn('preview'));
    await button(sheet, 'Close').click();
    await expect(status(ada, 'Parity')).toHaveText('Same as live');

    await button(ada, 'Publish').click();
    await expect(result, 'the sheet opens afresh').toBeEmpty();
    await expect(sheet).toContainText('Price of one session hour');
    await button(sheet, 'Publish now').click();
    await expect(result).toContainText('Nothing has changed: revision 1 is already live.', { timeout: 60_000 });
    await button(sheet, 'Close').click();
  });

  const cloud = await show(ada, 'Cloud');
  let link = '';
  await test.step('the cloud shows what is live, with its picture, and a session can be started', async () => {
    const live = cloud.getByRole('article', { name: 'Harbour street' });
    await expect(live).toContainText('Revision 1 on live');
    const picture = live.getByRole('img', { name: 'Picture of Harbour street' });
    await expect(picture).toBeVisible({ timeout: 90_000 });
    await expect(picture, 'the adapter that drew it is named').toHaveAttribute('title', /^Drawn by \S+/);
    await button(live, 'Start session').click();
    await expect(button(cloud, 'Open Playground')).toBeVisible({ timeout: 90_000 });
    link = await playersLink(ada, cloud);
    expect(link).toContain(product.playground);
  });

  const pia = await crowd.player('Pia', link);
  let hash = '';
  await test.step('a player takes a stage and places an order; the number moves and time goes on', async () => {
    const total = status(pia, 'Total cost');
    await button(pia, 'Play Wholesaler').click();
    await expect(pia.getByRole('heading', { name: 'Your order for week 1' })).toBeVisible({ timeout: 90_000 });
    await pia.getByRole('spinbutton', { name: 'Cases' }).fill('12');
    await button(pia, 'Place order').click();
    await expect(status(pia, 'Time')).toHaveText(/^Week 1 of /, { timeout: 90_000 });
    const first = money(await total.innerText());
    await pia.getByRole('spinbutton', { name: 'Cases' }).fill('3');
    await button(pia, 'Place order').click();
    await expect(status(pia, 'Time')).toHaveText(/^Week 2 of /, { timeout: 90_000 });
    expect(money(await total.innerText()), 'another week was paid for').toBeGreaterThan(first);
    await expect(status(pia, 'Connection')).toHaveText('All your commands are saved');
    hash = await hashOf(pia);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });

  await test.step('the session is in Studio: it opens read-only, scrubs, and its hash is the player’s and a local replay’s', async () => {
    const session = cloud.getByRole('table', { name: 'Sessions' }).getByRole('row');
    await expect(session).toHaveCount(1);
    await expect(session).toContainText('2 of 36', { timeout: 90_000 });
    await expect(session).toContainText('1 player');
    await expect(session).toContainText(hash);
    await button(session, 'Open here').click();
    await expect(ada.getByText(/^Production, read-only, this view is logged/)).toBeVisible();
    await expect(status(ada, 'State hash')).toHaveText(hash);
    await ada.getByRole('slider', { name: 'Tick' }).fill('1');
    await expect(status(ada, 'Time')).toHaveText(/^Week 1 /);
    await expect(status(ada, 'State hash')).not.toHaveText(hash);
    await ada.getByRole('slider', { name: 'Tick' }).fill('2');
    await expect(status(ada, 'State hash')).toHaveText(hash);

    const order = (seq: number, quantity: number) => ({ sender: 1, seq, type: 'PlaceOrder', payload: { quantity } });
    const local = await replay(project, { scenario: 'benchmark', seed: 1 }, [
      [{ sender: 1, seq: 1, type: 'TakeStage', payload: { stage: 'wholesaler' } }, order(2, 12)],
      [order(3, 3)],
    ]);
    expect(local.hash, 'the same commands on this machine alone').toBe(hash);

    await button(session, 'Verify').click();
    await expect(session).toContainText('Replay equals audit over 2 ticks.', { timeout: 60_000 });
    await button(session, 'Audit').click();
    await expect(cloud.getByRole('list', { name: 'Audit records' })).toContainText(/PlaceOrder \(quantity \d+\) by player 1/);
  });

  await test.step('the session explains its figures, and goes another way from its first week on in a fork', async () => {
    await show(ada, 'KPIs');
    await panel(ada, 'KPIs').getByTitle('Why is Wholesaler cost that?').click();
    await expect(panel(ada, 'Why')).toContainText('week 2');
    await expect(panel(ada, 'Why')).toContainText('scripts/beer-game.ts');
    await ada.getByRole('slider', { name: 'Tick' }).fill('1');
    await button(ada, 'Fork here').click();
    await show(ada, 'Scenario');
    await expect(scenario).toContainText('Forked at Week 1:');
    const runs = panel(ada, 'Runs').getByRole('list', { name: 'Runs' }).getByRole('listitem');
    await expect(runs.first()).toContainText('forked at Week 1');
    await expect(status(ada, 'State hash'), 'its week 1 is the session’s').not.toHaveText(hash);
  });
});
