import type { DocumentKind } from '../../../../engine/document/index.ts';
import type { RoomClient } from '../../people/index.ts';
import { type Cell, createCell } from '../cell.ts';

/** The port to the collaboration server. */
export interface Rooms {
  join<K extends DocumentKind>(kind: K, room: string): RoomClient<K>;
}

/** Any room, whatever its document. */
export type AnyRoom = Pick<RoomClient, 'room' | 'status' | 'keepsEdits' | 'subscribe' | 'close'>;

/** Rooms that are being watched: what a session opens and gives back. */
export interface OpenRooms extends Rooms {
  leave(client: AnyRoom): void;
}

/** How all open rooms together stand: the worst of them, and how many edits are not on the server's disk. */
export interface Sync {
  /** `signed-out`: nothing is sent until the person comes back with a new link. */
  state: 'connecting' | 'saved' | 'syncing' | 'offline' | 'problem' | 'signed-out';
  waiting: number;
  /** False when this browser refuses to store unsent edits: they live as long as the window. */
  kept: boolean;
  message?: string | undefined;
  /** Why the project's folder has not all that is saved. */
  lag?: string | undefined;
}

const order = ['problem', 'offline', 'connecting', 'syncing', 'saved'] as const;

export interface SyncKeeper {
  readonly sync: Cell<Sync>;
  /** The same rooms, counted in. */
  over(rooms: Rooms): OpenRooms;
}

/** Sums the states of rooms up into the one that the person sees. */
export function createSyncKeeper(): SyncKeeper {
  const clients = new Map<AnyRoom, () => void>();
  const sync = createCell<Sync>(
    { state: 'connecting', waiting: 0, kept: true },
    (a, b) => a.state === b.state && a.waiting === b.waiting && a.kept === b.kept && a.message === b.message,
  );
  const sum = (): void => {
    const all = [...clients.keys()].map((client) => client.status());
    const state = order.find((candidate) => all.some((status) => status.state === candidate)) ?? 'connecting';
    const waiting = all.reduce((count, status) => count + ('waiting' in status ? status.waiting : 0), 0);
    const problem = all.find((status) => status.state === 'problem');
    const kept = [...clients.keys()].every((client) => client.keepsEdits);
    sync.set({ state, waiting, kept, message: problem?.message });
  };
  return {
    sync,
    over: (rooms) => ({
      join(kind, room) {
        const client = rooms.join(kind, room);
        clients.set(client, client.subscribe(sum));
        sum();
        return client;
      },
      leave(client) {
        clients.get(client)?.();
        clients.delete(client);
        client.close();
        sum();
      },
    }),
  };
}
