import type { NamedPolicy } from '../iam/policy.ts';
import { parsePolicy } from '../iam/validate-policy.ts';
import type { LocalContext } from '../storage/context.ts';
import { AwsError, unsupported } from '../wire/error.ts';

/** A queue and its attributes; stored as JSON. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where messages go that were received too often. */
export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

interface NumberAttribute {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

/** Numeric attributes: what they are when not given, and what they may be. Seconds, and bytes for the size. */
const NUMBERS: Readonly<Record<string, NumberAttribute>> = {
  VisibilityTimeout: { fallback: 30, min: 0, max: 43_200 },
  DelaySeconds: { fallback: 0, min: 0, max: 900 },
  ReceiveMessageWaitTimeSeconds: { fallback: 0, min: 0, max: 20 },
  MessageRetentionPeriod: { fallback: 345_600, min: 60, max: 1_209_600 },
  MaximumMessageSize: { fallback: 1_048_576, min: 1024, max: 1_048_576 },
};
const TEXTS = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

export interface Queues {
  /** By name, URL or ARN; throws QueueDoesNotExist. */
  get(queue: string): Queue;
  list(): Queue[];
  /** Makes a queue, or returns the one of that name if its attributes are the same. */
  create(name: string, attributes: Readonly<Record<string, string>>, tags?: Readonly<Record<string, string>>): Queue;
  change(queue: Queue, attributes: Readonly<Record<string, string>>): Queue;
  remove(queue: Queue): void;
}

export function openQueues({ database, host, region, account }: LocalContext): Queues {
  database.migrate('sqs-queues', ['CREATE TABLE sqs_queue (name TEXT PRIMARY KEY, queue TEXT NOT NULL) STRICT, WITHOUT ROWID']);
  const queues = new Map(
    database.all<{ name: string; queue: string }>('SELECT * FROM sqs_queue').map(({ name, queue }) => [name, JSON.parse(queue) as Queue]),
  );

  function store(queue: Queue): Queue {
    database.run('INSERT OR REPLACE INTO sqs_queue (name, queue) VALUES (?, ?)', queue.name, JSON.stringify(queue));
    queues.set(queue.name, queue);
    return queue;
  }

  return {
    get(queue) {
      const found = queues.get(String(queue).split(/[/:]/).at(-1)!);
      if (!found) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      return found;
    },
    list: () => [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    create(name, attributes, tags = {}) {
      if (attributes['FifoQueue'] === 'true' || name.endsWith('.fifo')) throw unsupported('sqs', 'a FIFO queue');
      if (!/^[\w-]{1,80}$/.test(name))
        throw new AwsError('InvalidParameterValue', 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
      const checked = checkAttributes(attributes);
      const existing = queues.get(name);
      if (existing) {
        const differs = Object.entries(checked).find(
          ([key, value]) => value !== (existing.attributes[key] ?? String(NUMBERS[key]?.fallback)),
        );
        if (differs)
          throw new AwsError(
            'QueueNameExists',
            `A queue already exists with the same name and a different value for attribute ${differs[0]}`,
          );
        return existing;
      }
      const now = host.clock.now();
      return store({ name, arn: `arn:aws:sqs:${region}:${account}:${name}`, createdAt: now, changedAt: now, attributes: checked, tags });
    },
    change: (queue, attributes) =>
      store({ ...queue, changedAt: host.clock.now(), attributes: { ...queue.attributes, ...checkAttributes(attributes) } }),
    remove({ name }) {
      database.transaction(() => {
        database.run('DELETE FROM sqs_message WHERE queue = ?', name);
        database.run('DELETE FROM sqs_queue WHERE name = ?', name);
      });
      queues.delete(name);
    },
  };
}

/** A numeric attribute of the queue. */
export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute] ?? NUMBERS[attribute]!.fallback);
}

/** All attributes that a queue has, given or not. */
export function allAttributes({ attributes }: Queue): Record<string, string> {
  return { ...Object.fromEntries(Object.entries(NUMBERS).map(([name, { fallback }]) => [name, String(fallback)])), ...attributes };
}

export function redriveOf({ attributes }: Queue): Redrive | undefined {
  const policy = attributes['RedrivePolicy'];
  return policy ? parseRedrive(policy) : undefined;
}

/** The queue's policy as the authorizer takes it. */
export function queuePolicies({ name, attributes }: Queue): { readonly policies: readonly NamedPolicy[] } {
  const { Policy: policy } = attributes;
  return { policies: policy ? [{ name: `queue ${name}`, document: parsePolicy(`queue ${name}`, policy) }] : [] };
}

function checkAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(attributes)) {
    const number = NUMBERS[name];
    if (number) {
      if (!/^\d+$/.test(value) || Number(value) < number.min || Number(value) > number.max)
        throw invalidValue(name, `must be ${number.min} to ${number.max}; it is ${value}`);
    } else if (!TEXTS.includes(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (name === 'RedrivePolicy' && value !== '') parseRedrive(value);
    if (name === 'Policy' && value !== '') parsePolicy('queue', value);
  }
  return { ...attributes };
}

function parseRedrive(text: string): Redrive {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Partial<Record<string, string | number>>;
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === 'string' && Number.isInteger(count) && count >= 1 && count <= 1000)
      return { deadLetterTargetArn, maxReceiveCount: count };
  } catch {
    // Told below.
  }
  throw invalidValue('RedrivePolicy', 'must be JSON with deadLetterTargetArn and a maxReceiveCount of 1 to 1000');
}

function invalidValue(name: string, why: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}: ${why}.`);
}
