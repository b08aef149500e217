import type { Socket } from 'node:net';

/** Connections that have not shown yet that they are a guest's, by the address they come from: one computer alone cannot take all there are. */
export interface Strangers {
  /** False where its address has too many already. */
  came(socket: Socket): boolean;
  /** It has shown an invitation that holds. The socket may be the one inside TLS. */
  isKnown(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): void;
}

export function createStrangers(most: number): Strangers {
  const ports = new Map<string, Set<number>>();
  const forget = (address = '', port = 0): void => {
    const open = ports.get(address);
    open?.delete(port);
    if (open?.size === 0) ports.delete(address);
  };
  return {
    came(socket) {
      // Read at once: a closed socket has no address.
      const { remoteAddress: address = '', remotePort: port = 0 } = socket;
      const open = ports.get(address) ?? new Set();
      if (open.size >= most) return false;
      ports.set(address, open.add(port));
      socket.once('close', () => forget(address, port));
      return true;
    },
    isKnown: ({ remoteAddress, remotePort }) => forget(remoteAddress, remotePort),
  };
}
