/** Honest people at work in a room that is attacked without pause. */
import { performance } from 'node:perf_hooks';
import * as Y from 'yjs';
import { decodeFrame, encodeFrame, type LevelDocument, materialise, openLevelDocument } from '../../../engine/document/index.ts';
import { testSchema } from '../../../engine/document/testing/levels.ts';
import { chance, type Chance } from '../../../engine/kernel/testing/chance.ts';
import { judge } from '../sim/judge.ts';
import { type Edit, makeSchedule } from '../sim/schedule.ts';
import { Stage } from '../sim/stage.ts';
import type { SimServer, WebSocketWire } from '../sim/websocket-host.ts';
import type { SimWindow } from '../sim/window.ts';
import { type Attack, attacks } from './attacks.ts';

/** Small enough that a paste of a few hundred kilobytes is too big, and 150 messages at once are a flood. */
export const limits = { messagesPerSecond: 6, update: { bytes: 256 << 10, structs: 20_000, entities: 500 } };
const people = 3;
/** A room is begun anew after so many strikes. */
const strikesPerRoom = 500;
const strikesPerEdit = 2;
/** A strike that keeps the processor busy for longer holds everybody up. */
const longest = 2000;

export interface Strikes {
  strikes: number;
  /** Frames sent; those after somebody was shown out count too. */
  updates: number;
  shownOut: number;
  /** Edits that this person may make, and that the room took. */
  taken: number;
}

export interface SiegeReport {
  seed: number;
  updates: number;
  /** The room threw. */
  crashes: number;
  /** A document was left waiting for more, or everybody for the processor. */
  stuck: number;
  /** Something came of a strike that must not, or who must be shown out stayed. */
  unauthorised: number;
  honest: { sent: number; accepted: number };
  slowest: { milliseconds: number; attack: string };
  byAttack: Record<string, Strikes>;
  findings: string[];
  seconds: number;
}

const serverOf = (stage: Stage): SimServer => stage.servers.level as SimServer;
const comingDown = ({ wires }: SimWindow): WebSocketWire['down'] => (wires.level as WebSocketWire | undefined)?.down ?? [];
export const roomOf = (stage: Stage): LevelDocument => serverOf(stage).document as LevelDocument;
const stateOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What came of one strike. `breaches` are sentences; none is as it should be. */
export interface Struck {
  updates: number;
  shownOut: string | undefined;
  taken: boolean;
  breaches: string[];
  stuck: boolean;
  milliseconds: number;
}

export function strike(stage: Stage, attack: Attack, attacker: string, random: Chance): Struck {
  const server = serverOf(stage);
  const room = roomOf(stage);
  const wire = server.connect(attacker, attack.role ?? 'editor');
  const lease = enter(stage, wire);
  const evil = openLevelDocument();
  Y.applyUpdate(evil.doc, Y.encodeStateAsUpdate(room.doc));
  evil.doc.clientID = lease;
  const frames = attack.strike({ evil, victim: stage.windows[0]!.level.document.doc.clientID, random });
  const [before, entities] = [stateOf(room.doc), [...room.doc.getMap('entities').keys()]];
  const refusals = server.refused.length;
  const heard = stage.windows.map((window) => comingDown(window).length);
  let taken = false;
  const notice = (): void => void (taken = true);
  room.doc.on('update', notice);
  const start = processorTime();
  wire.up.push(...(frames as typeof wire.up));
  server.send(wire, Number.POSITIVE_INFINITY);
  server.disk(Number.POSITIVE_INFINITY);
  const milliseconds = processorTime() - start;
  room.doc.off('update', notice);

  const shownOut = server.refused.slice(refusals).find(({ person }) => person === attacker)?.reason;
  const breaches: string[] = [];
  const isJudged = attack.room === 'judged';
  if (!isJudged && shownOut !== (attack.room === 'no effect' ? undefined : attack.room))
    breaches.push(`${shownOut ? `was shown out: ${shownOut}` : 'was not shown out'}, not ${attack.room}`);
  if (taken && !isJudged) breaches.push('changed the level');
  for (const [client, clock] of stateOf(room.doc))
    if (client !== lease && clock !== (before.get(client) ?? 0)) breaches.push(`wrote as ${client}`);
  for (const id of entities) if (!room.doc.getMap('entities').has(id)) breaches.push(`erased ${id}`);
  for (const root of room.doc.share.keys()) if (root !== 'entities' && root !== 'meta') breaches.push(`opened the root ${root}`);
  breaches.push(...said(stage, attacker, heard));
  server.cut(wire);
  const stuck = room.doc.store.pendingStructs !== null || room.doc.store.pendingDs !== null || milliseconds > longest;
  return { updates: frames.length, shownOut, taken, breaches, stuck, milliseconds };
}

