/** What a player has achieved, for the page that they play in: it shows the link's token and the secret of the seat, neither in the address. */
import type { IncomingMessage } from 'node:http';
import { bearerOf, targetOf } from './guard.ts';
import type { Served } from '../../services/pages/serve-bundle.ts';

export interface Achieved {
  readonly achievement: string;
  /** For people to read. */
  readonly label: string;
  readonly session: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Undefined where the token opens no such session, or the secret is not that of the player's seat. */
export type AchievementsAtSeat = (shown: {
  tenant: string;
  session: string;
  token: string;
  player: string;
  secret: string;
}) => Promise<readonly Achieved[] | undefined>;

export const achievementsPath = '/achievements.json';

const reply = (status: number, said: unknown): Served => ({
  status,
  headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  body: new TextEncoder().encode(JSON.stringify(said)),
});

/** `GET /achievements.json?tenant=…&session=…` with the token as the bearer's, and `x-seat: <player> <secret>`. Host and Origin have been checked. */
export async function answerAchievements(request: IncomingMessage, achievements: AchievementsAtSeat): Promise<Served> {
  const asked = targetOf(request)?.searchParams;
  const [tenant, session] = [asked?.get('tenant'), asked?.get('session')];
  const token = bearerOf(request);
  const [, player, secret] = /^([\w.-]{1,64}) ([\w-]{16,200})$/.exec(String(request.headers['x-seat'] ?? '')) ?? [];
  if (!tenant || !session || token === undefined || player === undefined || secret === undefined)
    return reply(400, { message: 'Name a session, and show its token and your seat.' });
  const found = await achievements({ tenant, session, token, player, secret });
  if (found === undefined) return reply(403, { message: 'This is not your seat in this session.' });
  return reply(200, { achievements: found.map(({ achievement, label, session: won, at }) => ({ achievement, label, session: won, at })) });
}
