/** Sessions with players who watch and now and then send a command, on the embedded cloud. */
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { difference, noUsage } from '../../../cloud/domain/metering/index.ts';
import type { Usage } from '../../../cloud/ports/index.ts';
import { costPerHour, sumUsage } from '../../../cloud/client/index.ts';
import type { ProductCloud } from '../../contract/harness/product-cloud.ts';

export interface Played {
  readonly usage: Usage;
  /** Dollars for an hour of one session's loop. */
  readonly perHour: number;
  /** Processor time of the whole cloud, functions and all, for a slice: run, commit, push, audit; ms. */
  readonly cpuPerSlice: number;
  /** Ticks that ran, of those that the clock asked for. */
  readonly kept: number;
}

/** How long the first three seconds of play are waited for, ms. */
const longestOpening = 45_000;
/** Sessions that begin at the same time. */
const startedTogether = 5;

/** Plays `count` sessions at once for `seconds`, each with `players` sockets of which one sends a command each second. */
export async function playSessions(
  cloud: ProductCloud,
  {
    level,
    count,
    players,
    seconds,
    hz,
    latency = 'interactive',
  }: { level: string; count: number; players: number; seconds: number; hz: number; latency?: 'interactive' | 'relaxed' },
): Promise<Played> {
  const started: { readonly id: string }[] = [];
  const sockets: Player[] = [];
  const startOne = async (): Promise<void> => {
    const { id, token } = await cloud.demo.startSession({ tenant: 'demo', level, person: 'ada', latency });
    const joined = await Promise.all(Array.from({ length: players }, () => join(cloud, { session: id, token })));
    started.push({ id });
    sockets.push(...joined);
  };
  for (let session = 0; session < count; session += startedTogether)
    await Promise.all(Array.from({ length: Math.min(startedTogether, count - session) }, startOne));
  const usageOf = async (): Promise<Usage> => sumUsage(await Promise.all(started.map(({ id }) => cloud.demo.sessionUsage('demo', id))));
  // What a session takes to begin is no part of what an hour of it takes: a large world is opened first.
  const runs = async (id: string): Promise<boolean> => (await cloud.demo.session('demo', id)).ticks > 3 * hz;
  for (let waited = 0; waited < longestOpening && !(await Promise.all(started.map(({ id }) => runs(id)))).every(Boolean); waited += 500)
    await pause(500);
  await pause(Math.min(3000, seconds * 500));
  const before = await usageOf();
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let second = 0; second < seconds; second += 1) {
    for (let at = 0; at < sockets.length; at += players) sockets[at]!.spin(second + 1);
    await pause(1000);
  }
  const { user, system } = process.cpuUsage(cpu);
  const elapsed = (performance.now() - began) / 1000;
  const after = await usageOf();
  const usage = difference(noUsage, after, before);
  for (const socket of sockets) socket.close();
  for (let at = 0; at < started.length; at += startedTogether)
    await Promise.all(started.slice(at, at + startedTogether).map(({ id }) => end(cloud, id)));
  return {
    usage,
    perHour: Number(costPerHour(usage, 'clock') ?? 0),
    cpuPerSlice: (user + system) / 1000 / Math.max(1, usage.slices),
    kept: usage.ticks / (count * hz * elapsed),
  };
}

/** Ends a session, so that what is measured next has the machine for itself. */
export const end = (cloud: ProductCloud, session: string): Promise<unknown> =>
  cloud.demo.changePhase({ tenant: 'demo', session, change: 'end', person: 'ada' });

export interface Player {
  spin: (seq: number, speed?: number) => void;
  close: () => void;
  /** Hears every message, as text. */
  onText?: (text: string) => void;
}

/** A socket that has joined. */
export async function join(
  cloud: ProductCloud,
  { tenant = 'demo', session, token }: { tenant?: string; session: string; token: string },
): Promise<Player> {
  const query = new URLSearchParams({ tenant, session, token }).toString();
  const socket = new WebSocket(`${cloud.target.outputs.WebSocketUrl}?${query}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const say = (message: unknown): void => socket.send(JSON.stringify(message));
  const joined = new Promise<void>((resolve) =>
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      player.onText?.(text);
      if (text.startsWith('{"type":"joined"')) resolve();
    }),
  );
  const player: Player = {
    spin: (seq, speed = 1 + (seq % 5)) => say({ type: 'command', seq, command: { type: 'SetSpin', payload: { speed } } }),
    close: () => socket.close(),
  };
  say({ type: 'hello' });
  say({ type: 'join', player: `p-${crypto.randomUUID()}` });
  await joined;
  return player;
}
