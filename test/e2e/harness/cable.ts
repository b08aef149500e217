import type { Page, WebSocketRoute } from '@playwright/test';

/** The rooms' sockets of a page, with the cable in the test's hand. */
export async function cableOf(page: Page) {
  const open = new Map<string, { page: WebSocketRoute; server: WebSocketRoute }>();
  let isPlugged = true;
  await page.routeWebSocket(/\/rooms\//, (socket) => {
    if (!isPlugged) return void socket.close({ code: 1012 });
    const name = decodeURIComponent(new URL(socket.url()).pathname);
    open.set(name, { page: socket, server: socket.connectToServer() });
  });
  return {
    unplug() {
      isPlugged = false;
      for (const { page: here, server } of open.values()) {
        void here.close({ code: 1012 });
        void server.close();
      }
      open.clear();
    },
    plug: () => void (isPlugged = true),
    /** Says something in the page's name in its level's room, and waits until the room has closed: with what reason. */
    sayInLevel(frame: Uint8Array): Promise<string> {
      const [, room] = [...open].find(([name]) => name.includes('/level/')) ?? [];
      if (!room) throw new Error(`no level among ${[...open.keys()].join(', ')}`);
      return new Promise((settle) => {
        room.server.onClose((code, reason = '') => {
          settle(reason);
          void room.page.close({ ...(code !== undefined && { code }), reason });
        });
        room.server.send(Buffer.from(frame));
      });
    },
  };
}
