import type { Json } from '../json.ts';
import type { Database } from '../storage/index.ts';

export interface Rule {
  readonly name: string;
  readonly bus: string;
  /** The event pattern as JSON text; a rule has this or a schedule. */
  readonly pattern?: string;
  /** Period in milliseconds. */
  readonly schedule?: number;
  readonly enabled: boolean;
  readonly description: string;
  readonly targets: readonly Target[];
}

/** Where matching events go, and in what form. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  /** At most one of the three; the whole event when none is there. */
  readonly input?: string;
  readonly inputPath?: string;
  readonly transformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
  /** 0 to 185. */
  readonly retries: number;
  /** Seconds, 60 to 86,400. */
  readonly maximumAge: number;
  readonly deadLetterArn?: string;
  readonly messageGroupId?: string;
}

/** An event on its way to one target. */
export interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly bus: string;
  readonly rule: string;
  readonly target: string;
  /** The event as JSON text. */
  readonly event: string;
  readonly accepted: number;
  readonly attempts: number;
  readonly due: number;
}

/** An event as rules see it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Json;
}

const TABLES = `
CREATE TABLE events_bus (name TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE events_rule (bus TEXT, name TEXT, rule TEXT NOT NULL, PRIMARY KEY (bus, name)) STRICT, WITHOUT ROWID;
CREATE TABLE events_schedule (bus TEXT, name TEXT, due INTEGER NOT NULL, PRIMARY KEY (bus, name)) STRICT, WITHOUT ROWID;
CREATE TABLE events_delivery (id TEXT PRIMARY KEY, event_id TEXT NOT NULL, bus TEXT NOT NULL, rule TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL,
  accepted INTEGER NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL) STRICT, WITHOUT ROWID;`;

export type EventsStore = ReturnType<typeof createEventsStore>;

/** Buses, rules, and events not yet delivered. Methods join the caller's transaction. */
export function createEventsStore(database: Database, now: () => number) {
  database.migrate('events', [TABLES]);
  database.run(`INSERT OR IGNORE INTO events_bus (name, created) VALUES ('default', ?)`, now());
  const parse = (row: { rule: string }): Rule => JSON.parse(row.rule) as Rule;
  return {
    transaction: <T>(work: () => T): T => database.transaction(work),
    afterCommit: (work: () => void): void => database.afterCommit(work),
    buses: () => database.all<{ name: string; created: number }>('SELECT name, created FROM events_bus ORDER BY name'),
    hasBus: (name: string) => database.get('SELECT name FROM events_bus WHERE name = ?', name) !== undefined,
    putBus: (name: string) => database.run('INSERT OR IGNORE INTO events_bus (name, created) VALUES (?, ?)', name, now()),
    deleteBus(name: string): void {
      database.transaction(() => {
        database.run('DELETE FROM events_bus WHERE name = ?', name);
        database.run('DELETE FROM events_rule WHERE bus = ?', name);
      });
    },
    rule(bus: string, name: string): Rule | undefined {
      const row = database.get<{ rule: string }>('SELECT rule FROM events_rule WHERE bus = ? AND name = ?', bus, name);
      return row && parse(row);
    },
    rules: (bus: string) => database.all<{ rule: string }>('SELECT rule FROM events_rule WHERE bus = ? ORDER BY name', bus).map(parse),
    putRule: (rule: Rule) =>
      database.run('INSERT OR REPLACE INTO events_rule (bus, name, rule) VALUES (?, ?, ?)', rule.bus, rule.name, JSON.stringify(rule)),
    deleteRule(bus: string, name: string): void {
      database.transaction(() => {
        database.run('DELETE FROM events_rule WHERE bus = ? AND name = ?', bus, name);
        database.run('DELETE FROM events_schedule WHERE bus = ? AND name = ?', bus, name);
      });
    },
    scheduled: () =>
      database
        .all<{ rule: string }>('SELECT rule FROM events_rule ORDER BY bus, name')
        .map(parse)
        .filter(({ schedule }) => schedule !== undefined),
    due: (bus: string, name: string) =>
      database.get<{ due: number }>('SELECT due FROM events_schedule WHERE bus = ? AND name = ?', bus, name)?.due,
    setDue: (bus: string, name: string, due: number) =>
      database.run('INSERT OR REPLACE INTO events_schedule (bus, name, due) VALUES (?, ?, ?)', bus, name, due),
    insertDelivery: (row: Delivery) =>
      database.run(
        'INSERT INTO events_delivery (id, event_id, bus, rule, target, event, accepted, attempts, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        row.id,
        row.event_id,
        row.bus,
        row.rule,
        row.target,
        row.event,
        row.accepted,
        row.attempts,
        row.due,
      ),
    delivery: (id: string) => database.get<Delivery>('SELECT * FROM events_delivery WHERE id = ?', id),
    deliveries: () => database.all<Delivery>('SELECT * FROM events_delivery ORDER BY due, id'),
    postponeDelivery: (id: string, attempts: number, due: number) =>
      database.run('UPDATE events_delivery SET attempts = ?, due = ? WHERE id = ?', attempts, due, id),
    /** A delivery whose end is lost is made once more. */
    deleteDelivery: (id: string) => database.eventually(() => void database.run('DELETE FROM events_delivery WHERE id = ?', id)),
  };
}
