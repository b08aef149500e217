/** A client of engine/net over a socket: the mirror of a player who watches; the others count what they get. */
import { WebSocket } from 'ws';
import { createMirror, type Mirror, type View } from '../../../engine/net/index.ts';
import type { Entity, WorldLayout } from '../../../engine/kernel/index.ts';
import type { Client, Heard } from '../hosts/host.ts';
import { mover, seatOf } from '../level/level.ts';
import { opened } from './opened.ts';

export async function openNetClient(url: string, layout: WorldLayout, heard: Heard): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let closing = false;
  let look: ((data: Buffer) => number) | undefined;
  const inside = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return heard.told(data.length, look?.(data));
      heard.answered(data.length);
      const { sender } = JSON.parse(data.toString()) as { sender: number };
      if (heard.seated(sender).watches) look = mirroring(layout, heard);
      resolve();
    });
  });
  socket.on('close', (code) => void (closing || heard.lost(code)));
  await opened(socket);
  await inside;
  return {
    send: ({ nonce, dx, dy }) =>
      socket.send(JSON.stringify({ type: 'command', seq: nonce, command: { type: 'Move', payload: { dx, dy, nonce } } })),
    close() {
      closing = true;
      socket.terminate();
    },
  };
}

/** Takes a message into a mirror, tells whose row is another than before, and returns the tick. */
function mirroring(layout: WorldLayout, heard: Heard): (data: Buffer) => number {
  const mirror: Mirror = createMirror(layout, { components: [mover] });
  let before: View | undefined;
  let known: readonly Entity[] = [];
  return (data) => {
    const taken = mirror.receive(data);
    if (taken === undefined) return mirror.tick;
    const { view, entered, left, ended } = taken;
    if (before === undefined || entered.length + left.length + ended.length > 0) known = view.entities();
    for (const entity of known) if (view.row(entity) !== before?.row(entity)) see(view, entity, heard);
    before = view;
    return view.tick;
  };
}

function see(view: View, entity: Entity, heard: Heard): void {
  const standing = view.get(entity, mover) as { x: number; y: number; moves: number; nonce: number } | undefined;
  if (standing) heard.saw(seatOf(view.nameOf(entity)), standing);
}
