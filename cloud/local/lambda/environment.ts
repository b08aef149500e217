import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Timers } from '../timers/timers.ts';
import type { RuntimeFailure, RuntimeInvocation, RuntimeMessage, RuntimeStart } from './runtime/messages.ts';

export interface EnvironmentOptions {
  readonly start: Omit<RuntimeStart, 'module'> & { readonly file: string };
  /** The whole environment of the thread. */
  readonly variables: Readonly<Record<string, string>>;
  /** MB of JavaScript heap; buffers and WebAssembly memory are not counted. */
  readonly memory: number;
  readonly onLog: (line: { readonly time: number; readonly level: string; readonly requestId?: string; readonly message: unknown }) => void;
}

export type InvocationOutcome = { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly error: RuntimeFailure };

/** A place where a function runs: a thread of its own, one event at a time. */
export interface Environment {
  /** Resolves once the module is loaded, or cannot be; an event then says why. */
  readonly ready: Promise<void>;
  /** Runs one event; a function that outlasts `timeout` seconds, or ends its thread, takes the environment with it. */
  readonly invoke: (invocation: Omit<RuntimeInvocation, 'remaining'>, timeout: number) => Promise<InvocationOutcome>;
  readonly alive: boolean;
  readonly close: () => Promise<void>;
}

const THREAD = new URL('./runtime/thread.ts', import.meta.url);
/** How long a module may take to load, milliseconds. */
const LOAD_LIMIT = 60_000;

export function openEnvironment(options: EnvironmentOptions, timers: Timers, now: () => number): Environment {
  const { file, ...start } = options.start;
  const worker = new Worker(THREAD, {
    workerData: { ...start, module: pathToFileURL(file).href } satisfies RuntimeStart,
    env: { ...options.variables },
    resourceLimits: { maxOldGenerationSizeMb: options.memory, maxYoungGenerationSizeMb: Math.max(4, Math.min(64, options.memory / 4)) },
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    name: start.functionName,
  });
  let alive = true;
  let requestId: string | undefined;
  let settle: ((outcome: InvocationOutcome) => void) | undefined;
  let loaded: (failure: RuntimeFailure | undefined) => void;
  const loading = new Promise<RuntimeFailure | undefined>((resolve) => (loaded = resolve));
  const late = timers.at(now() + LOAD_LIMIT, () =>
    end({ errorType: 'Runtime.InitTimeout', errorMessage: `The module did not load within ${LOAD_LIMIT / 1000} s.` }),
  );
  const ready = loading.then(() => late());

  const line = (level: string, message: unknown): void =>
    options.onLog({ time: now(), level, message, ...(requestId !== undefined && { requestId }) });
  const capture = (level: string) => (chunk: Buffer) => {
    for (const text of chunk.toString().split('\n')) if (text !== '') line(level, text);
  };
  worker.stdout.on('data', capture('INFO'));
  worker.stderr.on('data', capture('ERROR'));

  const fail = (error: RuntimeFailure): void => {
    loaded(error);
    settle?.({ ok: false, error });
  };
  const end = (error: RuntimeFailure): void => {
    if (!alive) return;
    alive = false;
    fail(error);
  };
  worker.on('message', (message: RuntimeMessage) => {
    if (message.type === 'log')
      options.onLog({
        time: now(),
        level: message.level,
        message: message.message,
        ...(message.requestId !== undefined && { requestId: message.requestId }),
      });
    else if (message.type === 'ready') loaded(undefined);
    else if (message.type === 'unready') end(message.error);
    else if (message.requestId === requestId)
      settle?.(message.type === 'result' ? { ok: true, payload: message.payload } : { ok: false, error: message.error });
  });
  worker.on('error', (error: Error & { code?: string }) => {
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    end({
      errorType: outOfMemory ? 'Runtime.OutOfMemory' : (error.name ?? 'Error'),
      errorMessage: outOfMemory
        ? `RequestId: ${requestId ?? '-'} Error: Runtime exited with error: signal: killed (memory limit ${options.memory} MB)`
        : error.message,
      trace: (error.stack ?? '').split('\n'),
    });
  });
  worker.on('exit', (code) =>
    end({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId ?? '-'} Error: Runtime exited with error: exit status ${code}`,
    }),
  );
  worker.unref();

  return {
    ready,
    get alive() {
      return alive;
    },
    async invoke(invocation, timeout) {
      requestId = invocation.requestId;
      const failure = await loading;
      if (failure) {
        end(failure);
        await worker.terminate();
        return { ok: false, error: failure };
      }
      const remaining = timeout * 1000;
      let cancel: (() => void) | undefined;
      const outcome = await new Promise<InvocationOutcome>((resolve) => {
        settle = resolve;
        cancel = timers.at(now() + remaining, () =>
          end({
            errorType: 'Sandbox.Timedout',
            errorMessage: `RequestId: ${invocation.requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`,
          }),
        );
        worker.postMessage({ ...invocation, remaining } satisfies RuntimeInvocation);
      });
      cancel?.();
      settle = undefined;
      if (!alive) await worker.terminate();
      return outcome;
    },
    async close() {
      alive = false;
      fail({ errorType: 'Runtime.Shutdown', errorMessage: 'The cloud is closing.' });
      await worker.terminate();
    },
  };
}
