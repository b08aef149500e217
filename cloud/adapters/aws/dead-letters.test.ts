import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from 'vitest';
import { lettersOfBatch, readDeadLetter, type LostBatch, type QueueRecord } from './dead-letters.ts';

const change = (n: number, pk: string, sk: string, more: object = {}) => ({
  eventID: `e${n}`,
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(n), Keys: { pk: { S: pk }, sk: { S: sk } }, NewImage: { pk: { S: pk }, sk: { S: sk }, ...more } },
});
const session = 'TENANT#demo#SESSION#s';
const room = 'TENANT#acme#ROOM#level:l';

/** A stream of these pages. */
const streamOf = (...pages: object[][]) =>
  ({
    send: async ({ input }: { input: object }) =>
      'ShardIterator' in input
        ? { Records: pages.shift(), ...(pages.length > 0 && { NextShardIterator: 'on' }) }
        : { ShardIterator: 'first' },
  }) as unknown as DynamoDBStreamsClient;
const batch = (from: number, to: number): LostBatch => ({
  functionArn: 'f',
  streamArn: 's',
  shard: 'x',
  from: String(from),
  to: String(to),
  tries: 11,
  at: 5,
  error: 'every try failed',
});

describe('a lost batch', () => {
  it('becomes a letter for each record that its follower follows, up to the last that is named', async () => {
    const pages = [
      [change(7, session, 'CMD#000000000001'), change(8, session, 'SEAT#00001')],
      [],
      [change(9, session, 'START'), change(10, session, 'CMD#000000000002'), change(11, session, 'CMD#000000000003')],
    ];
    const letters = await lettersOfBatch(streamOf(...pages), 'wake', batch(7, 10));
    expect(letters.map(({ tenant, system, about, id, tries }) => [tenant, system, about, id, tries])).toEqual([
      ['demo', 'wake', 's', 's-017', 11],
      ['demo', 'wake', 's', 's-019', 11],
      ['demo', 'wake', 's', 's-0210', 11],
    ]);
    expect(letters.map(({ id }) => id).toSorted(), 'ids sort as the numbers do').toEqual(letters.map(({ id }) => id));
  });

  it('of a room goes to its tenant, without the bytes of its records', async () => {
    const record = change(3, room, 'REC#e#000000000001', { due: { BOOL: true }, update: { B: new Uint8Array(1000) } });
    const [letter] = await lettersOfBatch(streamOf([record]), 'rooms', batch(3, 3));
    expect(letter).toMatchObject({ tenant: 'acme', system: 'rooms', about: 'level:l' });
    expect(JSON.parse(letter!.event)).toEqual({
      eventID: 'e3',
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: '3',
        Keys: { pk: { S: room }, sk: { S: 'REC#e#000000000001' } },
        NewImage: { pk: { S: room }, sk: { S: 'REC#e#000000000001' }, due: { BOOL: true } },
      },
    });
  });

  it('that the stream does not hold to its end is not taken for an empty one', async () => {
    await expect(lettersOfBatch(streamOf([change(7, session, 'START')]), 'wake', batch(7, 10))).rejects.toThrow('no record 10 any more');
    const silent = streamOf(...Array.from({ length: 100 }, () => []));
    await expect(lettersOfBatch(silent, 'wake', batch(7, 10))).rejects.toThrow('no record 10 any more');
  });
});

describe('a message', () => {
  const message = (body: unknown, more: Partial<QueueRecord> = {}): QueueRecord => ({
    messageId: 'm',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { SentTimestamp: '5' },
    messageAttributes: {},
    ...more,
  });
  const read = (record: QueueRecord) => readDeadLetter(record, (fault) => `said: ${fault}`);

  it('that is none of ours is nobody’s', () => {
    const foreign = { source: 'aws.s3', detail: { object: { key: 'tenants/demo/assets/x' } } };
    for (const body of ['', 'hello', '[]', '{}', JSON.stringify(foreign)]) expect(read(message(body)), body).toBeUndefined();
  });

  it('of an event goes to the tenant of the event, whole, whoever gave it up', () => {
    const event = { source: 'ledgerquest.session', 'detail-type': 'X.v1', detail: { id: 's/1', tenant: 'demo', session: 's', how: 'won' } };
    const report = {
      timestamp: '1970-01-01T00:00:00.005Z',
      requestContext: { functionArn: 'arn:f', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: event,
      responsePayload: { errorMessage: 'It is not as its schema says' },
    };
    const letter = { tenant: 'demo', id: 's_1', about: 's', at: 5, event: JSON.stringify(event) };
    expect(read(message(report))).toEqual({
      unheard: { functionArn: 'arn:f', letter: { ...letter, tries: 3, error: 'It is not as its schema says' } },
    });
    const attributes = { TARGET_ARN: 'arn:f', ERROR_CODE: 'Throttled', ERROR_MESSAGE: 'Too many', RETRY_ATTEMPTS: '10' };
    const messageAttributes = Object.fromEntries(Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue }]));
    expect(read(message(event, { messageAttributes }))).toEqual({
      unheard: { functionArn: 'arn:f', letter: { ...letter, tries: 11, error: 'It was not delivered. Throttled: Too many' } },
    });
    for (const tenant of [undefined, 7, '../acme', 'Acme#'])
      expect(
        read(message({ ...report, requestPayload: { ...event, detail: { ...event.detail, tenant } } })),
        String(tenant),
      ).toBeUndefined();
  });

  it('of a publish is one, though the bus names its target too', () => {
    const stored = {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { object: { key: 'tenants/demo/levels/l/requests/p-1.json' } },
    };
    expect(read(message(stored, { messageAttributes: { TARGET_ARN: { stringValue: 'arn:machine' } } }))).toMatchObject({
      letter: { system: 'publish', id: 'p-1' },
    });
  });

  it('of a loop carries its reason in words', () => {
    const error = { Error: 'Refused', Cause: 'c' };
    expect(read(message({ tenant: 'demo', session: 's', loopEpoch: 12, error, state: {} }))).toMatchObject({
      letter: { tenant: 'demo', system: 'loop', id: 's-000000000012', about: 's', at: 5, error: 'said: Refused: c', tries: 5 },
    });
  });
});
