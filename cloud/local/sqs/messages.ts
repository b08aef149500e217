import type { LocalContext } from '../storage/context.ts';
import type { MessageAttribute } from './digest.ts';
import { numberOf, type Queue, type Queues, redriveOf } from './queue.ts';

export interface NewMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly delaySeconds?: number;
  readonly sender?: string;
}

export interface Message {
  readonly sequence: number;
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  /** Milliseconds since the epoch, as the others. */
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly firstReceivedAt: number | null;
  readonly receiveCount: number;
  /** What the last receiver was given; only that deletes. */
  readonly receipt: string | null;
  /** The queue from which it came here as a dead letter. */
  readonly origin: string | null;
}

/** The messages of all queues. */
export interface Messages {
  /** Puts a message into a queue; joins the caller's transaction. Returns its id. */
  send(queue: Queue, message: NewMessage): string;
  /** Takes up to `limit` visible messages, hides them for a while, and moves those received too often to their dead-letter queue. */
  receive(queue: Queue, limit: number, visibilitySeconds: number): Message[];
  /** Removes the message of that receipt; returns false where it is not the latest one any more. */
  remove(queue: Queue, receipt: string): boolean;
  /** Sets when the message becomes visible again; returns false as `remove` does. */
  hide(queue: Queue, receipt: string, seconds: number): boolean;
  purge(queue: Queue): void;
  counts(queue: Queue): { readonly visible: number; readonly hidden: number; readonly delayed: number };
  /**
   * Puts dead letters back as new messages: into the given queue, or each into the one it came from. `stranded` are those that came from no
   * queue and stay.
   */
  putBack(dead: Queue, destination: Queue | undefined): { readonly moved: number; readonly stranded: number };
  /** When the next hidden message of the queue becomes visible; undefined where none is hidden. */
  nextVisibleAt(queue: Queue): number | undefined;
  /** Calls back, once durable, when a queue has a new message; returns how to stop it. */
  onMessage(listener: (queue: string) => void): () => void;
  /** Removes messages older than their queue keeps them. */
  sweep(): void;
}

interface Row {
  sequence: number;
  id: string;
  body: string;
  attributes: string;
  sender: string;
  sent_at: number;
  visible_at: number;
  first_received_at: number | null;
  receive_count: number;
  receipt: string | null;
  origin: string | null;
}

