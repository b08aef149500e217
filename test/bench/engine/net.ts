import { Decoder, Encoder, MapSchema, schema, t } from '@colyseus/schema';
import { createArena, random, rotationAbout } from '../../../engine/kernel/index.ts';
import type { Interest, View } from '../../../engine/net/index.ts';
import { createBroadcast, createMirror, everything, near } from '../../../engine/net/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { createRegistry } from '../../../engine/model/registry.ts';
import type { Row } from '../bench.ts';
import { compare, measure, row } from '../bench.ts';

/** 1,000 entities in a field, some of which drive and turn at 20 ticks per second: the same moves for both sides. */

const ENTITIES = 1000;
const TICKS = 60;
const CLIENTS = 100;
const registry = createRegistry(builtinComponents);
const wire = { components: ['Transform'] };
const PEER = '@colyseus/schema 5.0.34';

/** Half a quantum, and what a 32-bit float loses of a metre and a turn on its way in. */
const WITHIN = { metres: 0.0076, turns: 0.0008 } as const;

interface Moves {
  readonly who: readonly number[];
  readonly x: Float64Array;
  readonly z: Float64Array;
  /** In turns, from 0 to 1. */
  readonly yaw: Float64Array;
  /** The same as quaternion parts y and w. */
  readonly y: Float64Array;
  readonly w: Float64Array;
  step(): void;
}

const movesOf = (movers: number): Moves => {
  const who = Array.from({ length: movers }, (_, i) => Math.floor((i * ENTITIES) / movers));
  const x = Float64Array.from({ length: ENTITIES }, (_, i) => (i % 32) * 8);
  const z = Float64Array.from({ length: ENTITIES }, (_, i) => Math.floor(i / 32) * 8);
  const yaw = new Float64Array(ENTITIES);
  const y = new Float64Array(ENTITIES);
  const w = new Float64Array(ENTITIES).fill(1);
  const speed = (i: number, part: number): number => (random(7, 0, 1, i, part) - 0.5) * 4;
  let tick = 0;
  return {
    who,
    x,
    z,
    yaw,
    y,
    w,
    step() {
      tick++;
      // Everybody turns round after ten seconds, so that long measurements stay in the field.
      const way = Math.floor(tick / 200) % 2 === 0 ? 1 / 20 : -1 / 20;
      for (const i of who) {
        x[i]! += speed(i, 0) * way;
        z[i]! += speed(i, 1) * way;
        yaw[i] = (yaw[i]! + 0.02) % 1;
        [, y[i], , w[i]] = rotationAbout([0, 1, 0], yaw[i]! * 2 * Math.PI);
      }
    },
  };
};

const ours = (moves: Moves) => {
  const arena = createArena(registry, { capacity: ENTITIES });
  for (let i = 0; i < ENTITIES; i++) arena.add(arena.spawn(), 'Transform', { position: [moves.x[i]!, 0, moves.z[i]!] });
  const [xs, , zs] = arena.lanes('Transform', 'position');
  const [, ys, , ws] = arena.lanes('Transform', 'rotation');
  const write = (): void => {
    for (const i of moves.who) {
      xs![i] = moves.x[i]!;
      zs![i] = moves.z[i]!;
      ys![i] = moves.y[i]!;
      ws![i] = moves.w[i]!;
    }
    arena.advance();
  };
  return { arena, write };
};

type Fields = 'float32' | 'int16';
const Mover = {
  float32: schema({ x: t.float32(), y: t.float32(), z: t.float32(), yaw: t.float32() }),
  int16: schema({ x: t.int16(), y: t.int16(), z: t.int16(), yaw: t.int16() }),
};

const theirs = (moves: Moves, fields: Fields) => {
  const World = schema({ movers: t.map(Mover[fields]) });
  const state = new World();
  const scale = fields === 'int16' ? { metres: 100, turns: 1024 } : { metres: 1, turns: 1 };
  const put = (value: number, per: number): number => (per === 1 ? value : Math.round(value * per));
  const entities = Array.from({ length: ENTITIES }, (_, i) => {
    const one = new Mover[fields]();
    Object.assign(one, { x: put(moves.x[i]!, scale.metres), y: 0, z: put(moves.z[i]!, scale.metres), yaw: 0 });
    return one;
  });
  state.movers = new MapSchema();
  entities.forEach((one, i) => state.movers.set(String(i), one));
  Encoder.BUFFER_SIZE = 1 << 20;
  const encoder = new Encoder(state);
  const write = (): void => {
    for (const i of moves.who) {
      const one = entities[i]!;
      one.x = put(moves.x[i]!, scale.metres);
      one.z = put(moves.z[i]!, scale.metres);
      one.yaw = put(moves.yaw[i]!, scale.turns);
    }
  };
  const encode = (): Uint8Array => {
    const bytes = encoder.encode();
    encoder.discardChanges();
    return bytes;
  };
  return { World, encoder, write, encode, scale };
};

const yawOf = (view: View, index: number): { at: readonly number[]; yaw: number } => {
  const { position, rotation } = view.get(view.entities()[index]!, 'Transform') as { position: number[]; rotation: number[] };
  return { at: position, yaw: (Math.atan2(rotation[1]!, rotation[3]!) / Math.PI + 2) % 1 };
};

const apart = (a: number, b: number): number => Math.min(Math.abs(a - b), 1 - Math.abs(a - b));

