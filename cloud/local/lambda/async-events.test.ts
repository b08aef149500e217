import { afterEach, describe, expect, it } from 'vitest';
import { openFunctionDouble, type FunctionDouble } from '../testing/functions.ts';
import { AwsError } from '../wire/error.ts';
import { createAsyncEvents } from './async-events.ts';

const QUEUE = 'arn:aws:sqs:local-1:000000000000:dead';
let open: ReturnType<typeof openFunctionDouble> | undefined;
afterEach(() => open?.context.remove());

function accept(run: FunctionDouble, count = 1) {
  open = openFunctionDouble(run);
  const events = createAsyncEvents(open);
  for (let n = 0; n < count; n += 1) events.accept(open.functions.resolve('f'), undefined, JSON.stringify({ n }));
  const start = open.context.time.now();
  return { ...open, events, minutes: () => open!.runs.map(({ at }) => (at - start) / 60_000) };
}

const fail = (): never => {
  throw new Error('no');
};

describe('an accepted event', () => {
  it('runs once when it succeeds, and is forgotten', async () => {
    const { context, runs, store } = accept(() => 'done', 2);
    await context.time.advance(1_000_000);
    expect(runs.map(({ event }) => event)).toEqual([{ n: 0 }, { n: 1 }]);
    expect(store.events()).toEqual([]);
  });

  it('is tried again after one and after two minutes, then given to the destination', async () => {
    const { context, store, sent, minutes } = accept(fail);
    store.putAsyncConfig('f', { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600, onFailure: QUEUE });
    await context.time.advance(1_000_000);
    expect(minutes()).toEqual([0, 1, 3]);
    expect(sent).toMatchObject([
      { queue: 'dead', body: { requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 }, requestPayload: { n: 0 } } },
    ]);
    expect(store.events()).toEqual([]);
  });

  it('goes as it is to the dead letter queue of the function', async () => {
    const { context, functions, sent } = accept(fail);
    functions.put({ ...functions.get('f'), deadLetterArn: QUEUE });
    await context.time.advance(1_000_000);
    expect(sent).toMatchObject([{ body: { n: 0 }, attributes: { ErrorMessage: { StringValue: 'no' } } }]);
  });

  it('is told to the destination of successes', async () => {
    const { context, store, sent } = accept(() => 7);
    store.putAsyncConfig('f', { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600, onSuccess: QUEUE });
    await context.time.advance(0);
    expect(sent).toMatchObject([{ body: { requestContext: { condition: 'Success' }, responsePayload: 7 } }]);
  });

  it('waits out a throttle without using up its retries, until it is too old', async () => {
    let throttled = 3;
    const patient = accept(() => {
      if (throttled > 0) {
        throttled -= 1;
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      }
      return 'done';
    });
    await patient.context.time.advance(600_000);
    expect(patient.runs).toHaveLength(4);
    expect(patient.store.events()).toEqual([]);
    patient.context.remove();

    const { context, store, sent } = accept(() => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    });
    store.putAsyncConfig('f', { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60, onFailure: QUEUE });
    await context.time.advance(600_000);
    expect(sent).toMatchObject([{ body: { requestContext: { condition: 'EventAgeExceeded' } } }]);
    expect(store.events()).toEqual([]);
  });

  it('survives a restart with its count of attempts', async () => {
    const first = accept(fail);
    await first.context.time.advance(90_000);
    first.events.close();
    open = openFunctionDouble(fail, first.context.reopen());
    const events = createAsyncEvents(open);
    events.resume();
    await open.context.time.advance(1_000_000);
    expect(first.runs.length + open.runs.length).toBe(3);
    expect(open.store.events()).toEqual([]);
  });

  it('stays while its destination cannot be told', async () => {
    const { context, store, calls } = accept(fail);
    store.putAsyncConfig('f', { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 21_600, onFailure: QUEUE });
    const invoke: typeof calls.invoke = (call) => working.invoke(call);
    const working = { ...calls };
    calls.invoke = async () => {
      throw new AwsError('QueueDoesNotExist', 'gone');
    };
    await context.time.advance(60_000);
    expect(store.events()).toHaveLength(1);
    calls.invoke = invoke;
    await context.time.advance(600_000);
    expect(store.events()).toEqual([]);
  });
});
