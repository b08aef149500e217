import type { WebSocket } from 'ws';
import type { Database } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { Stage } from './apis.ts';

/** One client of one stage. */
export interface Connection {
  readonly id: string;
  readonly stage: Stage;
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** What the authorizer gave, seen by every later event. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  readonly socket: WebSocket;
  lastActiveAt: number;
}

/** What is known of a client after the process that held it is gone. */
export interface LostConnection {
  readonly id: string;
  readonly api: string;
  readonly stage: string;
  readonly connected: number;
}

/** The clients of this cloud: sockets in memory, their names on disk so that a restart can say goodbye for them. */
export interface Connections {
  readonly get: (id: string) => Connection | undefined;
  readonly add: (connection: Connection) => void;
  /** Forgets a connection; returns whether it was there. */
  readonly remove: (id: string) => boolean;
  /** Marks traffic in either direction. */
  readonly touch: (connection: Connection) => void;
  /** Connections of an earlier process, each handed out once. */
  readonly takeLost: () => LostConnection[];
  readonly closeAll: () => void;
}

/** A connection without traffic ends after ten minutes, any connection after two hours; milliseconds. */
export const IDLE_LIMIT = 600_000;
export const AGE_LIMIT = 7_200_000;
const GOING_AWAY = 1001;

export function createConnections(database: Database, timers: Timers, now: () => number): Connections {
  database.migrate('apigateway', [
    'CREATE TABLE apigateway_connection (id TEXT PRIMARY KEY, api TEXT NOT NULL, stage TEXT NOT NULL, connected INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  ]);
  const open = new Map<string, Connection>();
  const watches = new Map<string, () => void>();

  function watch(connection: Connection): void {
    const due = Math.min(connection.lastActiveAt + IDLE_LIMIT, connection.connectedAt + AGE_LIMIT);
    watches.set(
      connection.id,
      timers.at(due, () => {
        const old = now() >= connection.connectedAt + AGE_LIMIT;
        if (old || now() >= connection.lastActiveAt + IDLE_LIMIT)
          connection.socket.close(GOING_AWAY, old ? 'Connection duration limit exceeded' : 'Idle timeout exceeded');
        else watch(connection);
      }),
    );
  }

  return {
    get: (id) => open.get(id),
    add(connection) {
      const { id, stage, connectedAt } = connection;
      database.run(
        'INSERT INTO apigateway_connection (id, api, stage, connected) VALUES (?, ?, ?, ?)',
        id,
        stage.apiId,
        stage.name,
        connectedAt,
      );
      open.set(id, connection);
      watch(connection);
    },
    remove(id) {
      watches.get(id)?.();
      watches.delete(id);
      if (!open.delete(id)) return false;
      if (database.isOpen) database.run('DELETE FROM apigateway_connection WHERE id = ?', id);
      return true;
    },
    touch(connection) {
      connection.lastActiveAt = now();
    },
    takeLost() {
      const lost = database.all<LostConnection>('SELECT * FROM apigateway_connection').filter(({ id }) => !open.has(id));
      for (const { id } of lost) database.run('DELETE FROM apigateway_connection WHERE id = ?', id);
      return lost;
    },
    closeAll() {
      for (const cancel of watches.values()) cancel();
      watches.clear();
      for (const { socket } of open.values()) socket.terminate();
    },
  };
}