/** Bytes per mover and tick of both sides, each decoded by its own client and compared with where the movers are. */
const bytesOf = (movers: number, fields: Fields): { ours: number; peer: number; work: { ours: string; peer: string } } => {
  const moves = movesOf(movers);
  const { arena, write } = ours(moves);
  const peer = theirs(moves, fields);
  const broadcast = createBroadcast(registry, wire);
  const viewer = broadcast.connect();
  const mirror = createMirror(registry, wire);
  const state = new peer.World();
  const decoder = new Decoder(state);
  const bytes = { ours: 0, peer: 0 };
  broadcast.capture(arena);
  mirror.receive(viewer.message());
  viewer.ack(mirror.tick);
  decoder.decode(peer.encoder.encodeAll());
  peer.encoder.discardChanges();
  for (let tick = 0; tick < TICKS; tick++) {
    moves.step();
    write();
    peer.write();
    broadcast.capture(arena);
    const message = viewer.message();
    mirror.receive(message);
    viewer.ack(mirror.tick);
    const patch = peer.encode();
    decoder.decode(patch);
    bytes.ours += message.length;
    bytes.peer += patch.length;
  }
  const view = mirror.view!;
  for (let i = 0; i < ENTITIES; i++) {
    const mine = yawOf(view, i);
    const their = state.movers.get(String(i))!;
    const far = [
      Math.abs(mine.at[0]! - moves.x[i]!),
      Math.abs(mine.at[2]! - moves.z[i]!),
      Math.abs(their.x / peer.scale.metres - moves.x[i]!),
      Math.abs(their.z / peer.scale.metres - moves.z[i]!),
    ].some((metres) => metres > WITHIN.metres);
    if (far || apart(mine.yaw, moves.yaw[i]!) > WITHIN.turns || apart(their.yaw / peer.scale.turns, moves.yaw[i]!) > WITHIN.turns)
      throw new Error(`net: entity ${i} is not where it should be: ${JSON.stringify([mine, their, moves.x[i], moves.z[i], moves.yaw[i]])}`);
  }
  const work = `${ENTITIES} entities, ${movers} movers, ${TICKS} ticks, x, z and yaw within ${WITHIN.metres} m and ${WITHIN.turns} turns`;
  return { ours: bytes.ours / TICKS / movers, peer: bytes.peer / TICKS / movers, work: { ours: work, peer: work } };
};

const byteRow = (movers: number, fields: Fields): Row =>
  row({
    name: `net bytes per mover, ${movers} of 1,000, vs ${fields}`,
    ...bytesOf(movers, fields),
    unit: 'B',
    peerName: PEER,
    better: 'lower',
  });

/** The whole state: what somebody gets who joins. */
const keyframeRow = (): Row => {
  const moves = movesOf(ENTITIES);
  for (let tick = 0; tick < TICKS; tick++) moves.step();
  const { arena, write } = ours(moves);
  const peer = theirs(moves, 'float32');
  write();
  peer.write();
  const broadcast = createBroadcast(registry, wire);
  broadcast.capture(arena);
  const bytes = { ours: broadcast.connect().message().length / ENTITIES, peer: peer.encoder.encodeAll().length / ENTITIES };
  return row({ name: 'net bytes per entity of a whole state of 1,000', ...bytes, unit: 'B', peerName: PEER, better: 'lower' });
};

const timeRow = (movers: number): Row => {
  const mine = movesOf(movers);
  const { arena, write } = ours(mine);
  const broadcast = createBroadcast(registry, wire);
  const viewer = broadcast.connect();
  const their = movesOf(movers);
  const peer = theirs(their, 'float32');
  peer.encoder.encodeAll();
  peer.encoder.discardChanges();
  const times = compare(
    () => {
      mine.step();
      write();
      broadcast.capture(arena);
      viewer.message();
      viewer.ack(arena.tick);
    },
    () => {
      their.step();
      peer.write();
      peer.encode();
    },
  );
  return row({ name: `net moves encoded for one client, ${movers} of 1,000`, ...times, unit: 'tick/s', peerName: PEER, better: 'higher' });
};

/** 100 clients from one broadcast, against each from its own. */
const clientsRow = (what: string, sees: (client: number) => Interest): Row => {
  const moves = movesOf(ENTITIES);
  const { arena, write } = ours(moves);
  const tickFor = (clients: number): (() => void) => {
    const broadcast = createBroadcast(registry, wire);
    const viewers = Array.from({ length: clients }, (_, client) => broadcast.connect(sees(client)));
    return () => {
      moves.step();
      write();
      broadcast.capture(arena);
      for (const viewer of viewers) {
        viewer.message();
        viewer.ack(arena.tick);
      }
    };
  };
  const together = 1000 / measure(tickFor(CLIENTS));
  const alone = (1000 / measure(tickFor(1))) * CLIENTS;
  return row({
    name: `net ${CLIENTS} clients, ${what}`,
    ours: together,
    peer: alone,
    unit: 'ms',
    peerName: 'each encoded for itself',
    better: 'lower',
  });
};

/** Bytes and time of what clients are sent, against Colyseus' encoder. */
export const netRows = (): Row[] => [
  byteRow(50, 'float32'),
  byteRow(1000, 'float32'),
  byteRow(50, 'int16'),
  byteRow(1000, 'int16'),
  keyframeRow(),
  timeRow(50),
  timeRow(1000),
  clientsRow('who see everything', () => everything),
  clientsRow('who see 30 m around them', (client) =>
    near({ around: () => [(client % 10) * 25, 0, Math.floor(client / 10) * 25], radius: 30 }),
  ),
];
