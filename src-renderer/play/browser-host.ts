import { z } from 'zod';
import type { PlayLink } from './link.ts';
import { type Browser, placeOf, shelfOf } from './places.ts';
import type { PlayHost, PlayMemory, PlaySocket } from './session-client.ts';

z.config({ jitless: true });
const Command = z.object({
  type: z.literal('command'),
  seq: z.number().int(),
  command: z.object({ type: z.string(), payload: z.json() }),
});
const Memory = z.object({ player: z.string(), secret: z.string().min(16), seq: z.number().int(), unsaved: z.array(Command).default([]) });
const Configuration = z.object({ websocket: z.url() });

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Kept for whoever opens the link in this browser again; a second tab beside the first is a second player. */
async function browserMemory(session: string): Promise<PlayMemory> {
  // Only a page from a safe origin has locks.
  const browser: Browser = { kept: localStorage, own: sessionStorage, locks: (navigator as Partial<Navigator>).locks };
  const key = await placeOf(browser, session);
  const shelf = shelfOf(browser);
  return {
    read: () => {
      const parsed = Memory.safeParse(JSON.parse(shelf.getItem(key) ?? 'null'));
      return parsed.success ? parsed.data : undefined;
    },
    write: (memory) => shelf.setItem(key, JSON.stringify(memory)),
  };
}

/** This page's own server says where the session is. */
export async function browserHost({ tenant, session, token }: PlayLink): Promise<PlayHost> {
  const asked = new URLSearchParams({ tenant, session }).toString();
  const { websocket } = Configuration.parse(await (await fetch(`config.json?${asked}`)).json());
  const url = new URL(websocket);
  url.search = new URLSearchParams({ tenant, session, token }).toString();
  return {
    connect: () => new WebSocket(url) as unknown as PlaySocket,
    memory: await browserMemory(session),
    newPlayer: () => `p-${hex(crypto.getRandomValues(new Uint8Array(8)))}`,
    newSecret: () => hex(crypto.getRandomValues(new Uint8Array(16))),
    now: () => performance.now(),
    later: (run, milliseconds) => void setTimeout(run, milliseconds),
  };
}
