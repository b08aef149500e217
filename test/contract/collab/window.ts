/** A window's calls to the host behind its door, as the page makes them: hello with a one-time token, later with the session's secret. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Channel, Request, Response, Topic } from '../../../src-main/contract/index.ts';

export interface WindowCalls {
  invoke<C extends Channel>(channel: C, request: Request<C>): Promise<Response<C>>;
  /** @returns how to stop listening */
  on(topic: Topic, listener: () => void): () => void;
  /** Resolves with the code of the refusal once the host cuts this window and does not let it come back. */
  readonly signedOut: Promise<string>;
  close(): void;
}

type Answer = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: { code: string } };

async function greet(
  host: string,
  hello: object,
): Promise<{ socket: WebSocket; said: { welcome?: { session: string }; refused?: { code: string } } }> {
  const socket = new WebSocket(`ws://${host}/rpc`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ hello }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  return { socket, said: JSON.parse(data.toString()) as never };
}

/** @param url what `lq open` or `lq join` printed */
export async function openWindow(url: string): Promise<WindowCalls> {
  const { host, hash } = new URL(url);
  const { socket, said } = await greet(host, { launch: hash.slice('#launch='.length) });
  const session = said.welcome!.session;
  const waiting = new Map<number, (answer: Answer) => void>();
  const listeners = new Set<{ topic: Topic; listener: () => void }>();
  let count = 0;
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer | { topic: Topic };
    if ('topic' in answer) return listeners.forEach(({ topic, listener }) => topic === answer.topic && listener());
    waiting.get(answer.id)?.(answer);
    return undefined;
  });
  return {
    invoke: (channel, request) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, (answer) => (answer.ok ? resolve(answer.value as never) : reject(answer.error as never)));
        socket.send(JSON.stringify({ id: count, channel, request }));
      }),
    on(topic, listener) {
      const own = { topic, listener };
      listeners.add(own);
      return () => listeners.delete(own);
    },
    signedOut: once(socket, 'close')
      .then(async () => (await greet(host, { session })).said.refused?.code ?? '')
      .catch(() => 'gone'),
    close: () => socket.terminate(),
  };
}
