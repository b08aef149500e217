/**
 * Somebody who makes one entity after the other, through the provider that Studio uses: `writer-child.ts <port> <name> <outbox file>`. Says
 * `{made}`, `{kept}` (unsent edits up to here are on this side's disk) and `{saved}` (up to here the room has called them saved). Takes
 * `{dieAt, nth}`, `'reconnect'`, and `'finish'`, after which it waits until everything is saved, says so and ends.
 */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { addEntity, decodeFrame, EditOrigin } from '../../../engine/document/index.ts';
import { frameRecord, readRecords } from '../../../src-main/services/collaboration/framing.ts';
import { nodeFiles } from '../../../src-main/services/collaboration/index.ts';
import { openRoomClient, type OutboxStore, type RoomSocket } from '../../../src-renderer/studio/people/index.ts';
import { listenForDeath } from './death.ts';
import { entityOf, room } from './names.ts';

const [port = '', name = '', outboxFile = ''] = process.argv.slice(2);
const { reached } = listenForDeath();
const say = (message: object): void => void process.send!(message);
let made = 0;

/** The newest list of unsent edits is written whole and renamed into place; what comes meanwhile goes together in the next one. */
function fileOutbox(): OutboxStore {
  let newest: { edits: readonly Uint8Array[]; upTo: number } | undefined;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    while (newest) {
      const { edits, upTo } = newest;
      newest = undefined;
      await nodeFiles.writeDurably(`${outboxFile}.tmp`, Buffer.concat(edits.map(frameRecord)));
      await nodeFiles.rename(`${outboxFile}.tmp`, outboxFile);
      say({ kept: upTo });
      reached('edit-kept');
    }
    writing = undefined;
  };
  return {
    load: async () => (existsSync(outboxFile) ? readRecords(readFileSync(outboxFile)).records : []),
    save: (_, edits) => {
      newest = { edits: [...edits], upTo: made };
      writing ??= write();
      return writing;
    },
  };
}

function connect(url: string): RoomSocket {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const watched = socket as unknown as RoomSocket;
  const send = socket.send.bind(socket) as (data: Uint8Array) => void;
  watched.send = (frame) => {
    send(frame);
    if (decodeFrame(frame)?.type === 'update') reached('edit-sent');
  };
  // Before the provider's own listener, which is set later.
  socket.on('message', (data: ArrayBuffer) => {
    if (decodeFrame(new Uint8Array(data))?.type === 'ack') reached('ack-received');
  });
  return watched;
}

const client = openRoomClient('level', {
  room,
  outbox: fileOutbox(),
  admit: async () => ({ url: `ws://127.0.0.1:${port}/rooms/${room}`, token: '' }),
  connect,
  onRecovered: ({ reason, message }) => say({ refused: `${reason}: ${message}` }),
});
const origin = new EditOrigin('torture');
let finishing = false;
process.on('message', (message) => {
  if (message === 'reconnect') client.reconnect();
  if (message === 'finish') finishing = true;
});
let saved = 0;
client.subscribe(() => {
  const status = client.status();
  const now = 'waiting' in status ? Math.max(0, made - status.waiting) : status.state === 'saved' ? made : saved;
  if (now <= saved) return;
  saved = now;
  say({ saved });
});
await client.whenSynced();
while (!finishing) {
  made += 1;
  say({ made });
  addEntity(client.document, { id: entityOf(name, made), name }, { parent: null }, origin);
  reached('edit-made');
  // About four hundred a second; one in eight waits until it is saved, the others pile up.
  await (made % 8 === 0 && client.status().state !== 'offline' ? Promise.race([client.whenSaved(), pause(50)]) : pause(2));
}
await client.whenSaved();
say({ finished: made });
process.disconnect();
client.close();
