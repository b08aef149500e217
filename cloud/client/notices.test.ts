import { expect, test } from 'vitest';
import { digest } from '../domain/evidence.ts';
import { achievementsAtSeat } from './notices.ts';

const secret = 'e'.repeat(32);
const ref = { tenant: 'demo', session: 's-1' };
const stores = {
  sessions: {
    start: async (of: { tenant: string; session: string }) =>
      of.tenant === 'demo' && of.session === 's-1' ? { tokenHash: digest('link') } : undefined,
    seats: async () => [
      { sender: 1, player: 'p-1', secretHash: digest(secret), lastSeq: 1, lastCommand: 1 },
      { sender: 2, player: 'p-2', secretHash: digest('d'.repeat(32)), lastSeq: 1, lastCommand: 1 },
    ],
  },
  achievements: {
    games: async () => 1,
    of: async (_tenant: string, player: string) => [{ player, achievement: 'first-game', session: 's-1', at: 0 }],
  },
} as unknown as Parameters<typeof achievementsAtSeat>[0];
const mine = { token: 'link', player: 'p-1', secret };

test('what the player of a seat has achieved is told to who holds the link and the seat’s secret', async () => {
  expect(await achievementsAtSeat(stores, ref, mine)).toEqual([
    { player: 'p-1', achievement: 'first-game', label: 'Played a game to its end', session: 's-1', at: '1970-01-01T00:00:00.000Z' },
  ]);
});

test.each([
  ['another link', ref, { ...mine, token: 'other' }],
  ['another seat’s player', ref, { ...mine, player: 'p-2' }],
  ['a player who has no seat', ref, { ...mine, player: 'p-3' }],
  ['another secret', ref, { ...mine, secret: 'f'.repeat(32) }],
  ['another session', { ...ref, session: 's-2' }, mine],
  ['another tenant', { ...ref, tenant: 'acme' }, mine],
])('with %s nothing is told', async (_what, where, shown) => {
  expect(await achievementsAtSeat(stores, where, shown)).toBeUndefined();
});
