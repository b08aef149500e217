/** Plays one shape on one host: everybody joins, sends for as long as it takes, and what they saw is held against what they sent. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Host, Stage, Usage } from './hosts/host.ts';
import type { Histogram } from './histogram.ts';
import { Ledger, type Losses } from './ledger.ts';
import { commandsEach, dueAt, groupOf, moveOf, playerAt, playersIn, roomCount, type Shape } from './shape.ts';
import { slope } from './slope.ts';

export interface DriveOptions {
  /** Players of each group who read what they are told; of every group two at least, so that somebody else sees everybody. */
  readonly watchers: number;
  /** New sockets per second at most. */
  readonly socketsPerSecond: number;
  readonly progress: (sentence: string) => void;
  /** A host that has not acknowledged what came in so many seconds bears less than this load, however long it is sent: it is given up. 20 if absent. */
  readonly patience?: number;
}

export interface Outcome {
  readonly host: string;
  readonly shape: Shape;
  readonly connected: number;
  /** Sockets that were refused or broke before the player sat, and were tried again. */
  readonly retried: number;
  /** Connections that ended without anybody here ending them. */
  readonly broken: number;
  readonly connectSeconds: number;
  readonly latency: Histogram;
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** After so many seconds no more was sent, since the host was too far behind. */
  readonly gaveUpAfter?: number;
  readonly losses: Losses;
  readonly checksums: { readonly seen: string; readonly due: string };
  readonly updates: number;
  /** Of the time in which commands were sent. */
  readonly window: {
    readonly seconds: number;
    /** Messages about the world that reached a player, and the bytes of everything that did. */
    readonly messages: number;
    readonly bytes: number;
    readonly ticks: { readonly asked: number; readonly missed: number };
    /** Microseconds of processor time: the host's process, and this one. */
    readonly hostCpu: number;
    readonly ownCpu: number;
    /** Bytes at its beginning and end, and bytes per second between. */
    readonly rss: { readonly start: number; readonly end: number; readonly slope: number };
  };
}

/** Connecting at once, of a session and in all; more would only wait in line. */
const atOnce = { perSession: 4, most: 64 } as const;
const attempts = 5;
/** How much longer than the sockets' own pace connecting may take, ms; who is not in by then stays out. */
const overtime = 120_000;
/** How long what was sent may take to be seen by all after the last command, ms; and how long nothing new is waited for once all is acknowledged. */
const drain = { most: 60_000, quiet: 6_000 } as const;
const settle = 1_500;

/** What is counted while commands are sent. */
interface Counts {
  messages: number;
  bytes: number;
  broken: number;
}

/** The first and the last tick that a room's first watcher was told of in the window. */
interface Ticks {
  first?: { readonly tick: number; readonly at: number };
  last?: { readonly tick: number; readonly at: number };
  /** Most ticks that one message brought. */
  stride: number;
}

interface Player {
  readonly client: Client;
  readonly number: number;
}

export async function drive(host: Host, shape: Shape, options: DriveOptions): Promise<Outcome> {
  const stage = await host.open(shape);
  try {
    return await playOn(host, stage, shape, options);
  } finally {
    await stage.end();
  }
}

async function playOn(host: Host, stage: Stage, shape: Shape, options: DriveOptions): Promise<Outcome> {
  const { progress, patience = 20 } = options;
  const ledger = new Ledger(shape);
  const counts: Counts = { messages: 0, bytes: 0, broken: 0 };
  const ticks: Ticks[] = Array.from({ length: roomCount(shape) }, () => ({ stride: 1 }));
  const began = performance.now();
  const { players, retried } = await connectAll({ host, stage, shape, options, ledger, counts, ticks });
  const connectSeconds = (performance.now() - began) / 1000;
  progress(`${players.length} of ${shape.players} players joined in ${connectSeconds.toFixed(1)} s`);
  // What it takes to join is no part of what it takes to play.
  await pause(settle);
  const { gaveUpAfter, ...window } = await playWindow({ host, shape, ledger, counts, ticks, players, patience });
  if (gaveUpAfter === undefined) await settleDown(ledger, players);
  else progress(`${host.name}: more than ${patience} s behind after ${gaveUpAfter.toFixed(0)} s; no more is sent`);
  for (const { client } of players) client.close();
  return {
    host: host.name,
    shape,
    connected: players.length,
    retried,
    broken: counts.broken,
    connectSeconds,
    latency: ledger.latency,
    sent: ledger.sent,
    acknowledged: ledger.acknowledged,
    refused: ledger.refused,
    ...(gaveUpAfter !== undefined && { gaveUpAfter }),
    losses: ledger.losses(),
    checksums: ledger.checksums(),
    updates: ledger.updates(),
    window,
  };
}

