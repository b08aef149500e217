import type { RolePrincipals, ServiceCalls } from '../../calls.ts';
import { sendToQueue } from '../../destinations.ts';
import type { EventPattern } from '../../events/pattern.ts';
import { authorize } from '../../iam/authorize.ts';
import type { Json } from '../../json.ts';
import type { LocalHost } from '../../storage/index.ts';
import { sleepUntil, type Timers } from '../../timers/timers.ts';
import { AwsError } from '../../wire/error.ts';
import { functionRole } from '../function-role.ts';
import type { Functions } from '../functions.ts';
import type { Invocations } from '../invocations.ts';
import { firstFailure, type MappingConfig, type MappingWorker } from './mapping.ts';

/** One record of a stream, as Lambda hands it on. */
export interface StreamRecord {
  readonly eventID: string;
  readonly dynamodb: { readonly SequenceNumber: string; readonly ApproximateCreationDateTime: number };
}

/** Where stream mappings read; the place of each is kept by the stream. */
export interface StreamSource {
  consumer(
    streamArn: string,
    name: string,
    from: MappingConfig['startingPosition'],
  ): {
    readonly next: (limit: number) => readonly { readonly position: number; readonly record: StreamRecord }[];
    readonly advance: (position: number) => void;
    readonly pass: (position: number) => void;
  };
  readonly onRecords: (listener: (streamArn: string) => void) => () => void;
}

export interface StreamMappingOptions {
  readonly source: StreamSource;
  readonly functions: Functions;
  readonly invocations: Invocations;
  readonly calls: ServiceCalls;
  readonly principalOf: RolePrincipals;
  readonly timers: Timers;
  readonly host: LocalHost;
  readonly passes: EventPattern;
}

interface Entry {
  readonly position: number;
  readonly record: StreamRecord;
}

/** Pause before a batch is tried again: doubled each time, milliseconds. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/**
 * Reads a stream in order and hands batches to a function. A batch is left behind only when the function took it or it was
 * given up and, where there is a destination, reported there; so every record is delivered at least once.
 */
export function startStreamMapping(config: MappingConfig, options: StreamMappingOptions): MappingWorker {
  const { source, functions, invocations, calls, principalOf, timers, host, passes } = options;
  const closing = new AbortController();
  const consumer = source.consumer(config.eventSourceArn, config.id, config.startingPosition);
  let wake: (() => void) | undefined;
  let pending = true;
  const unsubscribe = source.onRecords((streamArn) => {
    if (streamArn !== config.eventSourceArn) return;
    pending = true;
    wake?.();
  });

  const role = () => {
    const { config: fn, arn } = functions.resolve(config.functionName);
    return principalOf(functionRole(fn, arn));
  };

  async function poll(): Promise<void> {
    while (!closing.signal.aborted) {
      pending = false;
      const entries = read();
      if (entries.length > 0) await deliver(entries, 0);
      else if (!pending) await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  /** The next batch, as far as the function's role may read it. */
  function read(): readonly Entry[] {
    const decision = authorize(role(), 'dynamodb:GetRecords', config.eventSourceArn);
    if (!decision.allowed)
      throw new AwsError('AccessDeniedException', `The function's role may not read ${config.eventSourceArn}: ${decision.reason}`);
    return consumer.next(config.batchSize);
  }

  /** Deals with these records, in order, whatever it takes; moves on behind each part that is done. */
  async function deliver(entries: readonly Entry[], attempts: number): Promise<void> {
    const young = entries.findIndex(
      ({ record }) =>
        config.maximumRecordAge < 0 || host.clock.now() / 1000 - record.dynamodb.ApproximateCreationDateTime <= config.maximumRecordAge,
    );
    if (young !== 0) {
      const old = young < 0 ? entries : entries.slice(0, young);
      await giveUp(old, 'RecordAgeExceeded', attempts);
      if (young < 0) return;
      return deliver(entries.slice(young), attempts);
    }
    const wanted = entries.filter(({ record }) => passes(record as unknown as Json));
    if (wanted.length === 0) return consumer.pass(entries.at(-1)!.position);
    const failedAt = await invoke(wanted);
    if (closing.signal.aborted) return;
    host.reach('lambda:stream-delivered');
    if (failedAt === undefined) return consumer.advance(entries.at(-1)!.position);
    const rest = entries.filter(({ position }) => position >= wanted[failedAt]!.position);
    if (failedAt > 0) consumer.advance(wanted[failedAt - 1]!.position);
    if (config.bisect && wanted.length > 1 && failedAt === 0) {
      const middle = entries.findIndex(({ position }) => position === wanted[Math.ceil(wanted.length / 2)]!.position);
      await deliver(entries.slice(0, middle), attempts);
      if (closing.signal.aborted) return;
      return deliver(entries.slice(middle), attempts);
    }
    if (config.maximumRetryAttempts >= 0 && attempts >= config.maximumRetryAttempts)
      return giveUp(rest, 'RetryAttemptsExhausted', attempts + 1);
    await sleepUntil(timers, host.clock.now() + Math.min(FIRST_PAUSE * 2 ** attempts, LONGEST_PAUSE), closing.signal);
    return deliver(rest, attempts + 1);
  }

  /** Returns the index of the first record that failed, undefined if none did. */
  async function invoke(entries: readonly Entry[]): Promise<number | undefined> {
    const records = entries.map(({ record }) => ({ ...record, eventSourceARN: config.eventSourceArn }));
    try {
      const result = await invocations.run(functions.resolve(config.functionName), JSON.stringify({ Records: records }));
      if (result.functionError !== undefined) return 0;
      if (!config.reportBatchItemFailures) return undefined;
      const index = firstFailure(
        result.payload,
        entries.map(({ record }) => record.dynamodb.SequenceNumber),
      );
      return index < entries.length ? index : undefined;
    } catch (error) {
      if (error instanceof AwsError) return 0;
      throw error;
    }
  }

  async function giveUp(entries: readonly Entry[], condition: string, attempts: number): Promise<void> {
    const first = entries[0]!.record.dynamodb;
    const last = entries.at(-1)!.record.dynamodb;
    if (config.onFailure !== undefined) {
      const { invokedArn } = functions.resolve(config.functionName);
      const report = {
        version: '1.0',
        timestamp: new Date(host.clock.now()).toISOString(),
        requestContext: { requestId: host.ids.next('batch'), functionArn: invokedArn, condition, approximateInvokeCount: attempts },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        DDBStreamBatchInfo: {
          shardId: 'shardId-00000000000000000000-00000000',
          startSequenceNumber: first.SequenceNumber,
          endSequenceNumber: last.SequenceNumber,
          approximateArrivalOfFirstRecord: new Date(first.ApproximateCreationDateTime * 1000).toISOString(),
          approximateArrivalOfLastRecord: new Date(last.ApproximateCreationDateTime * 1000).toISOString(),
          batchSize: entries.length,
          streamArn: config.eventSourceArn,
        },
      };
      await sendToQueue(calls, { arn: config.onFailure, body: JSON.stringify(report), principal: role() });
    }
    consumer.advance(entries.at(-1)!.position);
  }

  /** What cannot even be read or reported is tried again after a while, from the place on disk. */
  async function work(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      try {
        await poll();
      } catch {
        const pause = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
        await sleepUntil(timers, host.clock.now() + pause, closing.signal).catch(() => undefined);
      }
    }
  }
  void work();

  return {
    close() {
      closing.abort();
      unsubscribe();
      wake?.();
    },
  };
}
