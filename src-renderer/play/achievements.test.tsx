import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { TooltipProvider } from '../ui/index.ts';
import { Achievements } from './achievements.tsx';
import type { Achieved, PlayState, SessionClient } from './session-client.ts';

const first: Achieved = { achievement: 'first-game', label: 'Played a game to its end', session: 's-0', at: '2026-11-27T09:00:00.000Z' };
const beat: Achieved = {
  achievement: 'beat-reference',
  label: 'Beat the published result',
  session: 's-1',
  at: '2026-11-28T09:00:00.000Z',
};

/** A session whose server gives `later` the second time it is asked after the end. */
async function show(before: Achieved[], later: Achieved[], stays?: number) {
  let over = false;
  let looked = 0;
  const client = {
    achievements: async () => (over && (looked += 1) > 1 ? later : before),
  } as unknown as SessionClient;
  const shown = (done: boolean) => (
    <TooltipProvider>
      <Achievements client={client} state={{ sender: 1, done, phase: 'open' } as PlayState} {...(stays !== undefined && { stays })} />
    </TooltipProvider>
  );
  const { rerender } = await render(shown(false));
  return {
    looked: () => looked,
    async finish() {
      over = true;
      await rerender(shown(true));
    },
  };
}
const card = () => page.getByRole('status', { name: 'Achievement' });

it('an achievement is shown as a card when it is won, until it is closed, and stands among the player’s own', async () => {
  const game = await show([first], [first, beat]);
  await expect.element(page.getByText('Your achievement', { exact: true })).toBeVisible();
  await expect.element(card()).not.toBeInTheDocument();
  await game.finish();
  await expect.element(card()).toMatchTextContent(/Beat the published result/);
  await expect.element(card()).not.toMatchTextContent(/Played a game/);
  await card().getByRole('button', { name: 'Close' }).click();
  await expect.element(card()).not.toBeInTheDocument();
  await page.getByText('Your 2 achievements', { exact: true }).click();
  await expect.element(page.getByRole('listitem').filter({ hasText: 'Beat the published result' })).toBeVisible();
});

it('the card leaves by itself, and covers no figure of a phone', async () => {
  await page.viewport(390, 844);
  const game = await show([], [beat], 1500);
  await game.finish();
  await expect.element(card()).toMatchTextContent(/Beat the published result/);
  expect(getComputedStyle(card().element()).position).toBe('static');
  await expect.element(card()).not.toBeInTheDocument();
  await expect.element(page.getByText('Your achievement', { exact: true })).toBeVisible();
});

it('what was won before is no news', async () => {
  const game = await show([first], [first]);
  await expect.element(page.getByText('Your achievement', { exact: true })).toBeVisible();
  await game.finish();
  await expect.poll(game.looked).toBeGreaterThan(1);
  await expect.element(card()).not.toBeInTheDocument();
});
