/**
 * A realtime session is played while `lq up` and everything it started is killed, again and again: by SIGKILL from outside, or at named moments
 * of the embedded cloud. After each start on the same folder the ports and keys are the same and the session goes on; in the end every command
 * that a player saw acknowledged is in the replay exactly once, and the audit verifies.
 */
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CloudClient } from '../../cloud/client/index.ts';
import { openHome, type Home, type Up } from '../contract/harness/up.ts';

/** From outside, once so many more commands were acknowledged; or at a fault point of the cloud, as `--kill-at` takes it. */
export type Kill = { readonly acknowledged: number } | { readonly at: string };

export interface KillReport {
  readonly kills: number;
  /** How often each way of dying happened; a named moment that did not come within `patience` commands is counted as SIGKILL. */
  readonly ways: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  /** Commands in the replay, acknowledged or not. */
  readonly replayed: number;
  /** Acknowledged and not in the replay. */
  readonly lost: number;
  /** In the replay more than once. */
  readonly twice: number;
  readonly ticks: number;
  readonly diverged: boolean;
  /** What `lq session verify` found, if anything. */
  readonly findings: readonly { readonly name: string; readonly message: string }[];
  /** Milliseconds from starting `lq up` to its first line, 99th percentile. */
  readonly reopenP99: number;
}

const players = ['p-1', 'p-2', 'p-3'];
/** A named moment that has not come after so many commands is not waited for any longer. */
const patience = 600;

/** @param tell receives a line for each kill */
export async function killWhilePlaying(kills: readonly Kill[], tell: (line: string) => void = () => {}): Promise<KillReport> {
  const home = openHome();
  try {
    return await play(home, kills, tell);
  } finally {
    home.remove();
  }
}

async function play(home: Home, kills: readonly Kill[], tell: (line: string) => void): Promise<KillReport> {
  const ways: Record<string, number> = {};
  const acknowledged = new Set<string>();
  const lastSeq = new Map(players.map((player) => [player, 0]));
  const unanswered = new Map<string, number>();
  const reopened: number[] = [];
  let session: string | undefined;
  let first: Up['discovery'] | undefined;

  /**
   * Each player sends one command after the other until the cloud dies under one of them; that one is sent again first. Each command's speed is
   * its own.
   */
  const send = async (client: CloudClient, id: string, player: string, alive: () => boolean): Promise<void> => {
    while (alive()) {
      const seq = unanswered.get(player) ?? lastSeq.get(player)! + 1;
      lastSeq.set(player, seq);
      unanswered.set(player, seq);
      await client.sendCommand({ tenant: 'demo', session: id }, { type: 'SetSpin', payload: { speed: seq / 1000 }, player, seq });
      unanswered.delete(player);
      acknowledged.add(`${player} ${seq}`);
      // Three promises that always have an answer would keep everything else from its turn.
      await nextTurn();
    }
  };

  for (const kill of kills) {
    const killAt = 'at' in kill ? kill.at : undefined;
    const opening = performance.now();
    const cloud = await home.up(killAt === undefined ? {} : { killAt }).catch((error: unknown) => {
      // It may die at its moment before it is ready: a kill like any other.
      if (killAt === undefined || !String(error).includes('SIGKILL')) throw error;
      return undefined;
    });
    const way = killAt === undefined ? 'SIGKILL' : killAt.split('#')[0]!;
    if (cloud === undefined) {
      ways[way] = (ways[way] ?? 0) + 1;
      tell(`${killAt}: killed before it was ready`);
      continue;
    }
    reopened.push(performance.now() - opening);
    first ??= cloud.discovery;
    expectSamePlace(first, cloud.discovery);
    const client = cloud.client('demo');
    const before = acknowledged.size;
    const dead = once(cloud.process, 'exit');
    const alive = (): boolean => cloud.process.signalCode === null && cloud.process.exitCode === null;
    session ??= await begin(home);
    const id = session;
    const enough = 'at' in kill ? patience : kill.acknowledged;
    let outside = false;
    const sending = Promise.allSettled([
      ...players.map((player) => send(client, id, player, alive)),
      (async () => {
        while (alive() && acknowledged.size - before < enough) await nextTurn();
        outside = alive();
        if (outside) cloud.process.kill('SIGKILL');
      })(),
    ]);
    await dead;
    await sending;
    await cloud.kill();
    ways[outside ? 'SIGKILL' : way] = (ways[outside ? 'SIGKILL' : way] ?? 0) + 1;
    tell(`${killAt ?? 'SIGKILL'}${outside && killAt !== undefined ? ' (did not come)' : ''}: ${acknowledged.size - before} acknowledged`);
  }
  return conclude(home, { first, session: session!, lastSeq, unanswered, ways, acknowledged, reopened, kills: kills.length });
}

