/**
 * kill -9 of the collaboration server and of those who edit, at named moments and at random ones, with edits going on all the time. After each
 * start a fresh window looks whether everything is there that anybody was told is saved; at the end of each life also whether what a killed window
 * had kept unsent has arrived.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Chance } from '../../../engine/kernel/testing/chance.ts';
import { faultPoints } from '../../../src-main/services/collaboration/index.ts';
import { openRoomClient, type RoomSocket } from '../../../src-renderer/studio/people/index.ts';
import { clientPoints, entityOf, room } from './names.ts';

type Who = 'server' | 'client' | 'both';
export interface Way {
  who: Who;
  /** A named moment, `random`, or for the server `starting`: while it reads what is on disk. */
  at: string;
}

export const ways: readonly Way[] = [
  ...faultPoints.map((at): Way => ({ who: 'server', at })),
  ...clientPoints.map((at): Way => ({ who: 'client', at })),
  { who: 'server', at: 'random' },
  { who: 'server', at: 'starting' },
  { who: 'client', at: 'random' },
  { who: 'both', at: 'random' },
];

export interface KillReport {
  kills: number;
  /** How often each way of dying happened; a named moment that did not come in time is counted as random. */
  byPoint: Record<string, number>;
  /** Edits that somebody was told are saved. */
  acknowledged: number;
  /** Of those, how many were missing after a start. */
  lost: number;
  /** Edits that were not saved but kept by a window that was killed. */
  kept: number;
  /** Of those, how many had not arrived at the end. */
  keptLost: number;
}

/** A named moment that has not come by then is not waited for any longer. */
const patience = 15_000;

interface Writer {
  process: ChildProcess;
  name: string;
  outbox: string;
  made: number;
  kept: number;
  saved: number;
  finished: boolean;
}

/**
 * One data folder's life: as many kills as ways are given, in their order.
 * @param tell receives a line for each kill
 * @throws where an honest edit was refused or the room called its own log damaged
 */
export async function liveAndDie(given: readonly Way[], chance: Chance, tell: (line: string) => void = () => {}): Promise<KillReport> {
  const home = mkdtempSync(join(tmpdir(), 'lq-torture-'));
  const life = new Life(home, chance, tell);
  try {
    return await life.run(given);
  } finally {
    life.end();
    rmSync(home, { recursive: true, force: true });
  }
}

class Life {
  readonly #home: string;
  readonly #chance: Chance;
  readonly #tell: (line: string) => void;
  readonly #report: KillReport = { kills: 0, byPoint: {}, acknowledged: 0, lost: 0, kept: 0, keptLost: 0 };
  readonly #writers: Writer[] = [];
  readonly #dead: Writer[] = [];
  #server: ChildProcess | undefined;
  #port = 0;
  #wrong: string | undefined;

  constructor(home: string, chance: Chance, tell: (line: string) => void) {
    this.#home = home;
    this.#chance = chance;
    this.#tell = tell;
  }