export function openMessages({ database, host }: LocalContext, queues: Queues): Messages {
  database.migrate('sqs-messages', [
    `CREATE TABLE sqs_message (sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL, sender TEXT NOT NULL,
       sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL, first_received_at INTEGER, receive_count INTEGER NOT NULL DEFAULT 0, receipt TEXT, origin TEXT) STRICT;
     CREATE INDEX sqs_message_visible ON sqs_message (queue, visible_at);
     CREATE INDEX sqs_message_receipt ON sqs_message (queue, receipt)`,
  ]);
  const listeners = new Set<(queue: string) => void>();
  const tell = (queue: string): void =>
    database.afterCommit(() => {
      for (const listener of listeners) listener(queue);
    });

  function deliver(row: Row, visibleAt: number, now: number): Message {
    const receipt = Buffer.from(`${row.sequence}:${Buffer.from(host.random.bytes(12)).toString('hex')}`).toString('base64url');
    database.run(
      'UPDATE sqs_message SET visible_at = ?, receive_count = receive_count + 1, first_received_at = coalesce(first_received_at, ?), receipt = ? WHERE sequence = ?',
      visibleAt,
      now,
      receipt,
      row.sequence,
    );
    return parse({
      ...row,
      visible_at: visibleAt,
      receive_count: row.receive_count + 1,
      first_received_at: row.first_received_at ?? now,
      receipt,
    });
  }

  return {
    send(queue, { body, attributes = {}, delaySeconds = numberOf(queue, 'DelaySeconds'), sender = '' }) {
      const id = host.ids.next('message');
      const now = host.clock.now();
      database.run(
        'INSERT INTO sqs_message (queue, id, body, attributes, sender, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        queue.name,
        id,
        body,
        JSON.stringify(attributes),
        sender,
        now,
        now + delaySeconds * 1000,
      );
      tell(queue.name);
      return id;
    },
    receive(queue, limit, visibilitySeconds) {
      const now = host.clock.now();
      const oldest = now - numberOf(queue, 'MessageRetentionPeriod') * 1000;
      const redrive = redriveOf(queue);
      const visible = database.all<Row>(
        'SELECT * FROM sqs_message WHERE queue = ? AND visible_at <= ? AND sent_at > ? ORDER BY visible_at, sequence LIMIT ?',
        queue.name,
        now,
        oldest,
        redrive ? 1000 : limit,
      );
      if (visible.length === 0) return [];
      return database.transaction(() => {
        const taken: Message[] = [];
        for (const row of visible) {
          if (redrive && row.receive_count >= redrive.maxReceiveCount) {
            const dead = queues.get(redrive.deadLetterTargetArn);
            database.run(
              'UPDATE sqs_message SET queue = ?, origin = ?, visible_at = ?, receive_count = 0, receipt = NULL WHERE sequence = ?',
              dead.name,
              queue.arn,
              now,
              row.sequence,
            );
            tell(dead.name);
          } else if (taken.length < limit) taken.push(deliver(row, now + visibilitySeconds * 1000, now));
        }
        return taken;
      });
    },
    remove: (queue, receipt) => database.run('DELETE FROM sqs_message WHERE queue = ? AND receipt = ?', queue.name, receipt) > 0,
    hide(queue, receipt, seconds) {
      const found =
        database.run(
          'UPDATE sqs_message SET visible_at = ? WHERE queue = ? AND receipt = ?',
          host.clock.now() + seconds * 1000,
          queue.name,
          receipt,
        ) > 0;
      if (found && seconds === 0) tell(queue.name);
      return found;
    },
    purge: ({ name }) => void database.run('DELETE FROM sqs_message WHERE queue = ?', name),
    counts({ name }) {
      const now = host.clock.now();
      return database.get<{ visible: number; hidden: number; delayed: number }>(
        `SELECT count(*) FILTER (WHERE visible_at <= ?1) AS visible, count(*) FILTER (WHERE visible_at > ?1 AND receive_count > 0) AS hidden,
           count(*) FILTER (WHERE visible_at > ?1 AND receive_count = 0) AS delayed FROM sqs_message WHERE queue = ?2`,
        now,
        name,
      )!;
    },
    putBack(dead, destination) {
      return database.transaction(() => {
        const letters = database.all<{ sequence: number; origin: string | null }>(
          'SELECT sequence, origin FROM sqs_message WHERE queue = ?',
          dead.name,
        );
        let moved = 0;
        for (const { sequence, origin } of letters) {
          const home = destination?.name ?? origin;
          if (home === null) continue;
          const { name } = queues.get(home);
          database.run(
            `UPDATE sqs_message SET queue = ?, id = ?, origin = NULL, receive_count = 0, first_received_at = NULL, receipt = NULL,
               sent_at = ?, visible_at = ? WHERE sequence = ?`,
            name,
            host.ids.next('message'),
            host.clock.now(),
            host.clock.now(),
            sequence,
          );
          tell(name);
          moved += 1;
        }
        return { moved, stranded: letters.length - moved };
      });
    },
    nextVisibleAt: ({ name }) =>
      database.get<{ at: number | null }>('SELECT min(visible_at) AS at FROM sqs_message WHERE queue = ?', name)?.at ?? undefined,
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sweep() {
      for (const queue of queues.list()) {
        database.run(
          'DELETE FROM sqs_message WHERE queue = ? AND sent_at <= ?',
          queue.name,
          host.clock.now() - numberOf(queue, 'MessageRetentionPeriod') * 1000,
        );
      }
    },
  };
}

function parse(row: Row): Message {
  return {
    sequence: row.sequence,
    id: row.id,
    body: row.body,
    attributes: JSON.parse(row.attributes),
    sender: row.sender,
    sentAt: row.sent_at,
    visibleAt: row.visible_at,
    firstReceivedAt: row.first_received_at,
    receiveCount: row.receive_count,
    receipt: row.receipt,
    origin: row.origin,
  };
}