/** Publishes the level and starts a session of it. */
async function begin(home: Home): Promise<string> {
  await home.json(['publish', 'samples/hello-cube', '--tenant', 'demo', '--as', 'ada']);
  return (await home.json<{ id: string }>(['session', 'start', '--level', 'hello-cube', '--tenant', 'demo', '--as', 'ada'])).id;
}

function expectSamePlace(first: Up['discovery'], now: Up['discovery']): void {
  const place = ({ pid: _pid, ...rest }: Up['discovery']): string => JSON.stringify(rest);
  if (place(first) !== place(now)) throw new Error(`The cloud came back elsewhere: ${place(now)}, before ${place(first)}`);
}

interface Played {
  readonly first: Up['discovery'] | undefined;
  readonly session: string;
  readonly lastSeq: Map<string, number>;
  /** The number of a player's command that the cloud died under. */
  readonly unanswered: Map<string, number>;
  readonly ways: Record<string, number>;
  readonly acknowledged: Set<string>;
  readonly reopened: number[];
  readonly kills: number;
}

async function conclude(
  home: Home,
  { first, session, lastSeq, unanswered, ways, acknowledged, reopened, kills }: Played,
): Promise<KillReport> {
  const opening = performance.now();
  const cloud = await home.up();
  reopened.push(performance.now() - opening);
  if (first) expectSamePlace(first, cloud.discovery);
  const client = cloud.client('demo');
  // It goes on: what was unanswered and a last command of each player are consumed, and the ticks move.
  const { ticks: before } = await client.session('demo', session);
  const senders = new Map<number, string>();
  for (const player of players) {
    const last = lastSeq.get(player)!;
    for (const seq of unanswered.has(player) ? [last, last + 1] : [last + 1]) {
      const payload = { speed: seq / 1000 };
      const { sender } = await client.sendCommand({ tenant: 'demo', session }, { type: 'SetSpin', payload, player, seq });
      senders.set(sender, player);
      acknowledged.add(`${player} ${seq}`);
    }
  }
  for (;;) {
    const { head, ticks, state } = await client.session('demo', session);
    if (head.cursor === head.cmdSeq && ticks > before) break;
    if (state === 'failed') throw new Error(`The session failed: ${JSON.stringify(head)}`);
    await nextTurn();
  }
  const said = await home.lq('session', 'verify', session, '--json');
  const { ticks, diverged, findings } = JSON.parse(said.out[0] ?? '{}') as Pick<KillReport, 'ticks' | 'diverged' | 'findings'>;
  const { commands } = await client.recording('demo', session);
  await cloud.stop();

  const times = new Map<string, number>();
  for (const { sender, seq } of commands) {
    const name = `${senders.get(sender)} ${seq}`;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  const sorted = reopened.toSorted((a, b) => a - b);
  return {
    kills,
    ways,
    acknowledged: acknowledged.size,
    replayed: commands.length,
    lost: [...acknowledged].filter((name) => !times.has(name)).length,
    twice: [...times.values()].filter((count) => count > 1).length,
    ticks,
    diverged,
    findings,
    reopenP99: Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))]!),
  };
}