/** Says hello and returns the number given. */
function enter(stage: Stage, wire: WebSocketWire): number {
  const server = serverOf(stage);
  wire.up.push(encodeFrame({ type: 'hello', text: '{}' }));
  server.send(wire, 1);
  server.disk(Number.POSITIVE_INFINITY);
  for (const frame of wire.down) {
    const read = frame instanceof Uint8Array ? decodeFrame(frame) : undefined;
    if (read?.type === 'welcome') return (JSON.parse(read.text) as { lease: number }).lease;
  }
  throw new Error(`${wire.person} was not welcomed.`);
}

/** What reached the honest, after what they had `heard`, in somebody else's name. */
function said(stage: Stage, attacker: string, heard: readonly number[]): string[] {
  stage.pass(100);
  return stage.windows.flatMap((window, index) =>
    comingDown(window)
      .slice(heard[index])
      .flatMap((frame) => {
        const read = frame instanceof Uint8Array ? decodeFrame(frame) : undefined;
        if (read?.type === 'awareness') return ['made up people'];
        if (read?.type !== 'presence') return [];
        const peers = JSON.parse(read.text) as { person?: { id: string } }[];
        return peers.flatMap(({ person }) => (person && person.id !== attacker ? [`spoke as ${person.id}`] : []));
      }),
  );
}

export async function runSiege({ updates, seed = 1 }: { updates: number; seed?: number }): Promise<SiegeReport> {
  const start = performance.now();
  const byAttack = Object.fromEntries(attacks.map(({ name }) => [name, { strikes: 0, updates: 0, shownOut: 0, taken: 0 }]));
  const report: SiegeReport = {
    seed,
    updates: 0,
    crashes: 0,
    stuck: 0,
    unauthorised: 0,
    honest: { sent: 0, accepted: 0 },
    slowest: { milliseconds: 0, attack: '' },
    byAttack,
    findings: [],
    seconds: 0,
  };
  const find = (what: string): void => void (report.findings.length < 20 && report.findings.push(what));
  for (let round = 0; report.updates < updates; round += 1) {
    const random = chance(seed * 1_000_003 + round);
    const stage = await Stage.open({ people, network: 'ordered' }, { limits });
    const edits = honestEdits(seed * 1000 + round * 20);
    let sent = 0;
    try {
      for (let count = 0; count < strikesPerRoom && report.updates < updates; count += 1) {
        // Every attack at least once, then by chance.
        const attack = attacks[count] ?? random.pick(attacks);
        const struck = strike(stage, attack, `mallory ${count}`, random);
        const own = byAttack[attack.name]!;
        own.strikes += 1;
        own.updates += struck.updates;
        if (struck.shownOut) own.shownOut += 1;
        if (struck.taken) own.taken += 1;
        report.updates += struck.updates;
        if (struck.stuck) report.stuck += 1;
        if (struck.breaches.length > 0) report.unauthorised += 1;
        for (const breach of struck.breaches) find(`Who ${attack.name} ${breach} (round ${round}, strike ${count}).`);
        if (struck.milliseconds > report.slowest.milliseconds)
          report.slowest = { milliseconds: Math.round(struck.milliseconds), attack: attack.name };
        if (count % strikesPerEdit === 0) {
          const edit = edits.next().value;
          if (edit && (await stage.play(edit))) sent += 1;
          await stage.drain();
        }
      }
      const { findings } = await judge(stage);
      for (const { what } of findings) find(`${what} (round ${round})`);
      const { problems } = materialise(roomOf(stage), testSchema);
      for (const { code, message } of problems) {
        // Circles and foreign components are repaired and named where they are read; a value that does not fit must never come in.
        if (code !== 'quarantined-value') continue;
        report.unauthorised += 1;
        find(`${message} (round ${round})`);
      }
      report.honest.accepted += findings.length === 0 ? sent : 0;
    } catch (error) {
      report.crashes += 1;
      find(`The room threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)} (round ${round})`);
    }
    report.honest.sent += sent;
  }
  report.seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  return report;
}

/** What people do, without end; scripts are another room's. */
function* honestEdits(from: number): Generator<Edit> {
  for (let seed = from; ; seed += 1) {
    for (const action of makeSchedule(seed).actions) {
      if (!('who' in action) || ['send', 'receive', 'plug', 'unplug', 'reload'].includes(action.do)) continue;
      yield { ...action, who: action.who % people } as Edit;
    }
  }
}
