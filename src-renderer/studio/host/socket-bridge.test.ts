import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createLaunchDesk } from '../../../src-main/doors/web/launch.ts';
import { serveRpc } from '../../../src-main/doors/web/rpc-socket.ts';
import { createSocketBridge, type Credentials } from './socket-bridge.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A host's door for windows; each start has a desk of its own, as after `lq up`. */
async function startHost(port = 0) {
  const desk = createLaunchDesk((bytes) => randomBytes(bytes).toString('hex'));
  const http: Server = createServer();
  const windows = new WebSocketServer({ server: http });
  windows.on('connection', (socket) =>
    serveRpc(
      socket,
      desk,
      async () => ({ projects: [] }),
      () => () => {},
      () => {},
    ),
  );
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    for (const socket of windows.clients) socket.terminate();
    windows.close();
    await new Promise((resolve) => http.close(resolve));
  };
  closers.push(stop);
  return { desk, stop, port: (http.address() as AddressInfo).port };
}

test('a window that its host no longer knows after a restart is signed out, and every call says what to do', async () => {
  const first = await startHost();
  let hello: ReturnType<Credentials['take']> = { launch: first.desk.mint('ada') };
  const { bridge, signedOut } = createSocketBridge(`ws://127.0.0.1:${first.port}`, {
    take: () => hello,
    keep: (session) => (hello = { session }),
  });
  expect(await bridge.invoke('project.recent', {})).toEqual({ projects: [] });
  expect(signedOut.get()).toBe(false);
  await first.stop();
  const told = new Promise<void>((resolve) => void signedOut.subscribe(resolve));
  await startHost(first.port);
  await told;
  expect(signedOut.get()).toBe(true);
  await expect(bridge.invoke('project.recent', {})).rejects.toMatchObject({
    code: 'signed-out',
    message: 'This window is signed out: its host was started again.',
    hint: 'Run: npx lq open',
  });
});
