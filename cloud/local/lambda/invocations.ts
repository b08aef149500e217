import type { RoleUse } from '../calls.ts';
import type { LogSink } from '../logs.ts';
import type { LocalHost } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import { AwsError } from '../wire/error.ts';
import type { CodeStore } from './code.ts';
import { openEnvironment, type Environment } from './environment.ts';
import { functionRole } from './function-role.ts';
import type { ResolvedFunction } from './functions.ts';
import type { InvokeResult } from './invoker.ts';
import { createPool, type EnvironmentPool } from './pool.ts';
import type { FunctionConfig, LambdaStore } from './store.ts';

/** Credentials of a function's role as its environment gets them. */
export type FunctionCredentials = (request: Omit<RoleUse, 'service'> & { readonly seconds: number }) => {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
};

export interface InvocationsOptions {
  readonly store: LambdaStore;
  readonly host: LocalHost;
  readonly timers: Timers;
  readonly code: CodeStore;
  readonly logs: LogSink;
  readonly credentials: FunctionCredentials;
  readonly region: string;
  /** Where the SDK of a function sends its requests; asked when an environment opens. */
  readonly endpoint: () => string;
  /** Most environments of one function version; further invocations wait. */
  readonly environments?: number;
}

/** Runs functions. */
export interface Invocations {
  /**
   * `patient`: nobody waits for the result.
   * @throws AwsError `TooManyRequestsException`, `RequestTooLargeException`.
   */
  readonly run: (resolved: ResolvedFunction, payload: string, patient?: boolean) => Promise<InvokeResult>;
  /** Ends the environments of a function whose code or settings changed. */
  readonly forget: (functionName: string) => void;
  readonly close: () => Promise<void>;
}

/** As on AWS: invocations of all functions at the same time. */
const ACCOUNT_CONCURRENCY = 1000;
const PAYLOAD_LIMIT = 6 << 20;
const CREDENTIAL_SECONDS = 12 * 3600;
const IDLE_LIMIT = 300_000;
const LOG_TAIL = 4096;

/** The text of a configuration, written once for each that the store hands out. */
const texts = new WeakMap<FunctionConfig, string>();
const textOf = (config: FunctionConfig): string => {
  const known = texts.get(config) ?? JSON.stringify(config);
  texts.set(config, known);
  return known;
};

export function createInvocations(options: InvocationsOptions): Invocations {
  const { store, host, timers, code, logs, region } = options;
  const pools = new Map<string, { functionName: string; pool: EnvironmentPool }>();
  const running = new Map<string, number>();
  const tails = new Map<string, string[]>();
  let total = 0;
  let retiring: (() => void) | undefined;

  function open({ config, version, arn }: ResolvedFunction): Environment {
    const entry = code.entry(config.codeSha256, config.handler);
    const logStreamName = `[${version}]${host.ids.next('stream')}`;
    return openEnvironment(
      {
        start: {
          file: entry.file,
          exportName: entry.exportName,
          functionName: config.functionName,
          functionVersion: version,
          memoryLimitInMB: String(config.memorySize),
          logGroupName: `/aws/lambda/${config.functionName}`,
          logStreamName,
        },
        variables: variablesOf(config, version, arn, entry.folder, logStreamName),
        memory: config.memorySize,
        onLog(line) {
          logs.write(config.functionName, {
            time: new Date(line.time).toISOString(),
            level: line.level,
            ...(line.requestId !== undefined && { requestId: line.requestId }),
            version,
            message: line.message,
          });
          if (line.requestId !== undefined)
            tails
              .get(line.requestId)
              ?.push(
                `${new Date(line.time).toISOString()}\t${line.requestId}\t${line.level}\t${typeof line.message === 'string' ? line.message : JSON.stringify(line.message)}\n`,
              );
        },
      },
      timers,
      () => host.clock.now(),
    );
  }

  function variablesOf(
    config: FunctionConfig,
    version: string,
    arn: string,
    folder: string,
    logStreamName: string,
  ): Record<string, string> {
    const keys = options.credentials({ ...functionRole(config, arn), seconds: CREDENTIAL_SECONDS });
    return {
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      ...config.environment,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: options.endpoint(),
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: config.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: config.handler,
    };
  }

  function poolOf(resolved: ResolvedFunction): EnvironmentPool {
    const { config, version } = resolved;
    const key = `${version} ${textOf(config)}`;
    let entry = pools.get(key);
    if (!entry) {
      const pool = createPool({
        size: options.environments ?? 32,
        open: () => open(resolved),
        timers,
        now: () => host.clock.now(),
        lifetime: (CREDENTIAL_SECONDS - 1800) * 1000,
      });
      entry = { functionName: config.functionName, pool };
      pools.set(key, entry);
      retiring ??= timers.at(host.clock.now() + IDLE_LIMIT, retire);
    }
    return entry.pool;
  }

  function retire(): void {
    const now = host.clock.now();
    for (const [key, { pool }] of pools) if (pool.retire(now - IDLE_LIMIT) === 0) pools.delete(key);
    retiring = pools.size > 0 ? timers.at(now + IDLE_LIMIT, retire) : undefined;
  }

  /** Counts an invocation in, or throttles it. */
  function admit(functionName: string): () => void {
    const reserved = store.concurrency(functionName);
    const current = running.get(functionName) ?? 0;
    if (current >= (reserved ?? ACCOUNT_CONCURRENCY) || total >= ACCOUNT_CONCURRENCY) {
      const Reason =
        reserved !== undefined && current >= reserved
          ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
          : 'ConcurrentInvocationLimitExceeded';
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason });
    }
    running.set(functionName, current + 1);
    total += 1;
    return () => {
      running.set(functionName, running.get(functionName)! - 1);
      total -= 1;
    };
  }

  return {
    async run(resolved, payload, patient = false) {
      if (Buffer.byteLength(payload) > PAYLOAD_LIMIT)
        throw new AwsError('RequestTooLargeException', `The event is larger than ${PAYLOAD_LIMIT} bytes.`, 413);
      const { config, version, invokedArn } = resolved;
      const leave = admit(config.functionName);
      const requestId = host.ids.next('invocation');
      const tail: string[] = [];
      tails.set(requestId, tail);
      try {
        const outcome = await poolOf(resolved).use(
          (environment) => environment.invoke({ requestId, invokedFunctionArn: invokedArn, event: payload }, config.timeout),
          patient,
        );
        const oversized = outcome.ok && Buffer.byteLength(outcome.payload) > PAYLOAD_LIMIT;
        const failure = oversized
          ? {
              errorType: 'Function.ResponseSizeTooLarge',
              errorMessage: `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`,
            }
          : outcome.ok
            ? undefined
            : outcome.error;
        if (failure)
          logs.write(config.functionName, {
            time: new Date(host.clock.now()).toISOString(),
            level: 'ERROR',
            requestId,
            version,
            message: failure,
          });
        const logTail = tail.join('').slice(-LOG_TAIL);
        if (failure) return { payload: JSON.stringify(failure), functionError: 'Unhandled', executedVersion: version, logTail };
        return { payload: (outcome as { payload: string }).payload, executedVersion: version, logTail };
      } finally {
        tails.delete(requestId);
        leave();
      }
    },
    forget(functionName) {
      for (const [key, entry] of pools) {
        if (entry.functionName !== functionName) continue;
        pools.delete(key);
        void entry.pool.close();
      }
    },
    async close() {
      retiring?.();
      await Promise.all([...pools.values()].map(({ pool }) => pool.close()));
      pools.clear();
    },
  };
}
