/**
 * Our rooms, which acknowledge after the disk, against y-websocket's own server, which keeps everything in memory: both serve at the same time, and
 * the same people write in one and the other in turn.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import peer from '@y/websocket-server/package.json' with { type: 'json' };
import { nodeFiles } from '../../../src-main/services/collaboration/index.ts';
import type { Area, Row } from '../bench.ts';
import { median, row, sampleShare } from '../bench.ts';
import { documentRows, growthRow } from '../collab/document.ts';
import { crowdedDocument } from '../collab/level.ts';
import { Authors, type RunningServer, type Side, startServer } from '../collab/servers.ts';
import { drive, fill, type Room, type Traffic } from '../collab/traffic.ts';

const peerName = `${peer.name} ${peer.version}`;
const entities = Math.max(100, Math.round(10_000 * Math.min(1, sampleShare)));
const pairs = 5;
/** A folder that is no disk: what is left of a difference there is ours. */
const memory = '/dev/shm';
const together = { writers: 20, listeners: 0, lookers: 5 };

/** Milliseconds. */
interface Disk {
  p50: number;
  p99: number;
}

interface Compared {
  ours: Traffic[];
  peer: Traffic[];
  /** Of each pair's minute: milliseconds until a small write is on the disk, which we wait for and the peer does not, and the machine's load. */
  around: { disk: Disk; load: number }[];
}

/** So many writes as a room's log makes them, at the rate of twenty people. */
async function diskWrites(count = 200): Promise<Disk> {
  const folder = mkdtempSync(join(tmpdir(), 'lq-bench-disk-'));
  const file = await nodeFiles.openForAppend(join(folder, 'log'));
  const times: number[] = [];
  for (let at = 0; at < count; at += 1) {
    await pause(2.5);
    const begun = performance.now();
    await file.append(new Uint8Array(60));
    await file.sync();
    times.push(performance.now() - begun);
  }
  await file.close();
  rmSync(folder, { recursive: true });
  times.sort((a, b) => a - b);
  return { p50: times[count * 0.5]!, p99: times[count * 0.99]! };
}

/** Pairs in alternating order. */
async function alternate(
  rooms: { ours: Room; peer: Room },
  authors: { ours: Authors; peer: Authors },
  hz: number,
  seconds: number,
): Promise<Compared> {
  const all: Compared = { ours: [], peer: [], around: [] };
  for (const side of ['ours', 'peer'] as const) await drive(rooms[side], authors[side], hz, seconds / 4);
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const side of pair % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)) {
      all[side].push(await drive(rooms[side], authors[side], hz, seconds));
    }
    all.around.push({ disk: await diskWrites(), load: loadavg()[0]! });
  }
  return all;
}

/** The pair with the median ratio. */
function rowOf(name: string, { ours, peer, around }: Compared, figure: 'p50' | 'p99' | 'serverCpu', unit: string): Row {
  const ratios = ours.map((traffic, at) => traffic[figure] / peer[at]![figure]);
  const at = ratios.indexOf(median(ratios));
  const told = ({ sent, seen, acknowledged }: Traffic): string => `${sent} updates, ${seen} sightings, ${acknowledged} acknowledged`;
  const { disk, load } = around[at]!;
  const circumstances = `a write to the disk alone ${disk.p50.toFixed(2)} ms, p99 ${disk.p99.toFixed(1)} ms; load ${load.toFixed(1)}`;
  return row({
    name,
    ours: ours[at]![figure],
    peer: peer[at]![figure],
    unit,
    peerName,
    better: 'lower',
    work: { ours: `${told(ours[at]!)} after the disk; ${circumstances}`, peer: told(peer[at]!) },
  });
}

/** Fills a server's room; returns the hand that writes on in it. */
async function seed(server: RunningServer): Promise<Authors> {
  const client = await server.connect();
  const document = crowdedDocument(entities, client.number);
  client.send(Y.encodeStateAsUpdate(document.doc));
  const there = new Y.Doc();
  while (there.getMap('entities').size < entities) Y.applyUpdate(there, await client.whole());
  client.close();
  return new Authors(document);
}

export const area: Area = {
  name: 'collab',
  async run() {
    const rows: Row[] = [
      ...(await documentRows(crowdedDocument(entities))),
      growthRow(Math.max(1200, Math.round(20_000 * Math.min(1, sampleShare)))),
    ];
    const running: RunningServer[] = [];
    const start = async (side: Side, how?: { parent?: string; durable?: boolean }): Promise<RunningServer> => {
      const server = await startServer(side, how);
      running.push(server);
      return server;
    };
    try {
      const servers = { ours: await start('ours'), peer: await start('peer') };
      const authors = { ours: await seed(servers.ours), peer: await seed(servers.peer) };
      for (const [people, hz, tell] of [
        [
          together,
          20,
          (compared: Compared) => [
            rowOf('propagation p50, 20 people at 20 Hz', compared, 'p50', 'ms'),
            rowOf('propagation p99, 20 people at 20 Hz', compared, 'p99', 'ms'),
          ],
        ],
        [
          { writers: 20, listeners: 180, lookers: 2 },
          25,
          (compared: Compared) => [
            rowOf('processor of the server, 200 sockets, 500 updates/s', compared, 'serverCpu', '% of a core'),
            rowOf('propagation p99, 200 sockets, 500 updates/s', compared, 'p99', 'ms'),
          ],
        ],
      ] as const) {
        const rooms = { ours: await fill(servers.ours, people), peer: await fill(servers.peer, people) };
        rows.push(...tell(await alternate(rooms, authors, hz, 6 * sampleShare)));
        rooms.ours.close();
        rooms.peer.close();
      }
      // How much of it is the disk's: ours without one, and the peer with ours.
      const compare = async (name: string, ours: [RunningServer, Authors], theirs: [RunningServer, Authors]): Promise<void> => {
        const rooms = { ours: await fill(ours[0], together), peer: await fill(theirs[0], together) };
        const compared = await alternate(rooms, { ours: ours[1], peer: theirs[1] }, 20, 6 * sampleShare);
        for (const figure of ['p50', 'p99'] as const)
          rows.push(rowOf(`propagation ${figure}, 20 people at 20 Hz, ${name}`, compared, figure, 'ms'));
        rooms.ours.close();
        rooms.peer.close();
      };
      if (existsSync(memory)) {
        const inMemory = await start('ours', { parent: memory });
        await compare(`rooms in ${memory}`, [inMemory, await seed(inMemory)], [servers.peer, authors.peer]);
      }
      const durable = await start('peer', { durable: true });
      await compare('the peer writes to the disk before it looks', [servers.ours, authors.ours], [durable, await seed(durable)]);
    } finally {
      for (const server of running) server.close();
    }
    return rows;
  },
};
