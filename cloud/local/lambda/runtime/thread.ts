/**
 * The inside of a function's environment: a worker thread that imports the handler once and runs one event after another.
 * It knows nothing of the cloud but the messages; what it prints becomes lines of the function's log.
 */
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { RuntimeFailure, RuntimeInvocation, RuntimeMessage, RuntimeStart } from './messages.ts';

type Callback = (error: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: unknown, callback: Callback) => unknown;

const start = workerData as RuntimeStart;
let requestId: string | undefined;

function post(message: RuntimeMessage): void {
  parentPort!.postMessage(message);
}

function log(level: string, values: readonly unknown[]): void {
  const message =
    values.length === 1 && typeof values[0] === 'object' && values[0] !== null && !(values[0] instanceof Error)
      ? plain(values[0])
      : format(...values);
  post({ type: 'log', level, message, ...(requestId !== undefined && { requestId }) });
}

function plain(value: object): unknown {
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return format(value);
  }
}

for (const [method, level] of [
  ['trace', 'TRACE'],
  ['debug', 'DEBUG'],
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
] as const) {
  console[method] = (...values: unknown[]) => log(level, values);
}

function failureOf(thrown: unknown): RuntimeFailure {
  if (thrown instanceof Error) return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
  return { errorType: typeof thrown, errorMessage: format(thrown) };
}

async function run(handler: Handler, invocation: RuntimeInvocation): Promise<string> {
  // oxlint-disable-next-line determinism/no-ambient-time-or-chance -- the thread is the function's world, not the cloud's
  const now = (): number => performance.now();
  const began = now();
  const context = {
    functionName: start.functionName,
    functionVersion: start.functionVersion,
    memoryLimitInMB: start.memoryLimitInMB,
    logGroupName: start.logGroupName,
    logStreamName: start.logStreamName,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(invocation.remaining - (now() - began))),
  };
  const event = JSON.parse(invocation.event) as unknown;
  const result = await new Promise<unknown>((resolve, reject) => {
    const callback: Callback = (error, value) => (error ? reject(error as Error) : resolve(value));
    const returned = handler(event, context, callback);
    if (handler.length < 3 || returned instanceof Promise) resolve(returned);
  });
  return JSON.stringify(result ?? null);
}

async function importHandler(): Promise<Handler | RuntimeFailure> {
  let module: Record<string, unknown>;
  try {
    module = (await import(start.module)) as Record<string, unknown>;
  } catch (error) {
    return {
      ...failureOf(error),
      errorType:
        error instanceof SyntaxError
          ? 'Runtime.UserCodeSyntaxError'
          : (error as Error).name === 'Error'
            ? 'Runtime.ImportModuleError'
            : (error as Error).name,
    };
  }
  const exported = module[start.exportName] ?? (module['default'] as Record<string, unknown> | undefined)?.[start.exportName];
  return typeof exported === 'function'
    ? (exported as Handler)
    : { errorType: 'Runtime.HandlerNotFound', errorMessage: `${start.exportName} is undefined or not exported` };
}

const handler = await importHandler();
if (typeof handler === 'function') {
  parentPort!.on('message', (invocation: RuntimeInvocation) => {
    requestId = invocation.requestId;
    run(handler, invocation).then(
      (payload) => post({ type: 'result', requestId: invocation.requestId, payload }),
      (error: unknown) => post({ type: 'failure', requestId: invocation.requestId, error: failureOf(error) }),
    );
  });
  post({ type: 'ready' });
} else {
  post({ type: 'unready', error: handler });
}
