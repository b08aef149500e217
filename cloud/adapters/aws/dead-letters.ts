import { GetRecordsCommand, GetShardIteratorCommand, type DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { z } from 'zod';
import type { Letter, LetterSystem } from '../../ports/index.ts';
import { Tenant } from '../../events/index.ts';
import { eventsOf } from './events-of-record.ts';
import { parseRoomPartition } from './keys-of-items.ts';
import { parseRequestKey } from './levels.ts';
import { checkpointTaken, roomToCompact, secondsOf, sessionChange, sessionToWake, type StreamRecord } from './stream.ts';

/** A message of a queue, as an event source mapping delivers it. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string }>>;
}

/** Who follows the stream, by what leaves a letter about it. */
export type Follower = Extract<LetterSystem, 'audit' | 'wake' | 'rooms' | 'entities' | 'events'>;

/** A batch of the stream that a follower was given up on. Lambda names the records and does not hold them. */
export interface LostBatch {
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shard: string;
  readonly from: string;
  readonly to: string;
  readonly tries: number;
  readonly at: number;
  readonly error: string;
}

const BatchReport = z.object({
  timestamp: z.string(),
  requestContext: z.object({ functionArn: z.string(), condition: z.string(), approximateInvokeCount: z.number() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    streamArn: z.string(),
  }),
});
/** What Lambda says of an event that a hearer failed at again and again. */
const EventReport = z.object({
  timestamp: z.string(),
  requestContext: z.object({ functionArn: z.string(), condition: z.string(), approximateInvokeCount: z.number() }),
  requestPayload: z.object({ detail: z.unknown() }),
  responsePayload: z.object({ errorMessage: z.string() }).optional(),
});
/** An event that never reached its hearer; the bus names the hearer beside it. */
const BusEvent = z.object({ 'detail-type': z.string(), detail: z.unknown() });
/** Whose an event is; the rest of it may be what it failed for. */
const Whose = z.object({ tenant: Tenant, id: z.string().max(200), session: z.string().max(200).optional() });
const StoredEvent = z.object({ source: z.literal('aws.s3'), detail: z.object({ object: z.object({ key: z.string() }) }) });
/** A record that its follower gave up at once, for what it says. */
const SpoiledReport = z.object({
  spoiled: z.object({
    system: z.enum(['audit', 'wake', 'rooms', 'entities', 'events']),
    error: z.string(),
    record: z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string(), Keys: z.record(z.string(), z.unknown()) }) }),
  }),
});
const LoopReport = z.object({
  tenant: z.string(),
  session: z.string(),
  loopEpoch: z.int(),
  error: z.object({ Error: z.string(), Cause: z.string().optional() }),
});

/** The loop's Begin or Slice and its four retries. */
const loopTries = 5;

/** What a message in the dead letter queue is: a letter, or a batch whose records are yet to be read. Undefined where it is neither. */
export function readDeadLetter(
  { body, attributes, messageAttributes }: QueueRecord,
  sentence: (fault: string) => string,
): { letter: Letter } | { batch: LostBatch } | { unheard: Unheard } | undefined {
  const content = parse(body);
  const batch = BatchReport.safeParse(content).data;
  if (batch) return { batch: lostBatch(batch) };
  const sentAt = Number(attributes['SentTimestamp'] ?? 0);
  const unheard = readUnheard(content, { sentAt, said: (name) => messageAttributes[name]?.stringValue });
  if (unheard) return { unheard };
  const spoiled = SpoiledReport.safeParse(content).data?.spoiled;
  if (spoiled) return spoiledLetter(spoiled, sentAt);
  const loop = LoopReport.safeParse(content).data;
  if (loop) {
    const { tenant, session, loopEpoch, error } = loop;
    const id = `${session}-${String(loopEpoch).padStart(12, '0')}`;
    const why = sentence(`${error.Error}: ${error.Cause ?? ''}`);
    return { letter: { tenant, system: 'loop', id, about: session, at: sentAt, error: why, tries: loopTries, event: body } };
  }
  const stored = StoredEvent.safeParse(content).data;
  const request = stored && parseRequestKey(stored.detail.object.key);
  if (request === undefined) return undefined;
  const said = (name: string): string => messageAttributes[name]?.stringValue ?? '';
  const error = `The publish was not started. ${said('ERROR_CODE')}: ${said('ERROR_MESSAGE')}`;
  const { tenant, id } = request;
  return {
    letter: { tenant, system: 'publish', id, about: id, at: sentAt, error, tries: Number(said('RETRY_ATTEMPTS') || 0) + 1, event: body },
  };
}

/** An event that a hearer was given up on. Which system that is, its function tells. */
export interface Unheard {
  readonly functionArn: string;
  readonly letter: Omit<Letter, 'system'>;
}

function readUnheard(
  content: unknown,
  { sentAt, said }: { sentAt: number; said: (attribute: string) => string | undefined },
): Unheard | undefined {
  const report = EventReport.safeParse(content).data;
  const target = said('TARGET_ARN');
  const event = report?.requestPayload ?? (target === undefined ? undefined : BusEvent.safeParse(content).data);
  const whose = Whose.safeParse(event?.detail).data;
  if (event === undefined || whose === undefined) return undefined;
  const { tenant, id, session } = whose;
  // Whole, as it was delivered: the schema above keeps only what is looked at.
  const delivered = report === undefined ? content : (content as { requestPayload: unknown }).requestPayload;
  const letter = { tenant, id: id.replaceAll(/[^\w.-]/g, '_'), about: session ?? id, event: JSON.stringify(delivered) };
  if (report === undefined) {
    const error = `It was not delivered. ${said('ERROR_CODE')}: ${said('ERROR_MESSAGE')}`;
    return { functionArn: target!, letter: { ...letter, at: sentAt, error, tries: Number(said('RETRY_ATTEMPTS') ?? 0) + 1 } };
  }
  const { functionArn, condition, approximateInvokeCount: tries } = report.requestContext;
  const error = report.responsePayload?.errorMessage ?? conditions[condition] ?? condition;
  return { functionArn, letter: { ...letter, at: Date.parse(report.timestamp), error: error.slice(0, 1000), tries } };
}

