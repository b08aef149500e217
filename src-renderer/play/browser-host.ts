import { z } from 'zod';
import type { PlayLink } from './link.ts';
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

/** Kept per session for as long as the tab lives; a second tab is a second player. */
function tabMemory(session: string): PlayMemory {
  const key = `ledgerquest.play.${session}`;
  return {
    read: () => {
      const parsed = Memory.safeParse(JSON.parse(sessionStorage.getItem(key) ?? 'null'));
      return parsed.success ? parsed.data : undefined;
    },
    write: (memory) => sessionStorage.setItem(key, JSON.stringify(memory)),
  };
}

/** This page's own server says where the sessions are. */
export async function browserHost({ tenant, session, token }: PlayLink): Promise<PlayHost> {
  const { websocket } = Configuration.parse(await (await fetch('config.json')).json());
  const url = new URL(websocket);
  url.search = new URLSearchParams({ tenant, session, token }).toString();
  return {
    connect: () => new WebSocket(url) as unknown as PlaySocket,
    memory: tabMemory(session),
    newPlayer: () => `p-${hex(crypto.getRandomValues(new Uint8Array(8)))}`,
    newSecret: () => hex(crypto.getRandomValues(new Uint8Array(16))),
    later: (run, milliseconds) => void setTimeout(run, milliseconds),
  };
}
