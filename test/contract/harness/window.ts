import { WebSocket } from 'ws';
import type { Channel, Request, Response } from '../../../src-main/contract/index.ts';
import type { LedgerErrorParts } from '../../../src-main/contract/error.ts';

/** A Studio window without a page: what an attacker, or a test, does with a link. */
export interface StudioWindow {
  /** Rejects with the refusal's four fields. */
  invoke<C extends Channel>(channel: C, request: Request<C>): Promise<Response<C>>;
  close(): void;
}

/** Opens a link that `lq open` printed. */
export async function openWindow(link: string): Promise<StudioWindow> {
  const { host, hash } = new URL(link);
  const socket = new WebSocket(`ws://${host}/rpc`);
  const calls = new Map<number, { settle: (value: never) => void; fail: (error: LedgerErrorParts) => void }>();
  let count = 0;
  await new Promise<void>((settle, fail) => {
    socket.once('open', () => socket.send(JSON.stringify({ hello: { launch: new URLSearchParams(hash.slice(1)).get('launch') } })));
    socket.once('error', fail);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as {
        welcome?: object;
        id?: number;
        ok?: boolean;
        value: never;
        error: LedgerErrorParts;
      };
      if (message.welcome) return settle();
      const call = message.id === undefined ? undefined : calls.get(message.id);
      if (message.ok) call?.settle(message.value);
      else call?.fail(message.error);
    });
  });
  return {
    invoke: (channel, request) =>
      new Promise((settle, fail) => {
        count += 1;
        calls.set(count, { settle, fail });
        socket.send(JSON.stringify({ id: count, channel, request }));
      }),
    close: () => socket.terminate(),
  };
}
