/** A thin client of the peer: joins, sends, and decodes the state only where its player watches, as our own clients do. */
import { Decoder, encode } from '@colyseus/schema';
import { WebSocket } from 'ws';
import type { Client, Command, Heard } from '../hosts/host.ts';
import { Mover, Plain, Viewed } from '../hosts/colyseus-state.ts';
import { seatOf } from '../level/level.ts';
import { opened } from './opened.ts';

const code = { join: 10, data: 13, state: 14, patch: 15 } as const;

export async function openColyseusClient(
  url: string,
  { seat, views }: { readonly seat: number; readonly views: boolean },
  heard: Heard,
): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let closing = false;
  const { watches } = heard.seated(seat);
  const look = watches ? decoding(views, heard) : undefined;
  const inside = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The room did not answer within 30 s.')), 30_000);
    socket.on('message', (data: Buffer) => {
      if (data[0] === code.state || data[0] === code.patch) heard.told(data.length, look?.(data));
      else heard.answered(data.length);
      if (data[0] === code.join) socket.send(Buffer.from([code.join]));
      if (data[0] !== code.state) return;
      clearTimeout(late);
      resolve();
    });
    socket.on('close', (why) => {
      clearTimeout(late);
      reject(new Error(`The socket was closed (${why}) before the player was in its room.`));
      if (!closing) heard.lost(why);
    });
  });
  inside.catch(() => {});
  await opened(socket);
  await inside;
  return {
    send: (command) => socket.send(moveMessage(command)),
    close() {
      closing = true;
      socket.terminate();
    },
  };
}

/** Takes a message into a state of its own, tells what has changed, and returns the tick. */
function decoding(views: boolean, heard: Heard): (data: Buffer) => number {
  const state = new (views ? Viewed : Plain)();
  const decoder = new Decoder(state);
  const seats = new Map<unknown, number>();
  decoder.triggerChanges = (changes) => {
    const moved = new Set(changes.map(({ ref }) => ref as unknown).filter((ref): ref is Mover => ref instanceof Mover));
    for (const mover of moved) {
      if (!seats.has(mover)) state.movers.forEach((one, key) => seats.set(one, seatOf(key)));
      const { x, y, moves, nonce } = mover;
      heard.saw(seats.get(mover)!, { x, y, moves, nonce });
    }
  };
  return (data) => {
    decoder.decode(data, { offset: 1 });
    return state.tick;
  };
}

const out = Buffer.alloc(64);

/** `[13, "Move", {dx, dy, nonce}]`, the object in MessagePack. */
function moveMessage({ dx, dy, nonce }: Command): Buffer {
  const at = { offset: 1 };
  out[0] = code.data;
  encode.string(out, 'Move', at);
  out[at.offset++] = 0x83;
  for (const [name, value] of [
    ['dx', dx],
    ['dy', dy],
    ['nonce', nonce],
  ] as const) {
    out[at.offset++] = 0xa0 | name.length;
    at.offset += out.write(name, at.offset, 'latin1');
    out[at.offset++] = 0xd2;
    at.offset = out.writeInt32BE(value, at.offset);
  }
  return Buffer.from(out.subarray(0, at.offset));
}
