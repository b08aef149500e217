import { z } from 'zod';
import type { PlayLink } from './link.ts';
import { type Browser, placeOf, playerKey, shelfOf } from './places.ts';
import type { PlayHost, PlayMemory, PlaySocket } from './session-client.ts';

z.config({ jitless: true });
const Command = z.object({
  type: z.literal('command'),
  seq: z.number().int(),
  command: z.object({ type: z.string(), payload: z.json() }),
});
const Memory = z.object({ player: z.string(), secret: z.string().min(16), seq: z.number().int(), unsaved: z.array(Command).default([]) });
const Achievements = z.object({
  achievements: z.array(z.object({ achievement: z.string(), label: z.string(), session: z.string(), at: z.string() })),
});
const Seen = z.array(z.object({ tick: z.number().int(), kpis: z.record(z.string(), z.union([z.string(), z.number()])) }));
const Configuration = z.object({ websocket: z.url() });

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Kept for whoever opens the link in this browser again; a second tab beside the first is a second player. */
async function browserPlace({ tenant, session }: PlayLink, fresh: () => string): Promise<{ memory: PlayMemory; player: () => string }> {
  // Only a page from a safe origin has locks.
  const browser: Browser = { kept: localStorage, own: sessionStorage, locks: (navigator as Partial<Navigator>).locks };
  const key = await placeOf(browser, session);
  const shelf = shelfOf(browser);
  const memory: PlayMemory = {
    read: () => {
      const parsed = Memory.safeParse(JSON.parse(shelf.getItem(key) ?? 'null'));
      return parsed.success ? parsed.data : undefined;
    },
    write: (remembered) => shelf.setItem(key, JSON.stringify(remembered)),
  };
  /** The same in every session of the tenant, so that games add up; nobody else has or guesses it. */
  const player = (): string => {
    const known = shelf.getItem(playerKey(key, tenant)) ?? fresh();
    shelf.setItem(playerKey(key, tenant), known);
    return known;
  };
  return { memory, player };
}

/** Of this tab alone, and gone with it: a session tells how it stands and not how it stood. */
export function seenBefore(session: string): NonNullable<PlayHost['seen']> {
  const key = `ledgerquest.seen.${session}`;
  const parsed = Seen.safeParse(JSON.parse(sessionStorage.getItem(key) ?? '[]'));
  return {
    before: parsed.data ?? [],
    leave(series) {
      addEventListener('pagehide', () => {
        try {
          sessionStorage.setItem(key, JSON.stringify(series()));
        } catch {
          // What finds no room costs the past of the charts, and nothing else.
        }
      });
    },
  };
}

/** Where the session is, by this page's own server; undefined where the link opens none. While it cannot tell it is asked again. */
async function whereIs(asked: string, authorization: string): Promise<string | undefined> {
  for (let wait = 250; ; wait = Math.min(2 * wait, 10_000)) {
    const answer = await fetch(`config.json?${asked}`, { headers: { authorization } }).catch(() => undefined);
    if (answer?.status === 403) return undefined;
    if (answer?.ok) return Configuration.parse(await answer.json()).websocket;
    await new Promise((resolve) => void setTimeout(resolve, wait));
  }
}

/** @returns undefined where the link opens no session */
export async function browserHost(link: PlayLink): Promise<PlayHost | undefined> {
  const { tenant, session, token } = link;
  const asked = new URLSearchParams({ tenant, session }).toString();
  // Nothing but a header's own characters may stand in it, whatever became of the link on its way.
  const authorization = `Bearer ${encodeURIComponent(token)}`;
  const websocket = await whereIs(asked, authorization);
  if (websocket === undefined) return undefined;
  const url = new URL(websocket);
  url.search = new URLSearchParams({ tenant, session, token }).toString();
  const { memory, player } = await browserPlace(link, () => `p-${hex(crypto.getRandomValues(new Uint8Array(8)))}`);
  return {
    connect: () => new WebSocket(url) as unknown as PlaySocket,
    memory,
    seen: seenBefore(session),
    newPlayer: player,
    newSecret: () => hex(crypto.getRandomValues(new Uint8Array(16))),
    async achievements(seat) {
      try {
        const headers = { authorization, 'x-seat': `${seat.player} ${seat.secret}` };
        const answer = await fetch(`achievements.json?${asked}`, { headers });
        return answer.ok ? Achievements.parse(await answer.json()).achievements : undefined;
      } catch {
        return undefined;
      }
    },
    now: () => performance.now(),
    later: (run, milliseconds) => void setTimeout(run, milliseconds),
  };
}
