import * as Y from 'yjs';
import { levelSchema, openLevelDocument, Room, encodeFrame, type LevelDocument } from '../../../engine/document/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { decodeSnapshot, encodeSnapshot } from '../../../src-main/services/collaboration/snapshot.ts';
import { cpuMillis, median, type Row, row } from '../bench.ts';
import { crowdedDocument } from './level.ts';
import { Authors } from './servers.ts';

const target = (name: string, ours: number, peer: number, unit: string, work: string): Row =>
  row({ name, ours, peer, unit, peerName: 'target', better: 'lower', work: { ours: work, peer: 'the same' } });

const schema = levelSchema(builtinComponents);
const once = (work: () => unknown): number => {
  const begun = cpuMillis();
  work();
  return cpuMillis() - begun;
};
const timed = (work: () => unknown): number => median(Array.from({ length: 5 }, () => once(work)));

/** What 10,000 entities weigh and take to load. */
export async function documentRows(document: LevelDocument): Promise<Row[]> {
  const epoch = 'bench';
  const leases = new Map<number, string>();
  const snapshot = await encodeSnapshot({ epoch, doc: document.doc, leases });
  const wire = Y.encodeStateAsUpdate(document.doc);
  const work = `${document.doc.getMap('entities').size} entities of 17 values`;
  return [
    target('10,000 entities on disk, gzip', snapshot.length / 1000, 600, 'kB', work),
    target(
      '10,000 entities, a room opens from disk',
      timed(() => new Room({ kind: 'level', schema }, decodeSnapshot(snapshot)!)),
      500,
      'ms cpu',
      work,
    ),
    target(
      '10,000 entities, a window loads what the room sends',
      timed(() => Y.applyUpdate(openLevelDocument().doc, wire)),
      500,
      'ms cpu',
      `${work}, ${Math.round(wire.length / 1000)} kB`,
    ),
  ];
}

/** What drags leave behind in a room's document: twenty people, each a burst of sixty steps in turn. */
export function growthRow(writes: number): Row {
  const people = 20;
  const burst = 60;
  const document = crowdedDocument(1000);
  const room = new Room({ kind: 'level', schema }, { epoch: 'bench', update: Y.encodeStateAsUpdate(document.doc), leases: new Map() });
  const authors = new Authors(document);
  const person = { id: 'anybody', name: 'Anybody', colour: '' };
  let now = 0;
  let ticket = 0;
  const carryOut = (requests: ReturnType<Room['wake']>): void => {
    for (const request of requests) if (request.do === 'append') ({ ticket } = request);
    if (requests.some((request) => request.do === 'append')) room.durable(ticket, now);
  };
  for (let session = 1; session <= people; session += 1) carryOut(room.join(session, { person, role: 'editor', speaks: 'ours' }, now));
  const leases = [...room.leases.keys()];
  // The first write of an author leaves its tombstone; what is asked is what goes on growing.
  const write = (at: number, step: number): void => {
    now += 10;
    carryOut(room.receive(at + 1, encodeFrame({ type: 'update', update: authors.drag(leases[at]!, at, step) }), now));
  };
  for (let at = 0; at < people; at += 1) write(at, 0);
  const before = Y.encodeStateAsUpdate(room.doc).length;
  for (let written = 0; written < writes; written += burst) {
    const at = (written / burst) % people;
    for (let step = 1; step <= burst; step += 1) write(at, written + step);
  }
  const bytes = Y.encodeStateAsUpdate(room.doc).length - before;
  return target(
    'growth per drag write, bursts of 60 by 20 people',
    Math.max(bytes, 1) / writes,
    1,
    'bytes',
    `${writes} writes, ${bytes} bytes`,
  );
}
