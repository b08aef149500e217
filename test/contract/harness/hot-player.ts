/** A player who sends commands one after the other, comes back when the socket breaks, and counts what was acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { CloudClient } from '../../../cloud/client/index.ts';

export interface HotPlayer {
  readonly messages: ({ type: string } & Record<string, unknown>)[];
  readonly acknowledged: Map<number, { seq: number; duplicate: boolean }>;
  /** Seat number. */
  sender(): number;
  /** Sends the next command; resolves when it is acknowledged, or with why it was refused for good. */
  send(command: { type: string; payload: unknown }): Promise<{ seq: number } | { code: string }>;
  say(message: unknown): void;
  close(): void;
  /** How often it had to come back. */
  returns(): number;
}

/** Codes that settle nothing. */
const passing = ['out-of-order', 'busy', 'not-joined'];

export async function openHotPlayer(
  client: CloudClient,
  { tenant, session, token, player }: { tenant: string; session: string; token: string; player: string },
): Promise<HotPlayer> {
  const secret = `secret-of-${player}-0123456789`;
  const messages: HotPlayer['messages'] = [];
  const acknowledged: HotPlayer['acknowledged'] = new Map();
  const open = new Map<
    number,
    { command: { type: string; payload: unknown }; done: (answer: { seq: number } | { code: string }) => void }
  >();
  let socket: WebSocket | undefined;
  let closed = false;
  let sender = 0;
  let last = 0;
  let returns = -1;
  let settleJoin!: () => void;
  const joined = new Promise<void>((resolve) => (settleJoin = resolve));
  const say = (message: unknown): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const again = (): void => {
    for (const [seq, { command }] of [...open].toSorted(([a], [b]) => a - b)) say({ type: 'command', seq, command });
  };
  const hear = (message: { type: string } & Record<string, unknown>): void => {
    messages.push(message);
    const seq = Number(message['clientSeq'] ?? 0);
    if (message.type === 'joined') {
      sender = Number(message['sender']);
      settleJoin();
      again();
    } else if (message.type === 'ack') {
      const ack = { seq: Number(message['seq']), duplicate: message['duplicate'] === true };
      if (!acknowledged.has(seq)) acknowledged.set(seq, ack);
      open.get(seq)?.done(ack);
      open.delete(seq);
    } else if (message.type === 'refused' && seq > 0) {
      if (passing.includes(String(message['code']))) void pause(100).then(again);
      else {
        open.get(seq)?.done({ code: String(message['code']) });
        open.delete(seq);
      }
    }
  };
  const connect = async (): Promise<void> => {
    if (closed) return;
    try {
      const url = await client.socketUrl(tenant, session);
      if (closed) return;
      const made = new WebSocket(`${url}?${new URLSearchParams({ protocol: '2', tenant, session, token }).toString()}`);
      made.on('message', (data: Buffer) => hear(JSON.parse(data.toString()) as { type: string }));
      made.on('close', () => void pause(50).then(connect));
      made.on('error', () => {});
      made.on('open', () => {
        if (closed) return made.close();
        socket = made;
        returns += 1;
        say({ type: 'hello' });
        say({ type: 'join', player, secret });
      });
    } catch {
      await pause(100);
      await connect();
    }
  };
  await connect();
  await joined;
  return {
    messages,
    acknowledged,
    sender: () => sender,
    send: (command) =>
      new Promise((done) => {
        last += 1;
        open.set(last, { command, done });
        say({ type: 'command', seq: last, command });
      }),
    say,
    close() {
      closed = true;
      socket?.close();
    },
    returns: () => returns,
  };
}