const conditions: Readonly<Record<string, string>> = {
  RetryAttemptsExhausted: 'every try failed',
  RecordAgeExceeded: 'it was tried until the stream was about to forget it',
  EventAgeExceeded: 'it was tried until it was too old',
};

function lostBatch({ timestamp, requestContext, DDBStreamBatchInfo }: z.infer<typeof BatchReport>): LostBatch {
  const { functionArn, condition, approximateInvokeCount: tries } = requestContext;
  const { shardId: shard, startSequenceNumber: from, endSequenceNumber: to, streamArn } = DDBStreamBatchInfo;
  return { functionArn, streamArn, shard, from, to, tries, at: Date.parse(timestamp), error: conditions[condition] ?? condition };
}

/** A page of a stream may be empty and more may follow; after so many none does. */
const mostEmpty = 20;

/**
 * The letters of a lost batch, with the records in them: the stream forgets them a day after they were written, and letters
 * stay. Throws where it cannot be read to the end.
 */
export async function lettersOfBatch(streams: DynamoDBStreamsClient, system: Follower, batch: LostBatch): Promise<Letter[]> {
  const letters: Letter[] = [];
  const { streamArn, shard, from, to } = batch;
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shard,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: from,
    }),
  );
  for (let at = 0n, empty = 0; at < BigInt(to);) {
    if (ShardIterator === undefined || empty > mostEmpty) throw new Error(`The stream has no record ${to} any more`);
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator, Limit: 100 }));
    for (const record of Records) {
      at = BigInt(record.dynamodb?.SequenceNumber ?? to);
      if (at > BigInt(to)) break;
      const letter = letterOf(system, batch, deliverable(record as StreamRecord));
      if (letter) letters.push(letter);
    }
    empty = Records.length === 0 ? empty + 1 : 0;
    ShardIterator = NextShardIterator;
  }
  return letters;
}

/** What a record is about, for who follows the stream for it. */
const concerns: Readonly<Record<Follower, (record: StreamRecord) => { tenant: string; about: string } | undefined>> = {
  audit(record) {
    const change = sessionChange(record);
    if (change === undefined) return undefined;
    const { tenant, session } = change.kind === 'started' ? change.start : change.ref;
    return { tenant, about: session };
  },
  wake(record) {
    const ref = sessionToWake(record);
    return ref && { tenant: ref.tenant, about: ref.session };
  },
  events(record) {
    const [event] = eventsOf(record);
    if (event === undefined) return undefined;
    const { detail } = event;
    return { tenant: detail.tenant, about: 'session' in detail ? detail.session : detail.id };
  },
  rooms(record) {
    const ref = roomToCompact(record);
    return ref && { tenant: ref.tenant, about: ref.room };
  },
  entities(record) {
    const taken = checkpointTaken(record);
    return taken && { tenant: taken.ref.tenant, about: taken.ref.session };
  },
};

/** Whose it is stands in the record's key: nothing else of it is believed. Undefined where it is nobody's. */
function spoiledLetter({ system, error, record }: z.infer<typeof SpoiledReport>['spoiled'], at: number): { letter: Letter } | undefined {
  const { SequenceNumber, Keys } = record.dynamodb as unknown as StreamRecord['dynamodb'];
  const [, tenant, about] = /^TENANT#([^#]+)#(?:SESSION|ROOM)#(.+)$/.exec(Keys['pk']?.S ?? '') ?? [];
  if (tenant === undefined || about === undefined) return undefined;
  return { letter: { tenant, system, id: recordId(about, SequenceNumber), about, at, error, tries: 1, event: JSON.stringify(record) } };
}

/** With the number's length before it, so that they sort as numbers. */
const recordId = (about: string, number: string): string => `${about}-${String(number.length).padStart(2, '0')}${number}`;

function letterOf(system: Follower, { tries, at, error }: LostBatch, record: StreamRecord): Letter | undefined {
  const concern = concerns[system](record);
  if (concern === undefined) return undefined;
  const id = recordId(concern.about, record.dynamodb.SequenceNumber);
  return { ...concern, system, id, at, error, tries, event: JSON.stringify(record) };
}

/** A record as a mapping delivers it, bytes as base64: of a room's, what is compacted is read from the room, so its bytes stay where they are. */
function deliverable(record: StreamRecord): StreamRecord {
  const { eventID, eventName, dynamodb } = record;
  const { SequenceNumber, Keys, NewImage, OldImage } = dynamodb;
  const at = secondsOf(record);
  const isRoom = parseRoomPartition(Keys['pk']?.S ?? '') !== undefined;
  const written = (image: typeof NewImage) =>
    image &&
    (Object.fromEntries(
      Object.entries(image)
        .filter(([, { B: bytes }]) => bytes === undefined || !isRoom)
        .map(([name, value]) => [name, value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') }]),
    ) as unknown as typeof NewImage);
  const [newer, older] = [written(NewImage), written(OldImage)];
  return {
    eventID,
    eventName,
    dynamodb: {
      SequenceNumber,
      Keys,
      ...(at !== undefined && { ApproximateCreationDateTime: at }),
      ...(newer && { NewImage: newer }),
      ...(older && { OldImage: older }),
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