/** Waits until everything was acknowledged and seen, or nothing more comes. */
async function settleDown(ledger: Ledger, players: readonly Player[]): Promise<void> {
  let [seen, quiet] = [ledger.sightings, 0];
  for (let past = 0; past < drain.most && quiet < drain.quiet && !ledger.settled(); past += 100) {
    await pause(100);
    if (past % 1000 === 0) for (const { client } of players) client.remind?.();
    quiet = ledger.sightings > seen || ledger.acknowledged < ledger.sent ? 0 : quiet + 100;
    seen = ledger.sightings;
  }
}

interface Joining {
  readonly host: Host;
  readonly stage: Stage;
  readonly shape: Shape;
  readonly options: DriveOptions;
  readonly ledger: Ledger;
  readonly counts: Counts;
  readonly ticks: Ticks[];
}

async function connectAll(joining: Joining): Promise<{ players: Player[]; retried: number }> {
  const { shape, options } = joining;
  const players: Player[] = [];
  const running = new Set<Promise<void>>();
  let retried = 0;
  let next = performance.now();
  const most = shape.layout === 'sessions' ? Math.min(atOnce.most, atOnce.perSession * roomCount(shape)) : atOnce.most;
  const until = next + (shape.players / options.socketsPerSecond) * 1000 + overtime;
  // One of each room in turn, so that no room has all of the rush.
  for (let seat = 0; seat < playersIn(shape, 0); seat += 1) {
    for (let room = 0; room < roomCount(shape); room += 1) {
      if (seat >= playersIn(shape, room) || performance.now() > until) continue;
      next = Math.max(next, performance.now() - 100) + 1000 / options.socketsPerSecond;
      if (next - performance.now() > 5) await pause(next - performance.now());
      if (running.size >= most) await Promise.race(running);
      const one: Promise<void> = connectPatiently(joining, room, until).then(({ player, tries }) => {
        running.delete(one);
        retried += tries - 1;
        if (player) players.push(player);
      });
      running.add(one);
    }
  }
  await Promise.all(running);
  return { players, retried };
}

/** Tries a few times, waiting longer each time, as the protocol asks of clients. */
async function connectPatiently(joining: Joining, room: number, until: number): Promise<{ player?: Player; tries: number }> {
  const who = `p-${randomUUID()}`;
  for (let tries = 1; ; tries += 1) {
    try {
      return { player: await connectOne(joining, room, who), tries };
    } catch (error) {
      if (tries < attempts && performance.now() < until) await pause(500 * 2 ** tries);
      else {
        joining.options.progress(`a player of room ${room} could not join: ${(error as Error).message}`);
        return { tries };
      }
    }
  }
}

async function connectOne({ host, stage, shape, options, ledger, counts, ticks }: Joining, room: number, who: string): Promise<Player> {
  let number = -1;
  let saw: ReturnType<Ledger['watch']> | undefined;
  let watched: Ticks | undefined;
  const client = await stage.connect(room, who, {
    seated(seat) {
      number = playerAt(shape, { room, seat });
      const { first } = groupOf(shape, { room, seat });
      const watches = seat - first < options.watchers;
      if (watches) saw = ledger.watch({ room, seat });
      if (seat === 1) watched = ticks[room]!;
      return { watches };
    },
    told(bytes, tick) {
      counts.messages += 1;
      counts.bytes += bytes;
      if (watched && tick !== undefined) note(watched, tick);
    },
    answered: (bytes) => void (counts.bytes += bytes),
    saw: (seat, now) => saw?.(seat, now),
    acknowledged: () => ledger.acknowledge(number),
    refused: () => void (ledger.refused += 1),
    lost: () => void (counts.broken += 1),
  });
  return { client: host.acknowledges ? client : acknowledging(client, () => ledger.acknowledge(number)), number };
}

/** A client of a host that acknowledges nothing: what was sent counts as taken. */
const acknowledging = (client: Client, acknowledged: () => void): Client => ({
  send(command) {
    client.send(command);
    acknowledged();
  },
  close: () => client.close(),
});

