import { once } from 'node:events';
import type { WebSocket } from 'ws';

/** Resolves once the socket is open; throws where it is refused, or not answered within 30 s. */
export async function opened(socket: WebSocket): Promise<void> {
  try {
    await once(socket, 'open', { signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    socket.on('error', () => {});
    socket.terminate();
    throw error;
  }
  socket.on('error', () => {});
}
