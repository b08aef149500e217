import type { ServiceCalls, RolePrincipals } from '../calls.ts';
import { sendToQueue } from '../destinations.ts';
import type { LocalHost } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import { AwsError } from '../wire/error.ts';
import { functionRole } from './function-role.ts';
import type { Functions, ResolvedFunction } from './functions.ts';
import type { Invocations } from './invocations.ts';
import type { InvokeResult } from './invoker.ts';
import type { AsyncConfig, LambdaStore, QueuedEvent } from './store.ts';

/** Events accepted for a function to run later: on disk before the caller hears so, gone once it ran or was given up on. */
export interface AsyncEvents {
  readonly accept: (resolved: ResolvedFunction, qualifier: string | undefined, payload: string) => void;
  /** Takes up what was accepted before a restart. */
  readonly resume: () => void;
  readonly close: () => void;
}

export interface AsyncEventsOptions {
  readonly store: LambdaStore;
  readonly host: LocalHost;
  readonly timers: Timers;
  readonly functions: Functions;
  readonly invocations: Invocations;
  readonly calls: ServiceCalls;
  readonly principalOf: RolePrincipals;
}

const DEFAULTS: AsyncConfig = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600 };
/** Pause before the first and the second retry of a function that failed, milliseconds. */
const RETRY_PAUSES = [60_000, 120_000];
const LONGEST_PAUSE = 300_000;
/** Events that run at the same time. */
const WORKERS = 8;

export function createAsyncEvents({ store, host, timers, functions, invocations, calls, principalOf }: AsyncEventsOptions): AsyncEvents {
  const scheduled = new Map<string, () => void>();
  /** Events whose time has come, in that order, and how many are with their function. */
  const ready: string[] = [];
  let running = 0;
  let open = true;

  function schedule(row: QueuedEvent): void {
    if (!open || scheduled.has(row.id)) return;
    scheduled.set(
      row.id,
      timers.at(row.due, () => {
        ready.push(row.id);
        next();
      }),
    );
  }

  /** A burst is worked off a few at a time, by environments that are warm, rather than by a crowd of new ones. */
  function next(): void {
    if (!open || running >= WORKERS) return;
    const id = ready.shift();
    if (id === undefined) return;
    running += 1;
    void attempt(id).finally(() => {
      running -= 1;
      next();
    });
  }

  async function attempt(id: string): Promise<void> {
    const row = store.event(id);
    if (!row || !open) return;
    host.reach('lambda:before-event');
    try {
      const resolved = functions.resolve(row.function_name, row.qualifier ?? undefined);
      const config = store.asyncConfig(row.function_name) ?? DEFAULTS;
      const result = await invokeUnlessThrottled(resolved, row.payload);
      if (!open) return;
      host.reach('lambda:after-event');
      if (result instanceof AwsError) await postpone(row, resolved, config, result);
      else if (result.functionError === undefined) await conclude(row, resolved, config, result);
      else await retry(row, resolved, config, result);
    } catch {
      // The function is gone, or nobody can be told: the event stays and is looked at again.
      if (open) later(row, row.attempts, LONGEST_PAUSE);
    }
  }

  async function invokeUnlessThrottled(resolved: ResolvedFunction, payload: string): Promise<InvokeResult | AwsError> {
    try {
      return await invocations.run(resolved, payload, true);
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  function later(row: QueuedEvent, attempts: number, pause: number): void {
    scheduled.delete(row.id);
    const due = host.clock.now() + pause;
    store.postponeEvent(row.id, attempts, due);
    schedule({ ...row, attempts, due });
  }

  function done(row: QueuedEvent): void {
    scheduled.delete(row.id);
    store.deleteEvent(row.id);
  }

  const tooOld = (row: QueuedEvent, config: AsyncConfig): boolean =>
    host.clock.now() - row.accepted > config.maximumEventAgeInSeconds * 1000;

  /** Throttled: again and again with growing pauses until the event is too old; this is no attempt of the function's. */
  async function postpone(row: QueuedEvent, resolved: ResolvedFunction, config: AsyncConfig, error: AwsError): Promise<void> {
    if (tooOld(row, config))
      return giveUp(row, resolved, config, 'EventAgeExceeded', {
        payload: JSON.stringify({ errorType: error.code, errorMessage: error.message }),
        executedVersion: resolved.version,
        logTail: '',
      });
    const waited = Math.max(1000, host.clock.now() - row.accepted);
    later(row, row.attempts, Math.min(waited, LONGEST_PAUSE));
  }

  async function retry(row: QueuedEvent, resolved: ResolvedFunction, config: AsyncConfig, result: InvokeResult): Promise<void> {
    if (row.attempts >= config.maximumRetryAttempts) return giveUp(row, resolved, config, 'RetriesExhausted', result);
    if (tooOld(row, config)) return giveUp(row, resolved, config, 'EventAgeExceeded', result);
    later(row, row.attempts + 1, RETRY_PAUSES[row.attempts] ?? LONGEST_PAUSE);
  }

  async function giveUp(
    row: QueuedEvent,
    resolved: ResolvedFunction,
    config: AsyncConfig,
    condition: string,
    result: InvokeResult,
  ): Promise<void> {
    if (config.onFailure !== undefined) await send(row, resolved, config.onFailure, condition, result);
    if (resolved.config.deadLetterArn !== undefined) {
      const failure = JSON.parse(result.payload) as { errorMessage?: string };
      await sendToQueue(calls, {
        arn: resolved.config.deadLetterArn,
        body: row.payload,
        principal: roleOf(resolved),
        attributes: { RequestID: row.id, ErrorCode: '200', ErrorMessage: (failure.errorMessage ?? 'unknown').slice(0, 1024) },
      });
    }
    done(row);
  }

  async function conclude(row: QueuedEvent, resolved: ResolvedFunction, config: AsyncConfig, result: InvokeResult): Promise<void> {
    if (config.onSuccess !== undefined) await send(row, resolved, config.onSuccess, 'Success', result);
    done(row);
  }

  async function send(row: QueuedEvent, resolved: ResolvedFunction, arn: string, condition: string, result: InvokeResult): Promise<void> {
    const record = {
      version: '1.0',
      timestamp: new Date(host.clock.now()).toISOString(),
      requestContext: {
        requestId: row.id,
        functionArn: functions.arnOf(row.function_name, result.executedVersion),
        condition,
        approximateInvokeCount: row.attempts + 1,
      },
      requestPayload: JSON.parse(row.payload) as unknown,
      responseContext: {
        statusCode: 200,
        executedVersion: result.executedVersion,
        ...(result.functionError !== undefined && { functionError: result.functionError }),
      },
      responsePayload: JSON.parse(result.payload) as unknown,
    };
    await sendToQueue(calls, { arn, body: JSON.stringify(record), principal: roleOf(resolved) });
  }

  function roleOf({ config }: ResolvedFunction) {
    return principalOf(functionRole(config, functions.arnOf(config.functionName)));
  }

  return {
    accept({ config }, qualifier, payload) {
      const now = host.clock.now();
      const row: QueuedEvent = {
        id: host.ids.next('event'),
        function_name: config.functionName,
        qualifier: qualifier ?? null,
        payload,
        accepted: now,
        attempts: 0,
        due: now,
      };
      store.transaction(() => {
        store.insertEvent(row);
        store.afterCommit(() => schedule(row));
      });
    },
    resume() {
      for (const row of store.events()) schedule(row);
    },
    close() {
      open = false;
      for (const cancel of scheduled.values()) cancel();
      scheduled.clear();
    },
  };
}
