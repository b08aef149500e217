import { setTimeout as pause } from 'node:timers/promises';
import type { Authors, Client, RunningServer } from './servers.ts';
import { dragsOf } from './servers.ts';

export interface Traffic {
  /** Milliseconds from writing to being seen by somebody else. */
  p50: number;
  p99: number;
  /** Of one core, in percent. */
  serverCpu: number;
  sent: number;
  seen: number;
  /** Updates that the server said are on disk. */
  acknowledged: number;
}

export interface Room {
  server: RunningServer;
  writers: Client[];
  /** Connections whose updates are read as well, by their place among all. */
  lookers: { place: number; see: (update: Uint8Array) => void }[];
  close(): void;
}

/** Opens a room with its people: all of them listen, the lookers also read what they hear. */
export async function fill(server: RunningServer, people: { writers: number; listeners: number; lookers: number }): Promise<Room> {
  const count = people.writers + people.listeners;
  const every = Math.floor(count / people.lookers);
  const lookers = Array.from({ length: people.lookers }, (_, at): Room['lookers'][number] => ({ place: at * every, see: () => {} }));
  const clients: Client[] = [];
  for (let place = 0; place < count; place += 1) {
    const looker = lookers.find((one) => one.place === place);
    clients.push(await server.connect(looker && ((update) => looker.see(update))));
  }
  return { server, writers: clients.slice(0, people.writers), lookers, close: () => clients.forEach((client) => client.close()) };
}

const acknowledgedBy = (writers: readonly Client[]): number => writers.reduce((sum, writer) => sum + writer.acknowledged, 0);

let step = 0;

/**
 * Everybody who writes does so `hz` times a second, one after the other. What people see of themselves is no propagation.
 * @throws where something does not arrive, or is not acknowledged by a server that does
 */
export async function drive({ server, writers, lookers }: Room, authors: Authors, hz: number, seconds: number): Promise<Traffic> {
  const total = Math.max(1, Math.round(hz * seconds)) * writers.length;
  const gap = 1000 / (hz * writers.length);
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  for (const looker of lookers) {
    looker.see = (update) => {
      const now = performance.now();
      for (const [of, author] of dragsOf(update)) {
        const sent = author === looker.place ? undefined : sentAt.get(`${of} ${author}`);
        if (sent !== undefined) latencies.push(now - sent);
      }
    };
  }
  const before = acknowledgedBy(writers);
  const cpu = await server.cpu();
  const begun = performance.now();
  for (let n = 0; n < total; n += 1) {
    const wait = begun + n * gap - performance.now();
    if (wait > 0.5) await pause(wait);
    const at = n % writers.length;
    if (at === 0) step += 1;
    const update = authors.drag(writers[at]!.number, at, step);
    sentAt.set(`${step} ${at}`, performance.now());
    writers[at]!.send(update);
  }
  const elapsed = performance.now() - begun;
  const serverCpu = ((await server.cpu()) - cpu) / 10 / elapsed;
  const own = lookers.filter(({ place }) => place < writers.length).length * (total / writers.length);
  const due = total * lookers.length - own;
  const acknowledged = (): number => acknowledgedBy(writers) - before;
  for (let turns = 0; latencies.length < due || (server.side === 'ours' && acknowledged() < total); turns += 1) {
    if (turns > 2000) throw new Error(`${server.side}: ${latencies.length} of ${due} seen, ${acknowledged()} of ${total} acknowledged`);
    await pause(5);
  }
  latencies.sort((a, b) => a - b);
  const share = (part: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))]!;
  return { p50: share(0.5), p99: share(0.99), serverCpu, sent: total, seen: latencies.length, acknowledged: acknowledged() };
}