  async run(given: readonly Way[]): Promise<KillReport> {
    await this.#startServer();
    for (const person of ['ada', 'bob']) this.#startWriter(person);
    for (const way of given) {
      await this.#kill(way);
      if (this.#wrong !== undefined) throw new Error(this.#wrong);
    }
    await this.#finish();
    const all = [...this.#writers, ...this.#dead];
    this.#report.acknowledged = all.reduce((sum, { saved }) => sum + saved, 0);
    return this.#report;
  }

  end(): void {
    for (const child of [this.#server, ...this.#writers.map((writer) => writer.process)]) child?.kill('SIGKILL');
  }

  async #kill(way: Way): Promise<void> {
    const enough = this.#saved() + 1 + this.#chance.below(60);
    await this.#until(() => this.#saved() >= enough);
    const writer = this.#writers[this.#chance.below(this.#writers.length)]!;
    const victims = [...(way.who === 'client' ? [] : [this.#server!]), ...(way.who === 'server' ? [] : [writer.process])];
    const gone = Promise.all(victims.map((victim) => ended(victim)));
    const isNamed = way.at !== 'random' && way.at !== 'starting';
    let came = true;
    if (isNamed) {
      victims[0]!.send({ dieAt: way.at, nth: 1 + this.#chance.below(way.who === 'server' && !/append|sync|ack/.test(way.at) ? 2 : 20) });
      came = await Promise.race([gone.then(() => true), pause(patience, false, { ref: false })]);
    } else await pause(this.#chance.next() * 30);
    for (const victim of victims) {
      victim.kill('SIGKILL');
      // Without a server edits pile up: some are kept by a window that is then killed as well.
      if (way.who === 'both') await pause(this.#chance.next() * 150);
    }
    await gone;
    if (way.who !== 'client') await this.#startServer(way.at === 'starting');
    if (way.who !== 'server') {
      this.#writers.splice(this.#writers.indexOf(writer), 1);
      this.#dead.push(writer);
      this.#startWriter(writer.name.split('x')[0]!, writer.outbox);
    }
    const at = came ? way.at : 'random';
    const name = `${way.who}:${at}`;
    this.#report.kills += 1;
    this.#report.byPoint[name] = (this.#report.byPoint[name] ?? 0) + 1;
    const { length } = await this.#missing('saved');
    this.#report.lost += length;
    this.#tell(`${name}${came ? '' : ` (${way.at} did not come)`}: ${this.#saved()} acknowledged, ${length} lost`);
  }

  /** Everybody ends well; then everything that was made or kept must be there. */
  async #finish(): Promise<void> {
    for (const writer of this.#writers) writer.process.send('finish');
    await this.#until(() => this.#writers.every(({ finished }) => finished));
    this.#report.lost += (await this.#missing('saved')).length;
    this.#report.kept = this.#dead.reduce((sum, { kept, saved }) => sum + Math.max(0, kept - saved), 0);
    this.#report.keptLost = (await this.#missing('kept')).length;
    this.#server!.kill('SIGTERM');
    await ended(this.#server!);
  }

  #saved(): number {
    return [...this.#writers, ...this.#dead].reduce((sum, { saved }) => sum + saved, 0);
  }

  /** The edits up to what each writer has said, as of now, that a fresh window does not find. */
  async #missing(upTo: 'saved' | 'kept'): Promise<string[]> {
    const expected = [...this.#writers, ...this.#dead].flatMap((writer) =>
      Array.from({ length: Math.max(writer.saved, writer[upTo]) }, (_, at) => entityOf(writer.name, at + 1)),
    );
    const witness = openRoomClient('level', {
      room,
      admit: async () => ({ url: `ws://127.0.0.1:${this.#port}/rooms/${room}`, token: '' }),
      connect: (url) => new WebSocket(url, { perMessageDeflate: false }) as unknown as RoomSocket,
    });
    const isThere = await Promise.race([witness.whenSynced().then(() => true), pause(4 * patience, false, { ref: false })]);
    if (!isThere) throw new Error(`The room does not open any more: ${JSON.stringify(witness.status())}`);
    const entities = witness.document.doc.getMap('entities');
    witness.close();
    return expected.filter((id) => !entities.has(id));
  }

  /** With `killing`, the first starts die at random moments of reading what is on disk. */
  async #startServer(killing = false): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const child = launch('server-child.ts', [join(this.#home, 'data'), String(this.#port)]);
      this.#server = child;
      child.on('message', (message: { port?: number; setAside?: string }) => {
        if (message.setAside !== undefined) this.#wrong = message.setAside;
        if (message.port !== undefined) this.#port = message.port;
      });
      const ready = new Promise<boolean>((resolve) => {
        child.on('message', (message: { port?: number }) => message.port !== undefined && resolve(true));
        child.on('close', () => resolve(false));
      });
      if (killing && attempt < 2) {
        void pause(100 + this.#chance.next() * 600, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
        await ended(child);
        continue;
      }
      if (await ready) break;
      if (attempt > 5) throw new Error('The server does not start any more.');
    }
    for (const writer of this.#writers) if (writer.process.connected) writer.process.send('reconnect');
  }

  #startWriter(person: string, outbox = join(this.#home, `${person}.outbox`)): void {
    const name = `${person}x${this.#dead.length}`;
    const child = launch('writer-child.ts', [String(this.#port), name, outbox]);
    const writer: Writer = { process: child, name, outbox, made: 0, kept: 0, saved: 0, finished: false };
    child.on('message', (message: { made?: number; kept?: number; saved?: number; finished?: number; refused?: string }) => {
      writer.made = message.made ?? writer.made;
      writer.kept = message.kept ?? writer.kept;
      writer.saved = message.saved ?? writer.saved;
      if (message.finished !== undefined) [writer.finished, writer.saved] = [true, message.finished];
      if (message.refused !== undefined) this.#wrong = `${name} was refused: ${message.refused}`;
    });
    this.#writers.push(writer);
  }

  async #until(condition: () => boolean): Promise<void> {
    for (const begun = performance.now(); !condition(); await pause(2)) {
      if (this.#wrong !== undefined) throw new Error(this.#wrong);
      if (performance.now() - begun > 4 * patience) throw new Error(`Nobody gets anything saved any more: ${JSON.stringify(this.#report)}`);
    }
  }
}

const launch = (file: string, args: string[]): ChildProcess =>
  fork(join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lq-torture-compiled') },
  });

/** When it is gone and everything that it said has been heard. */
async function ended(child: ChildProcess): Promise<void> {
  const heard = child.connected ? once(child, 'disconnect') : undefined;
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await heard;
}
