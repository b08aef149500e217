/**
 * The peer: rooms of @colyseus/core with the same movers, moved by the same commands, patched at the same rate, over its own `ws` transport with its own
 * defaults. In layout `views` each client has a StateView of its own with the movers of its group, as the peer's documentation teaches it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Encoder, MapSchema, StateView } from '@colyseus/schema';
import { type Client, matchMaker, Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { moverKey } from '../level/level.ts';
import { groupOf, playersIn, roomCount, type Shape } from '../shape.ts';
import { answer } from './answer.ts';
import { Mover, Plain, Viewed } from './colyseus-state.ts';

interface Setting {
  readonly shape: Shape;
  readonly room: number;
}

class Field extends Room {
  #setting!: Setting;
  override autoDispose = false;

  override onCreate(setting: Setting): void {
    this.#setting = setting;
    const { shape, room } = setting;
    const seats = playersIn(shape, room);
    const state = new (shape.layout === 'views' ? Viewed : Plain)();
    const movers = new MapSchema<Mover>();
    for (let seat = 1; seat <= seats; seat += 1) movers.set(moverKey(seat), still());
    state.tick = 0;
    state.movers = movers;
    this.state = state;
    this.maxClients = seats;
    this.patchRate = 1000 / shape.hz;
    this.setSimulationInterval(() => void (state.tick += 1), 1000 / shape.hz);
    this.onMessage('Move', (client: Client, { dx, dy, nonce }: { dx: number; dy: number; nonce: number }) => {
      const mover = movers.get(moverKey(client.userData as number))!;
      mover.x += dx;
      mover.y += dy;
      mover.nonce = nonce;
      mover.moves += 1;
    });
  }

  override onJoin(client: Client, { seat }: { seat: number }): void {
    client.userData = seat;
    const { shape, room } = this.#setting;
    if (shape.layout !== 'views') return;
    client.view = new StateView();
    const { first, size } = groupOf(shape, { room, seat });
    const { movers } = this.state as InstanceType<typeof Viewed>;
    for (let other = first; other < first + size; other += 1) client.view.add(movers.get(moverKey(other))!);
  }
}

function still(): Mover {
  const mover = new Mover();
  Object.assign(mover, { x: 0, y: 0, nonce: 0, moves: 0 });
  return mover;
}

// A state of 5,000 movers has to fit.
Encoder.BUFFER_SIZE = 1 << 20;
const http = createServer();
const server = new Server({ transport: new WebSocketTransport({ server: http }), greet: false, gracefullyShutdown: false });
server.define('field', Field);
await server.listen(0, '127.0.0.1');
const { port } = http.address() as AddressInfo;

let rooms: { readonly cache: Awaited<ReturnType<typeof matchMaker.createRoom>>; seats: number }[] = [];

async function open(shape: Shape): Promise<void> {
  rooms = [];
  for (let room = 0; room < roomCount(shape); room += 1)
    rooms.push({ cache: await matchMaker.createRoom('field', { shape, room }), seats: 0 });
}

/** A seat of a room, and where its socket goes. */
async function reserve(at: number): Promise<{ url: string; seat: number }> {
  const room = rooms[at]!;
  const seat = (room.seats += 1);
  const { sessionId, roomId, processId } = await matchMaker.reserveSeatFor(room.cache, { seat });
  return { url: `ws://127.0.0.1:${port}/${processId}/${roomId}?sessionId=${sessionId}`, seat };
}

async function end(): Promise<void> {
  for (const { cache } of rooms) await matchMaker.getLocalRoomById(cache.roomId)?.disconnect();
}

answer({ open, reserve, end, close: () => {} });
