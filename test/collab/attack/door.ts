/** Attacks on the way into a room: on a real host, over real sockets, while an honest window is at work behind the same door. */
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { decodeFrame, encodeFrame, EditOrigin, protocolVersion, rename } from '../../../engine/document/index.ts';
import { client, room, startServer, type TestServer } from '../../contract/collab/server.ts';

interface Door {
  server: TestServer;
  ticket(name?: string): string;
  /** Time goes by for the host. */
  wait(milliseconds: number): void;
}

export interface Knock {
  /** Reads on from "who". */
  name: string;
  /** `403` and the like: before there is a connection. A reason or a close code: shown out. */
  expected: string;
  knock: (door: Door) => Promise<string>;
}

const hello = (token: string, protocol: number = protocolVersion): Uint8Array =>
  encodeFrame({ type: 'hello', text: JSON.stringify({ protocol, token }) });

/** Connects, says what there is to say and returns how it was answered. */
function say(
  { server }: Door,
  messages: readonly (Uint8Array | string)[],
  { path = room, headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(server.url + path, { headers, perMessageDeflate: false });
    const answer = (text: string): void => {
      resolve(text);
      socket.terminate();
    };
    socket.on('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('message', (data: Buffer) => {
      const frame = decodeFrame(new Uint8Array(data));
      if (frame?.type === 'welcome' && messages.length === 1) answer('welcome');
      if (frame?.type === 'reject') answer((JSON.parse(frame.text) as { reason: string }).reason);
    });
    socket.on('close', (code: number) => resolve(String(code)));
    socket.on('unexpected-response', (_, response) => answer(String(response.statusCode)));
    socket.on('error', () => {});
  });
}

export const knocks: readonly Knock[] = [
  { name: 'has no token', expected: 'not-signed-in', knock: (door) => say(door, [hello('')]) },
  { name: 'guesses a token', expected: 'not-signed-in', knock: (door) => say(door, [hello('A'.repeat(43))]) },
  {
    name: 'uses a token again',
    expected: 'not-signed-in',
    async knock(door) {
      const token = door.ticket();
      return (await say(door, [hello(token)])) === 'welcome' ? say(door, [hello(token)]) : 'was not let in at all';
    },
  },
  {
    name: 'comes with a token that is too old',
    expected: 'not-signed-in',
    knock(door) {
      const token = door.ticket();
      door.wait(61_000);
      return say(door, [hello(token)]);
    },
  },
  {
    name: 'comes with a token of another room',
    expected: 'not-signed-in',
    knock: (door) => say(door, [hello(door.ticket('demo/level/other'))]),
  },
  { name: 'speaks an old protocol', expected: 'client-too-old', knock: (door) => say(door, [hello(door.ticket(), 0)]) },
  { name: 'speaks a protocol that there is not', expected: 'client-too-old', knock: (door) => say(door, [hello(door.ticket(), 99)]) },
  {
    name: 'says hello in words of its own',
    expected: 'bad-message',
    knock: (door) => say(door, [encodeFrame({ type: 'hello', text: '{"__proto__":{}}' })]),
  },
  {
    name: 'says hello without end',
    expected: 'not-signed-in',
    knock: (door) => say(door, [encodeFrame({ type: 'hello', text: 'x'.repeat(100_000) })]),
  },
  {
    name: 'edits before it says hello',
    expected: 'not-signed-in',
    knock: (door) => say(door, [encodeFrame({ type: 'update', update: new Uint8Array([0, 0]) })]),
  },
  {
    name: 'speaks as a stock provider',
    expected: 'not-signed-in',
    knock: (door) => say(door, [encodeFrame({ type: 'step1', stateVector: new Uint8Array([0]) })]),
  },
  { name: 'sends text where bytes belong', expected: 'not-signed-in', knock: (door) => say(door, ['hello']) },
  {
    name: 'sends more than a message holds',
    expected: '1009',
    knock: (door) => say(door, [hello(door.ticket()), new Uint8Array(9 << 20)]),
  },
  { name: 'comes from a foreign page', expected: '403', knock: (door) => say(door, [], { headers: { origin: 'http://evil.example' } }) },
  { name: 'calls the host by another name', expected: '403', knock: (door) => say(door, [], { headers: { host: 'evil.example' } }) },
  { name: 'asks for a room that there is not', expected: '404', knock: (door) => say(door, [], { path: 'demo/level/none' }) },
  {
    name: 'asks for a file instead of a room',
    expected: '404',
    knock: (door) => say(door, [], { path: 'demo/script/scripts/..%2f..%2fetc%2fpasswd.ts' }),
  },
  { name: 'asks for a name that cannot be read', expected: '404', knock: (door) => say(door, [], { path: '%E0%A4%A' }) },
];

export interface DoorReport {
  updates: number;
  crashes: number;
  unauthorised: number;
  honest: { sent: number; accepted: number };
  byAttack: Record<string, { strikes: number; turnedAway: number }>;
  findings: string[];
  seconds: number;
}

export async function runDoor({ rounds }: { rounds: number }): Promise<DoorReport> {
  const start = performance.now();
  let skew = 0;
  const server = await startServer({ now: () => performance.now() + skew });
  const person = { id: 'mallory', name: 'Mallory', colour: '' };
  const door: Door = {
    server,
    ticket: (name = room) => server.rooms.ticket({ room: name, person, role: 'editor' }),
    wait: (milliseconds) => void (skew += milliseconds),
  };
  const ada = client(server, 'ada');
  await ada.whenSynced();
  const { document } = ada;
  const me = new EditOrigin('honest');
  const byAttack = Object.fromEntries(knocks.map(({ name }) => [name, { strikes: 0, turnedAway: 0 }]));
  const findings: string[] = [];
  const honest = { sent: 0, accepted: 0 };
  let crashes = 0;
  const broke = (error: unknown): void => {
    crashes += 1;
    findings.push(`The host threw ${String(error)}`);
  };
  process.on('uncaughtException', broke);
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, expected, knock } of knocks) {
      rename(document, 'crate', `${round}: ${name}`, me);
      honest.sent += 1;
      const answered = await knock(door);
      byAttack[name]!.strikes += 1;
      if (answered === expected) byAttack[name]!.turnedAway += 1;
      else findings.push(`Who ${name} was answered ${answered}, not ${expected}.`);
      await ada.whenSaved();
      if (ada.document === document && ada.recovered.length === 0) honest.accepted += 1;
    }
  }
  process.off('uncaughtException', broke);
  ada.close();
  await server.close();
  return {
    updates: rounds * knocks.length,
    crashes,
    unauthorised: findings.length - crashes,
    honest,
    byAttack,
    findings,
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
  };
}
