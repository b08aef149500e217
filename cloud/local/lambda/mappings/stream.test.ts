import { afterEach, describe, expect, it } from 'vitest';
import { compilePattern } from '../../events/pattern.ts';
import type { Json } from '../../json.ts';
import { openFunctionDouble, type FunctionDouble } from '../../testing/functions.ts';
import type { MappingConfig } from './mapping.ts';
import { startStreamMapping, type StreamRecord, type StreamSource } from './stream.ts';

const STREAM = 'arn:aws:dynamodb:local-1:000000000000:table/t/stream/1';
const QUEUE = 'arn:aws:sqs:local-1:000000000000:dead';
let open: ReturnType<typeof openFunctionDouble> | undefined;
afterEach(() => open?.context.remove());

/** A stream in memory of records named by letters, whose one reader keeps its place. */
function createStream(now: () => number) {
  const records: StreamRecord[] = [];
  const listeners = new Set<(arn: string) => void>();
  let place = 0;
  const source: StreamSource = {
    consumer: () => ({
      next: (limit) => records.slice(place, place + limit).map((record, index) => ({ position: place + index + 1, record })),
      advance: (position) => (place = position),
      pass: (position) => (place = position),
    }),
    onRecords: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    source,
    place: () => place,
    put(names: string) {
      for (const eventID of names)
        records.push({ eventID, dynamodb: { SequenceNumber: String(records.length + 1), ApproximateCreationDateTime: now() / 1000 } });
      for (const listener of listeners) listener(STREAM);
    },
  };
}

type Event = { readonly Records: readonly (StreamRecord & { readonly eventSourceARN: string })[] };
const names = ({ Records }: Event): string => Records.map(({ eventID }) => eventID).join('');

function start(
  run: (batch: string, event: Event) => unknown,
  config: Partial<MappingConfig> = {},
  passes: (record: Json) => boolean = () => true,
) {
  const double: FunctionDouble = (event) => run(names(event as Event), event as Event);
  open = openFunctionDouble(double);
  const stream = createStream(() => open!.context.time.now());
  const full: MappingConfig = {
    id: 'm',
    functionName: 'f',
    eventSourceArn: STREAM,
    enabled: true,
    batchSize: 100,
    filters: [],
    reportBatchItemFailures: false,
    startingPosition: 'TRIM_HORIZON',
    bisect: false,
    maximumRetryAttempts: -1,
    maximumRecordAge: -1,
    ...config,
  };
  const worker = startStreamMapping(full, { ...open, source: stream.source, passes });
  return { ...open, stream, worker, batches: () => open!.runs.map(({ event }) => names(event as Event)) };
}

const failOn = (letter: string) => (batch: string) => {
  if (batch.includes(letter)) throw new Error(letter);
};

