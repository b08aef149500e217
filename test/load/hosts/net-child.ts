/**
 * Worlds of the load's level, stepped by the engine and told by engine/net over sockets: what the netcode itself costs. It has no log, no audit and no
 * rights, and is no part of the product: the hosts of sessions are measured by themselves.
 *
 * A state is encoded once for each set of entities that somebody sees, and framed for the socket once; who sees the same gets the same bytes.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ensureEngine } from '../../../build/engine-build/ensure.ts';
import type { Command as WorldCommand } from '../../../engine/kernel/commands/index.ts';
import { createBroadcast, everything, type Broadcast, type Interest, type Viewer } from '../../../engine/net/index.ts';
import { bitsFor, setBit, type Bits } from '../../../engine/net/wire/frame.ts';
import type { World } from '../../../engine/run/index.ts';
import { loadEngine } from '../../contract/harness/product-cloud.ts';
import { compileLoadLevel, mover, moverKey } from '../level/level.ts';
import { groupOf, playersIn, roomCount, seatsPerRoom, type Shape } from '../shape.ts';
import { answer } from './answer.ts';
import { webSocketFrame } from '../../../cloud/adapters/hot/index.ts';

/** A socket that does not take what it is sent misses ticks and gets the whole state when it is empty again. */
const most = 1 << 20;

interface Listener {
  readonly socket: Duplex;
  /** It needs the whole state. */
  isNew: boolean;
}

/** Those who see the same. */
interface Audience {
  readonly sees: Interest;
  readonly viewer: Viewer;
  readonly listeners: Set<Listener>;
}

class NetRoom {
  readonly #shape: Shape;
  readonly #room: number;
  readonly #world: World;
  readonly #broadcast: Broadcast;
  readonly #check: (command: unknown) => boolean;
  readonly #audiences = new Map<number, Audience>();
  #pending: WorldCommand[] = [];
  #timer: NodeJS.Timeout;

  constructor(
    shape: Shape,
    room: number,
    { world, broadcast, check }: { world: World; broadcast: Broadcast; check: (command: unknown) => boolean },
  ) {
    this.#shape = shape;
    this.#room = room;
    this.#world = world;
    this.#broadcast = broadcast;
    this.#check = check;
    const began = performance.now();
    const next = (): void => {
      this.#tick();
      this.#timer = setTimeout(next, Math.max(0, began + (this.#world.tick * 1000) / shape.hz - performance.now()));
    };
    this.#timer = setTimeout(next, 0);
  }

  enter(socket: WebSocket, raw: Duplex, seat: number): void {
    const { listeners } = this.#audienceOf(seat);
    const listener = { socket: raw, isNew: true };
    listeners.add(listener);
    socket.on('message', (data: Buffer) => this.#take(seat, data));
    socket.on('close', () => listeners.delete(listener));
    socket.on('error', () => {});
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#world.dispose();
  }

  /** The sender is who holds the socket, whatever the message says. */
  #take(sender: number, data: Buffer): void {
    const { seq, command } = JSON.parse(data.toString()) as { seq: number; command: { type: string; payload: WorldCommand['payload'] } };
    const candidate: WorldCommand = { sender, seq, ...command };
    if (this.#check(candidate)) this.#pending.push(candidate);
  }

  #audienceOf(seat: number): Audience {
    const { first, size } = groupOf(this.#shape, { room: this.#room, seat });
    const known = this.#audiences.get(first);
    if (known) return known;
    const sees = this.#shape.layout === 'views' ? theseOnly(this.#world, first, size) : everything;
    const audience = { sees, viewer: this.#broadcast.connect(sees), listeners: new Set<Listener>() };
    this.#audiences.set(first, audience);
    return audience;
  }

  #tick(): void {
    const commands = this.#pending;
    this.#pending = [];
    this.#world.step(commands);
    this.#broadcast.capture(this.#world.arena);
    for (const audience of this.#audiences.values()) this.#tell(audience);
  }

  /** Sockets keep the order of what they are given, or break: what was sent counts as what is had. */
  #tell({ sees, viewer, listeners }: Audience): void {
    const news = webSocketFrame(viewer.message(), 'binary');
    viewer.ack(this.#world.tick);
    let whole: Buffer | undefined;
    for (const listener of listeners) {
      if (listener.socket.writableLength > most) listener.isNew = true;
      else if (listener.isNew) {
        listener.isNew = false;
        whole ??= webSocketFrame(this.#broadcast.connect(sees).message(), 'binary');
        listener.socket.write(whole);
      } else listener.socket.write(news);
    }
  }
}

/** Some movers and nobody else: who they are never changes. */
function theseOnly(world: World, first: number, size: number): Interest {
  const wanted = new Set(Array.from({ length: size }, (_, at) => moverKey(first + at)));
  let bits: Bits | undefined;
  return ({ frame }) => {
    if (bits) return bits;
    const found = bitsFor(frame.rows.length);
    frame.rows.forEach((row, index) => {
      if (row && wanted.has(world.arena.keyOf(row.entity) ?? '')) setBit(found, index);
    });
    return (bits = found);
  };
}

const { id, dir } = await ensureEngine();
const engine = await loadEngine({ id, dir });
const rooms: NetRoom[] = [];
const taken: number[] = [];

function open(shape: Shape): { url: string } {
  const level = compileLoadLevel(engine, { seats: seatsPerRoom(shape), hz: shape.hz });
  for (let room = 0; room < roomCount(shape); room += 1) {
    if (playersIn(shape, room) <= 0) continue;
    const world = engine.createWorld(level, { parameters: { drops: shape.drops }, ticks: 1_000_000 });
    const broadcast = createBroadcast(engine.registry(level), { components: [mover] });
    rooms.push(new NetRoom(shape, room, { world, broadcast, check: (command) => engine.validateCommand(level, command).ok }));
  }
  taken.push(...rooms.map(() => 0));
  return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

function end(): void {
  for (const room of rooms.splice(0)) room.close();
  taken.length = 0;
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const http = createServer();
http.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) =>
  sockets.handleUpgrade(request, raw, head, (socket) => {
    const at = Number(new URL(request.url!, 'ws://host').searchParams.get('room'));
    const seat = (taken[at]! += 1);
    socket.send(JSON.stringify({ type: 'joined', sender: seat }));
    rooms[at]!.enter(socket, raw, seat);
  }),
);
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

answer({ open, end, close: () => {} });