function note(ticks: Ticks, tick: number): void {
  const now = { tick, at: performance.now() };
  ticks.first ??= now;
  ticks.stride = Math.max(ticks.stride, tick - (ticks.last ?? now).tick);
  ticks.last = now;
}

interface Playing {
  readonly host: Host;
  readonly shape: Shape;
  readonly ledger: Ledger;
  readonly counts: Counts;
  readonly ticks: Ticks[];
  readonly players: readonly Player[];
  readonly patience: number;
}

async function playWindow({
  host,
  shape,
  ledger,
  counts,
  ticks,
  players,
  patience,
}: Playing): Promise<Outcome['window'] & { readonly gaveUpAfter?: number }> {
  const before = await host.usage();
  const own = process.cpuUsage();
  const samples: [seconds: number, bytes: number][] = [[0, before.rss]];
  counts.messages = counts.bytes = 0;
  for (const room of ticks) Object.assign(room, { first: undefined, last: undefined, stride: 1 });
  const began = performance.now();
  const watch = watchMemory(host, began, samples);
  const gaveUpAfter = await sendAll({ shape, ledger, players, patience }, began);
  const left = gaveUpAfter === undefined ? began + shape.seconds * 1000 - performance.now() : 0;
  if (left > 0) await pause(left);
  const seconds = (performance.now() - began) / 1000;
  const { messages, bytes } = counts;
  const told = ticksOf(ticks, shape);
  await watch.stop();
  const after = await host.usage();
  samples.push([seconds, after.rss]);
  const { user, system } = process.cpuUsage(own);
  return {
    ...(gaveUpAfter !== undefined && { gaveUpAfter }),
    seconds,
    messages,
    bytes,
    ticks: told,
    hostCpu: after.cpu - before.cpu,
    ownCpu: user + system,
    rss: { start: before.rss, end: after.rss, slope: slope(samples) },
  };
}

/** Sends every command when it is due; one list for each hundredth of a second. Returns after how many seconds it gave up on the host, if it did. */
async function sendAll(
  { shape, ledger, players, patience }: Pick<Playing, 'shape' | 'ledger' | 'players' | 'patience'>,
  began: number,
): Promise<number | undefined> {
  const slot = 10;
  const due = new Map<number, Player[]>();
  const nonces = new Map<number, number>();
  const plan = (player: Player, nonce: number): void => {
    nonces.set(player.number, nonce);
    const at = Math.floor(dueAt(shape, player.number, nonce) / slot);
    const list = due.get(at);
    if (list) list.push(player);
    else due.set(at, [player]);
  };
  const each = commandsEach(shape);
  if (each === 0) return undefined;
  const most = patience * shape.rate * players.length;
  for (const player of players) plan(player, 1);
  let reminded = began;
  for (let at = 0; due.size > 0; at += 1) {
    const wait = began + at * slot - performance.now();
    if (wait > 1) await pause(wait);
    for (const player of due.get(at) ?? []) {
      const nonce = nonces.get(player.number)!;
      ledger.send(player.number, nonce, performance.now());
      player.client.send({ nonce, ...moveOf(shape, player.number, nonce) });
      if (nonce < each) plan(player, nonce + 1);
    }
    due.delete(at);
    if (performance.now() - reminded > 1000) {
      reminded = performance.now();
      if (ledger.sent - ledger.acknowledged > most) return (reminded - began) / 1000;
      for (const { client } of players) client.remind?.();
    }
  }
  return undefined;
}

/** Takes a sample of the host's memory every second. */
function watchMemory(host: Host, began: number, samples: [number, number][]): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const done = (async () => {
    while (!stopped.signal.aborted) {
      await pause(1000, undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted) return;
      const { rss }: Usage = await host.usage();
      samples.push([(performance.now() - began) / 1000, rss]);
    }
  })();
  return {
    stop() {
      stopped.abort();
      return done;
    },
  };
}

/** Ticks that the clock asked for between the first and the last message to each room, and those of them that did not come. */
function ticksOf(ticks: readonly Ticks[], { hz }: Shape): { asked: number; missed: number } {
  let [asked, missed] = [0, 0];
  for (const { first, last, stride } of ticks) {
    if (!first || !last) continue;
    const due = Math.round(((last.at - first.at) / 1000) * hz);
    asked += due;
    // A message that is a little late, or early, is no missed tick: its room makes up for it, or is behind by more than one message.
    const behind = due - (last.tick - first.tick);
    missed += behind > stride ? behind : 0;
  }
  return { asked, missed };
}
