import type { RolePrincipals, ServiceCalls } from '../calls.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import type { LogSink } from '../logs.ts';
import type { LocalContext } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { LocalService } from '../wire/service.ts';
import { createExecutions, type Executions } from './executions.ts';
import { createIntegrations } from './integrations/integrations.ts';
import { createMachines, type Machines } from './machines.ts';
import { createSfnService } from './service.ts';
import { createSfnStore } from './store.ts';

/** Step Functions of one embedded cloud. */
export interface Sfn {
  readonly services: readonly LocalService[];
  readonly machines: Machines;
  readonly executions: Executions;
}

export function createSfn(
  context: LocalContext,
  options: {
    readonly calls: ServiceCalls;
    readonly functions: FunctionInvoker;
    readonly principalOf: RolePrincipals;
    readonly timers: Timers;
    readonly logs: LogSink;
    readonly s3: LocalService;
  },
): Sfn {
  const store = createSfnStore(context.database);
  const machines = createMachines(store, context.host, context);
  const executions = createExecutions({ ...context, ...options, store, integrations: createIntegrations({ ...context, ...options }) });
  return { services: [createSfnService({ machines, executions, store })], machines, executions };
}
