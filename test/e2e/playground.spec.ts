import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, WebSocketRoute } from '@playwright/test';
import { owner } from './harness/product.ts';
import { progress, startGame, withoutSlices } from './harness/session.ts';
import { button, hashOf, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

/** What the cloud owes a player: a slice, and with it the turn. */
const turn = { timeout: 90_000 };

async function sit(page: Page, stage: string, week: number): Promise<void> {
  await button(page, `Play ${stage}`).click(turn);
  await expect(page.getByRole('heading', { name: `Your order for week ${week}` })).toBeVisible(turn);
}
async function order(page: Page, cases: number): Promise<void> {
  await page.getByRole('spinbutton', { name: 'Cases' }).fill(String(cases));
  await button(page, 'Place order').click();
}
const week = (page: Page) => status(page, 'Time');

test('a link that is not right is not let in', async ({ product, crowd }) => {
  const { playUrl } = await startGame(product);
  const { page, witness } = await crowd.browser('Mallory');
  await page.goto(playUrl.replace(/token=.*/, ''));
  await expect(page.getByRole('heading', { name: 'This link is not complete.' })).toBeVisible();
  await page.goto('about:blank');
  let knocked = 0;
  page.on('websocket', () => (knocked += 1));
  await page.goto(playUrl.replace(/token=..../, 'token=0000'));
  await expect(page.getByRole('heading', { name: 'This session does not let this link in.' })).toBeVisible();
  await expect(page.getByText('Ask whoever invited you to copy it again.')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(knocked, 'it is known before anything is tried').toBe(0);
  expect(witness.expect(/status of 403/), 'the page’s own server refused').toBe(true);
});

test('a reload keeps the place and what was played, and so does who closes the tab and opens the link again', async ({
  product,
  crowd,
}) => {
  const { id, playUrl } = await startGame(product);
  const pia = await crowd.player('Pia', playUrl);
  await sit(pia, 'Wholesaler', 1);
  await order(pia, 9);
  await expect(week(pia)).toHaveText(/^Week 1 of /, turn);
  const hash = await hashOf(pia);
  await pia.reload();
  await expect(week(pia)).toHaveText(/^Week 1 of /, turn);
  await expect(pia.getByRole('region', { name: 'Places' }).getByRole('button', { name: 'Leave' })).toBeVisible(turn);
  await expect(pia.getByRole('heading', { name: 'Your order for week 2' })).toBeVisible();
  expect(await hashOf(pia)).toBe(hash);
  await order(pia, 7);
  await expect(week(pia)).toHaveText(/^Week 2 of /, turn);
  const charts = () => pia.getByRole('img', { name: /, Week \d to 2, scale / }).evaluateAll((all) => all.map((one) => one.ariaLabel));
  const drawn = await charts();
  expect(drawn.length, 'charts of the weeks that were seen').toBeGreaterThan(0);
  await pia.reload();
  await expect(week(pia)).toHaveText(/^Week 2 of /, turn);
  await expect.poll(charts, 'and they are there again').toEqual(drawn);

  const browser = pia.context();
  await pia.close();
  const again = await browser.newPage();
  await again.goto(playUrl);
  await expect(again.getByRole('heading', { name: 'Your order for week 3' })).toBeVisible(turn);
  const { players } = await product.lq('session', 'show', id, '--tenant', 'demo', '--as', owner);
  expect(players, 'one person, one place').toBe(1);
});

test('two players: each sees who sits where, the week waits for both, and who leaves is said to be away', async ({ product, crowd }) => {
  const { playUrl } = await startGame(product);
  const pia = await crowd.player('Pia', playUrl);
  const ravi = await crowd.player('Ravi', playUrl);
  await sit(pia, 'Wholesaler', 1);
  await sit(ravi, 'Retailer', 1);
  await expect(pia.getByRole('listitem').filter({ hasText: 'Retailer' })).toContainText('Taken', turn);
  await expect(ravi.getByRole('listitem').filter({ hasText: 'Wholesaler' })).toContainText('Taken', turn);

  await order(pia, 5);
  await expect(pia.getByText(/^Your order is in\./)).toBeVisible(turn);
  await expect(button(pia, 'Place order')).toBeDisabled();
  await expect(week(pia)).toHaveText(/^Week 0 of /);
  await order(ravi, 6);
  for (const page of [pia, ravi]) await expect(week(page)).toHaveText(/^Week 1 of /, turn);
  expect(await hashOf(pia)).toBe(await hashOf(ravi));

  await ravi.close();
  await expect(pia.getByText(/^Retailer is away: the policy decides in \d+ s\.$/)).toBeVisible(turn);
  await expect(pia.getByRole('listitem').filter({ hasText: 'Retailer' })).toContainText('Away');
});

test(
  'a pause keeps what is ordered in it, the week runs when the session goes on, and an ended one shows how it stood',
  { tag: '@long' },
  async ({ product, crowd }) => {
    const { id, playUrl } = await startGame(product);
    const guide = (verb: 'pause' | 'resume' | 'end') => product.lq('session', verb, id, '--as', owner);
    const pia = await crowd.player('Pia', playUrl);
    await guide('pause');
    await expect(status(pia, 'Session')).toHaveText(/^The session is paused\. .* You can send your order: it is kept/, turn);
    await sit(pia, 'Wholesaler', 1);
    await order(pia, 5);
    await expect(pia.getByText(/^Your order is in\./)).toBeVisible(turn);
    await expect(week(pia)).toHaveText('Week 0');
    await guide('resume');
    await expect(week(pia)).toHaveText('Week 1', turn);
    await expect(status(pia, 'Session')).toHaveCount(0);
    const hash = await hashOf(pia);
    await guide('end');
    await expect(status(pia, 'Session')).toHaveText('Whoever runs the session has ended it. This is how it stood.', turn);
    await expect(status(pia, 'Connection')).toHaveText('The session is over', turn);
    await expect(button(pia, 'Place order')).toHaveCount(0);
    await pia.reload();
    await expect(status(pia, 'Session')).toHaveText(/^Whoever runs the session has ended it/, turn);
    await expect(week(pia)).toHaveText('Week 1', turn);
    expect(await hashOf(pia)).toBe(hash);
  },
);

test('a command survives a socket that drops: one that never arrived is sent again, one that did arrive counts once', async ({
  product,
  crowd,
}) => {
  const { id, playUrl } = await startGame(product);
  const { page: pia, witness } = await crowd.browser('Pia');
  let fault: 'none' | 'before it arrives' | 'before it is acknowledged' = 'none';
  let dropped = 0;
  await pia.routeWebSocket(/^ws:/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    const drop = (): void => {
      fault = 'none';
      dropped += 1;
      void socket.close({ code: 1012 });
    };
    let deaf = false;
    socket.onMessage((message) => {
      const isOrder = String(message).includes('PlaceOrder');
      if (isOrder && fault === 'before it arrives') return drop();
      if (isOrder && fault === 'before it is acknowledged') deaf = true;
      server.send(message);
    });
    server.onMessage((message) => {
      if (!deaf) return socket.send(message);
      if (String(message).includes('"ack"')) {
        drop();
        void server.close();
      }
      return undefined;
    });
  });
  await pia.goto(playUrl);
  await sit(pia, 'Wholesaler', 1);

  fault = 'before it arrives';
  await order(pia, 11);
  await expect(week(pia)).toHaveText(/^Week 1 of /, turn);
  expect(dropped).toBe(1);

  await expect(pia.getByRole('heading', { name: 'Your order for week 2' })).toBeVisible();
  fault = 'before it is acknowledged';
  await order(pia, 13);
  await expect(week(pia)).toHaveText(/^Week 2 of /, turn);
  await expect(status(pia, 'Connection')).toHaveText('All your commands are saved', turn);
  expect(dropped).toBe(2);
  const { accepted, consumed, ticks } = await progress(product, id);
  expect({ accepted, consumed, ticks }, 'joined once, sat down once, ordered twice').toEqual({ accepted: 4, consumed: 4, ticks: 2 });
  witness.expect(/WebSocket/);
});

test('the number on the screen comes out of a slice: without the function that runs slices it stands still', async ({ product, crowd }) => {
  const { id, playUrl } = await startGame(product);
  const pia = await crowd.player('Pia', playUrl);
  const onlooker = await crowd.player('Olga', playUrl);
  await sit(pia, 'Wholesaler', 1);
  await order(pia, 5);
  for (const page of [pia, onlooker]) await expect(week(page)).toHaveText(/^Week 1 of /, turn);
  const cost = status(pia, 'Total cost');
  const before = { hash: await hashOf(pia), cost: await cost.innerText(), ...(await progress(product, id)) };

  const refusals = (): number => {
    const logs = join(product.dataDir, 'cloud', 'logs');
    const lines = readdirSync(logs).flatMap((file) =>
      file.startsWith('states-') ? readFileSync(join(logs, file), 'utf8').split('\n') : [],
    );
    return lines.filter((line) => line.includes('TooManyRequestsException')).length;
  };
  const refusedBefore = refusals();
  await withoutSlices(product, async () => {
    await order(pia, 40);
    await expect(status(pia, 'Connection')).toHaveText('All your commands are saved', turn);
    await expect.poll(refusals, 'the loop has asked for a slice and was refused').toBeGreaterThan(refusedBefore);
    const now = await progress(product, id);
    expect(now).toEqual({ ...now, ticks: before.ticks, commits: before.commits, consumed: before.consumed, accepted: before.accepted + 1 });
    for (const page of [pia, onlooker]) {
      await expect(week(page)).toHaveText(/^Week 1 of /);
      expect(await hashOf(page)).toBe(before.hash);
    }
    await expect(cost).toHaveText(before.cost);
  });
  for (const page of [pia, onlooker]) await expect(week(page), 'and goes on when it is back').toHaveText(/^Week 2 of /, turn);
  await expect(cost).not.toHaveText(before.cost);
});
