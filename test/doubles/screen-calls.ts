/** What the double of Electron and the screen that shows its windows ask each other, over a socket. */
import { createServer, connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ProcessChannel } from '../../src-main/contract/across.ts';
import { call, Nothing } from '../../src-main/contract/calls.ts';

const window = z.number().int();

/** Electron asks the screen. */
export const screenCalls = {
  /** @param granted what a page there may do, in Chromium's words */
  open: call(z.object({ window, preload: z.string(), url: z.string(), granted: z.array(z.string()) }), Nothing),
  send: call(z.object({ window, channel: z.string(), args: z.array(z.unknown()) }), Nothing),
  reload: call(z.object({ window }), Nothing),
  close: call(z.object({ window }), Nothing),
} as const;

const MenuItem = z.object({
  label: z.string().optional(),
  role: z.string().optional(),
  enabled: z.boolean().optional(),
  checked: z.boolean().optional(),
  accelerator: z.string().optional(),
  get submenu() {
    return z.array(MenuItem).optional();
  },
});
export type MenuItem = z.infer<typeof MenuItem>;

/** The screen, and the person before it, ask Electron. */
export const electronCalls = {
  /** `ipcRenderer.invoke` of a frame. */
  invoke: call(
    z.object({ window, main: z.boolean(), url: z.string(), args: z.array(z.unknown()) }),
    z.union([z.object({ value: z.unknown() }), z.object({ refused: z.string() })]),
  ),
  mayNavigate: call(z.object({ window, url: z.string() }), z.object({ may: z.boolean() })),
  openWindow: call(z.object({ window, url: z.string() }), z.object({ opens: z.boolean() })),
  closed: call(z.object({ window }), Nothing),
  menu: call(z.object({ window }), z.object({ menu: z.array(MenuItem) })),
  /** The way to an entry of a window's menu, by labels. */
  chooseMenu: call(z.object({ window, path: z.array(z.string()) }), Nothing),
  /** What is chosen in the system's next dialog for a folder. */
  chooseNext: call(z.object({ path: z.string() }), Nothing),
  /** What went to the person's browser, and what the system's boxes said. */
  told: call(Nothing, z.object({ external: z.array(z.string()), boxes: z.array(z.string()), recent: z.array(z.string()) })),
} as const;

const channelOf = (socket: Socket): ProcessChannel => {
  const lines = createInterface(socket);
  // Who has gone needs no answer; the lines tell of it once more.
  for (const end of [socket, lines]) end.on('error', () => {});
  return {
    send: (message) => void (socket.destroyed || socket.write(`${JSON.stringify(message)}\n`)),
    onMessage: (listener) => void lines.on('line', (line) => listener(JSON.parse(line))),
    onClose: (listener) => void socket.on('close', listener),
  };
};

/** @param address what `listenForElectron` told */
export const channelToScreen = (address: string): ProcessChannel => channelOf(connect(Number(address), '127.0.0.1'));

/** Waits for an Electron whose windows are to be shown. */
export async function listenForElectron(onElectron: (channel: ProcessChannel) => void): Promise<{ address: string; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    onElectron(channelOf(socket));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: String(address.port),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
