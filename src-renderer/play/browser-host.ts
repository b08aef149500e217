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

/** This page's own server says where the session is. */
export async function browserHost(link: PlayLink): Promise<PlayHost> {
  const { tenant, session, token } = link;
  const asked = new URLSearchParams({ tenant, session }).toString();
  const authorization = `Bearer ${token}`;
  const { websocket } = Configuration.parse(await (await fetch(`config.json?${asked}`, { headers: { authorization } })).json());
  const url = new URL(websocket);
  url.search = new URLSearchParams({ tenant, session, token }).toString();
  const { memory, player } = await browserPlace(link, () => `p-${hex(crypto.getRandomValues(new Uint8Array(8)))}`);
  return {
    connect: () => new WebSocket(url) as unknown as PlaySocket,
    memory,
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