describe('a stream mapping', () => {
  it('hands over what is there and what comes, in order and in batches of its size', async () => {
    const { stream, context, batches } = start(() => null, { batchSize: 2 });
    stream.put('abc');
    await context.time.advance(0);
    stream.put('d');
    await context.time.advance(0);
    expect(batches()).toEqual(['ab', 'c', 'd']);
    expect(stream.place()).toBe(4);
  });

  it('tries a failing batch again, with growing pauses, and lets nothing overtake it', async () => {
    let failures = 3;
    const { stream, context, runs, batches } = start(
      (batch) => {
        if (batch === 'ab' && failures > 0) {
          failures -= 1;
          throw new Error('not yet');
        }
      },
      { batchSize: 2 },
    );
    stream.put('abc');
    await context.time.advance(60_000);
    expect(batches()).toEqual(['ab', 'ab', 'ab', 'ab', 'c']);
    expect(runs.slice(0, 4).map(({ at }) => at - runs[0]!.at)).toEqual([0, 1000, 3000, 7000]);
  });

  it('gives a batch up after its retries and reports where it lay', async () => {
    const { stream, context, sent, batches } = start(failOn('b'), { maximumRetryAttempts: 1, onFailure: QUEUE });
    stream.put('abc');
    await context.time.advance(60_000);
    expect(batches()).toEqual(['abc', 'abc']);
    expect(sent).toMatchObject([
      {
        body: {
          requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
          DDBStreamBatchInfo: { startSequenceNumber: '1', endSequenceNumber: '3', batchSize: 3 },
        },
      },
    ]);
    expect(stream.place()).toBe(3);
  });

  it('halves a failing batch until the record that fails is alone', async () => {
    const { stream, context, sent, batches } = start(failOn('c'), { bisect: true, maximumRetryAttempts: 0, onFailure: QUEUE });
    stream.put('abcd');
    await context.time.advance(60_000);
    expect(batches()).toEqual(['abcd', 'ab', 'cd', 'c', 'd']);
    expect(sent).toMatchObject([{ body: { DDBStreamBatchInfo: { startSequenceNumber: '3', endSequenceNumber: '3', batchSize: 1 } } }]);
  });

  it('goes on behind the first record that the function reports as failed', async () => {
    let reports = 1;
    const { stream, context, batches } = start(
      (batch) => {
        if (batch !== 'abcd' || reports === 0) return { batchItemFailures: [] };
        reports -= 1;
        return { batchItemFailures: [{ itemIdentifier: '4' }, { itemIdentifier: '3' }] };
      },
      { reportBatchItemFailures: true },
    );
    stream.put('abcd');
    await context.time.advance(60_000);
    expect(batches()).toEqual(['abcd', 'cd']);
  });

  it.each([{ batchItemFailures: [{ itemIdentifier: 'unknown' }] }, { batchItemFailures: [{}] }])(
    'takes a report that names no record as a failure of all: %j',
    async (report) => {
      let first = true;
      const { stream, context, batches } = start(
        () => {
          if (!first) return null;
          first = false;
          return report;
        },
        { reportBatchItemFailures: true },
      );
      stream.put('ab');
      await context.time.advance(60_000);
      expect(batches()).toEqual(['ab', 'ab']);
    },
  );

  it('passes over records that no filter lets through, without losing its place', async () => {
    const compiled = compilePattern({ eventID: [{ 'anything-but': ['b', 'd'] }] });
    const { stream, context, batches } = start(
      () => null,
      {},
      (record) => compiled.ok && compiled.matches(record),
    );
    stream.put('abc');
    await context.time.advance(0);
    stream.put('d');
    await context.time.advance(0);
    expect(batches()).toEqual(['ac']);
    expect(stream.place()).toBe(4);
  });

  it('gives up records that are older than they may be', async () => {
    const { stream, context, sent } = start(failOn('a'), { maximumRecordAge: 60, onFailure: QUEUE });
    stream.put('a');
    await context.time.advance(300_000);
    expect(sent).toMatchObject([{ body: { requestContext: { condition: 'RecordAgeExceeded' } } }]);
    expect(stream.place()).toBe(1);
  });

  it("reads nothing that the function's role may not read", async () => {
    open = openFunctionDouble(() => null);
    const stream = createStream(() => 0);
    const nobody = { ...open.principalOf(), policies: [] };
    const config: MappingConfig = {
      id: 'm',
      functionName: 'f',
      eventSourceArn: STREAM,
      enabled: true,
      batchSize: 1,
      filters: [],
      reportBatchItemFailures: false,
      startingPosition: 'LATEST',
      bisect: false,
      maximumRetryAttempts: -1,
      maximumRecordAge: -1,
    };
    const worker = startStreamMapping(config, { ...open, principalOf: () => nobody, source: stream.source, passes: () => true });
    stream.put('a');
    await open.context.time.advance(10_000);
    expect(open.runs).toEqual([]);
    worker.close();
  });

  it('stops when it is closed', async () => {
    const { stream, context, worker, runs } = start(failOn('a'));
    stream.put('a');
    await context.time.advance(0);
    worker.close();
    await context.time.advance(60_000);
    expect(runs).toHaveLength(1);
    expect(stream.place()).toBe(0);
  });
});
