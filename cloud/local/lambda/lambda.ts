import path from 'node:path';
import type { RolePrincipals, ServiceCalls } from '../calls.ts';
import type { Edge } from '../edge/index.ts';
import type { LogSink } from '../logs.ts';
import type { LocalContext } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { LocalService } from '../wire/service.ts';
import { createAsyncEvents } from './async-events.ts';
import { openCodeStore, type CodeStore } from './code.ts';
import { createFunctions, type Functions } from './functions.ts';
import { createInvocations, type FunctionCredentials, type Invocations } from './invocations.ts';
import type { FunctionInvoker } from './invoker.ts';
import { createMappings, type Mappings } from './mappings/mappings.ts';
import type { StreamSource } from './mappings/stream.ts';
import { permitInvoke } from './permission.ts';
import { createLambdaService } from './service.ts';
import { createLambdaStore, type LambdaStore } from './store.ts';
import { createFunctionUrls, type FunctionUrls } from './urls.ts';

export interface LambdaOptions {
  readonly calls: ServiceCalls;
  readonly principalOf: RolePrincipals;
  readonly credentials: FunctionCredentials;
  readonly timers: Timers;
  readonly logs: LogSink;
  readonly streams: StreamSource;
  readonly endpoint: () => string;
  /** Where function URLs are served. */
  readonly edge: Edge;
  readonly environments?: number;
}

/** Lambda of one embedded cloud. */
export interface Lambda {
  readonly services: readonly LocalService[];
  readonly store: LambdaStore;
  readonly code: CodeStore;
  readonly functions: Functions;
  readonly invocations: Invocations;
  readonly invoker: FunctionInvoker;
  readonly mappings: Mappings;
  readonly urls: FunctionUrls;
  /** Takes up accepted events and begins to read streams and queues. */
  readonly resume: () => void;
  readonly close: () => Promise<void>;
}

export function createLambda(context: LocalContext, options: LambdaOptions): Lambda {
  const store = createLambdaStore(context.database);
  const code = openCodeStore(path.join(context.dataDir, 'functions'));
  const functions = createFunctions(store, context.host, context);
  const all = { ...context, ...options, store, code, functions };
  const invocations = createInvocations(all);
  const events = createAsyncEvents({ ...all, invocations });
  const mappings = createMappings(store, { ...all, invocations, source: options.streams });

  const invoker: FunctionInvoker = {
    async invoke(request) {
      const resolved = functions.resolve(request.functionName, request.qualifier);
      permitInvoke(store, resolved, request);
      return invocations.run(resolved, request.payload);
    },
    enqueue(request) {
      const resolved = functions.resolve(request.functionName, request.qualifier);
      permitInvoke(store, resolved, request);
      events.accept(resolved, resolved.invokedArn === resolved.arn ? undefined : resolved.invokedArn.split(':').pop(), request.payload);
    },
  };

  const urls = createFunctionUrls(options.edge, { store, functions, invocations, host: context.host });

  return {
    services: [createLambdaService({ store, functions, invocations, invoker, mappings })],
    store,
    code,
    functions,
    invocations,
    invoker,
    mappings,
    urls,
    resume() {
      events.resume();
      mappings.resume();
    },
    async close() {
      mappings.close();
      events.close();
      await invocations.close();
    },
  };
}
