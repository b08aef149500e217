import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ZodError } from 'zod';
import { isRefusal } from '../../domain/refusal.ts';
import { clientConfig } from './clients.ts';
import { Recent } from './recent.ts';
import type { StreamRecord } from './stream.ts';

/** Names of errors by which a service says that what it was asked makes no sense. */
const senseless = new Set(['ValidationException', 'SerializationException']);

/**
 * Whether work failed for what a record says, so that it fails as often as it is tried. A tenant's doors write its sessions' items, and can write
 * anything there: nobody else may be held up by it. Whatever else fails may pass, and is tried again.
 */
export const isSpoiled = (error: unknown): boolean =>
  isRefusal(error) ||
  error instanceof SyntaxError ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof ZodError ||
  (error instanceof Error && senseless.has(error.name));

/** The message of a record that its follower has given up at once. */
export interface SpoiledMessage {
  readonly spoiled: { readonly system: string; readonly error: string; readonly record: StreamRecord };
}

/** Letters that one partition may leave in the lifetime of a function: whoever writes nonsense by the thousand is told once in a while. */
const mostLetters = 100;
/** What a queue takes of a message, with room for the rest of it. */
const mostBytes = 200_000;
const left = new Recent<number>(1000);
let queues: SQSClient | undefined;

/** Leaves a dead letter of a spoiled record, unless its partition has left enough of them. */
export async function leaveLetter(record: StreamRecord, { system, error }: { system: string; error: string }): Promise<void> {
  const about = record.dynamodb.Keys['pk']?.S ?? '';
  const before = left.get(about) ?? 0;
  left.set(about, before + 1);
  if (before >= mostLetters) return;
  const message = (kept: StreamRecord): string => JSON.stringify({ spoiled: { system, error, record: kept } } satisfies SpoiledMessage);
  const { eventID, eventName, dynamodb } = record;
  const { SequenceNumber, Keys } = dynamodb;
  const whole = message(record);
  queues ??= new SQSClient({ ...clientConfig({ region: process.env['AWS_REGION'] ?? '' }), useQueueUrlAsEndpoint: false });
  await queues.send(
    new SendMessageCommand({
      QueueUrl: process.env['DEAD_LETTER_URL'],
      MessageBody: whole.length <= mostBytes ? whole : message({ eventID, eventName, dynamodb: { SequenceNumber, Keys } }),
    }),
  );
}
