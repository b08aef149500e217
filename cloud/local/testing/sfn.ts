import type { Json, JsonObject } from '../json.ts';
import { createExecutions } from '../sfn/executions.ts';
import type { Integrations } from '../sfn/integrations/integrations.ts';
import { createMachines, type MachineInput } from '../sfn/machines.ts';
import { createSfnStore, type ExecutionRow, type MachineRow, type MachineType } from '../sfn/store.ts';
import { openTestContext, type TestContext } from './host.ts';

/** What a Task of a test does: `input` is what the Arguments came to. */
export type TaskDouble = (input: JsonObject, about: { signal: AbortSignal; name: string }) => Json | Promise<Json>;

/** An interpreter whose Tasks are answered by `task`, on time that moves only when told. */
export function openMachines(task: TaskDouble, from?: TestContext) {
  const context = from ?? openTestContext();
  const store = createSfnStore(context.database);
  const integrations: Integrations = {
    call: async (resource, input, _execution, signal) => task(input as JsonObject, { signal, name: resource.name }),
  };
  const lines: Record<string, unknown>[] = [];
  const executions = createExecutions({
    ...context,
    store,
    integrations,
    timers: context.time,
    logs: { write: (_source, line) => void lines.push({ ...line }) },
  });
  const machines = createMachines(store, context.host, context);
  function put(definition: JsonObject, type: MachineType = 'STANDARD', name = 'm'): MachineRow {
    const input: MachineInput = {
      name,
      type,
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    };
    return machines.put(input);
  }

  /** Starts a machine of these states and lets time pass until it has ended. */
  async function run(
    states: JsonObject,
    input: Json = {},
    type: MachineType = 'STANDARD',
  ): Promise<ExecutionRow & { value: Json | undefined }> {
    const machine = put({ StartAt: Object.keys(states)[0]!, States: states }, type, `m${store.machines().length}`);
    const { arn } = executions.start(machine, JSON.stringify(input));
    let row: ExecutionRow | undefined;
    void executions.ended(arn).then((ended) => (row = ended));
    for (let turn = 0; turn < 500 && !row; turn += 1) {
      const next = context.time.next();
      await context.time.advance(next === undefined ? 0 : Math.max(0, next - context.time.now()));
    }
    if (!row) throw new Error('the execution did not end');
    return { ...row, value: row.output === null ? undefined : (JSON.parse(row.output) as Json) };
  }

  return {
    context,
    store,
    machines,
    executions,
    lines,
    put,
    run,
    events: (arn: string) => store.history(arn, 'ASC', 0, 10_000),
    close: () => {
      executions.close();
      context.remove();
    },
  };
}
