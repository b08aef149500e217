import type { Database } from '../storage/database.ts';
import type { LocalHost } from '../storage/host.ts';

/** Something that happened in one service and that others may care about; the shape of an EventBridge event. */
export interface LocalEvent {
  readonly id: string;
  /** For example `aws.s3`. */
  readonly source: string;
  /** For example `Object Created`. */
  readonly detailType: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export type LocalEventInput = Omit<LocalEvent, 'id' | 'time' | 'resources'> & { readonly resources?: readonly string[] };

/**
 * Events between services, durable: `publish` writes to the database within the caller's transaction if there is one,
 * so a cause and its event are kept or lost together.
 */
export interface LocalBus {
  publish(event: LocalEventInput): void;
  /**
   * Receives every event once, in order. The handler runs inside the transaction that also moves the subscriber's
   * cursor, so it must be synchronous and note what it has to do; follow-up work goes to `database.afterCommit`.
   * A handler that throws keeps its event and is asked again at the next delivery.
   */
  subscribe(subscriber: string, handler: (event: LocalEvent) => void): void;
  /**
   * Delivers all that is waiting now; called by itself after each publish, and once when the cloud starts.
   * A handler that fails does not keep events from other subscribers; its error is thrown when all had their turn.
   */
  deliver(): void;
}

interface EventRow {
  seq: number;
  id: string;
  time: number;
  source: string;
  detail_type: string;
  resources: string;
  detail: string;
}

const RETRY_MS = 500;

/** Opens the bus on the cloud's database. `onFailure` hears of handlers that throw; their events are tried again. */
export function openBus(database: Database, host: LocalHost, onFailure: (error: unknown) => void = () => {}): LocalBus {
  database.migrate('bus', [
    `CREATE TABLE bus_event (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, time INTEGER NOT NULL,
       source TEXT NOT NULL, detail_type TEXT NOT NULL, resources TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
     CREATE TABLE bus_cursor (subscriber TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  ]);
  const handlers = new Map<string, (event: LocalEvent) => void>();
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!database.isOpen) return;
      try {
        deliver();
      } catch (error) {
        onFailure(error);
        setTimeout(schedule, RETRY_MS).unref();
      }
    });
  }

  function deliver(): void {
    const failures: unknown[] = [];
    for (const [subscriber, handler] of handlers) {
      try {
        while (deliverNext(subscriber, handler));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Returns whether an event was handed over. */
  function deliverNext(subscriber: string, handler: (event: LocalEvent) => void): boolean {
    const row = database.get<EventRow>(
      `SELECT * FROM bus_event WHERE seq > (SELECT seq FROM bus_cursor WHERE subscriber = ?) ORDER BY seq LIMIT 1`,
      subscriber,
    );
    if (!row) return false;
    host.reach('bus:before-delivery');
    database.transaction(() => {
      handler({
        id: row.id,
        source: row.source,
        detailType: row.detail_type,
        time: row.time,
        resources: JSON.parse(row.resources),
        detail: JSON.parse(row.detail),
      });
      database.run('UPDATE bus_cursor SET seq = ? WHERE subscriber = ?', row.seq, subscriber);
      database.run('DELETE FROM bus_event WHERE seq <= (SELECT min(seq) FROM bus_cursor)');
    });
    host.reach('bus:after-delivery');
    return true;
  }

  return {
    publish(event) {
      database.run(
        'INSERT INTO bus_event (id, time, source, detail_type, resources, detail) VALUES (?, ?, ?, ?, ?, ?)',
        host.ids.next('event'),
        host.clock.now(),
        event.source,
        event.detailType,
        JSON.stringify(event.resources ?? []),
        JSON.stringify(event.detail),
      );
      database.afterCommit(schedule);
    },
    subscribe(subscriber, handler) {
      database.run('INSERT INTO bus_cursor (subscriber, seq) VALUES (?, 0) ON CONFLICT DO NOTHING', subscriber);
      handlers.set(subscriber, handler);
      schedule();
    },
    deliver,
  };
}
