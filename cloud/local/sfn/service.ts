import { AwsError } from '../wire/error.ts';
import { defineService, jsonAction, type AwsCall, type LocalService } from '../wire/service.ts';
import type { Executions } from './executions.ts';
import { apiEvent } from './history.ts';
import { refuseResource } from './integrations/resource.ts';
import type { Machines } from './machines.ts';
import type { ExecutionRow, MachineRow, MachineType, SfnStore } from './store.ts';
import { parseDefinition } from './validate.ts';

/** Step Functions on the wire. */
export function createSfnService({
  machines,
  executions,
  store,
}: {
  machines: Machines;
  executions: Executions;
  store: SfnStore;
}): LocalService {
  const seconds = (time: number | null): number | undefined => (time === null ? undefined : time / 1000);

  /** @throws AwsError for an execution that is not there or, being Express, is not to be asked. */
  function execution(arn: string, call: AwsCall, action: string): ExecutionRow {
    call.permit(`states:${action}`, arn);
    if (arn.includes(':express:'))
      throw new AwsError(
        'StateMachineTypeNotSupported',
        `This operation is not supported by this type of state machine: Express executions keep no history; read the machine's log`,
      );
    const row = store.execution(arn);
    if (!row) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return row;
  }

  const describeMachine = (row: MachineRow): Record<string, unknown> => ({
    stateMachineArn: row.arn,
    name: row.name,
    status: 'ACTIVE',
    definition: row.definition,
    roleArn: row.role_arn,
    type: row.type,
    creationDate: seconds(row.created),
    loggingConfiguration: row.logging === null ? undefined : (JSON.parse(row.logging) as unknown),
    revisionId: row.revision,
  });

  const summary = (row: ExecutionRow): Record<string, unknown> => ({
    executionArn: row.arn,
    stateMachineArn: row.machine_arn,
    name: row.name,
    status: row.status,
    startDate: seconds(row.started),
    stopDate: seconds(row.stopped),
  });

  const ending = (row: ExecutionRow): Record<string, unknown> => ({
    input: row.input,
    inputDetails: { included: true },
    ...(row.output !== null && { output: row.output, outputDetails: { included: true } }),
    ...(row.error !== null && { error: row.error }),
    ...(row.cause !== null && { cause: row.cause }),
  });

  /** Task answers are judged by the machine whose task it is. */
  function permitTask(call: AwsCall, action: string, token: string): void {
    const row = store.execution(executions.tokens.ownerOf(token));
    call.permit(`states:${action}`, row?.machine_arn ?? '*');
  }

  return defineService({
    name: 'states',
    protocol: 'json-1.0',
    target: 'AWSStepFunctions',
    actions: {
      CreateStateMachine: jsonAction(
        (input: { name: string; definition: string; roleArn: string; type?: MachineType; loggingConfiguration?: unknown }, call) => {
          const arn = machines.arnOf(input.name);
          call.permit('states:CreateStateMachine', arn);
          const existing = store.machine(arn);
          if (existing && existing.definition !== input.definition)
            throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
          const row = existing ?? machines.put({ ...input, logging: input.loggingConfiguration });
          return { stateMachineArn: row.arn, creationDate: seconds(row.created) };
        },
      ),
      UpdateStateMachine: jsonAction((input: { stateMachineArn: string; definition?: string; roleArn?: string }, call) => {
        call.permit('states:UpdateStateMachine', input.stateMachineArn);
        const old = machines.get(input.stateMachineArn);
        const row = machines.put({
          name: old.name,
          type: old.type,
          roleArn: input.roleArn ?? old.role_arn,
          definition: input.definition ?? old.definition,
          ...(old.logging !== null && { logging: JSON.parse(old.logging) as unknown }),
        });
        return { updateDate: seconds(row.updated), revisionId: row.revision };
      }),
      DeleteStateMachine: jsonAction(({ stateMachineArn }: { stateMachineArn: string }, call) => {
        call.permit('states:DeleteStateMachine', stateMachineArn);
        machines.delete(stateMachineArn);
      }),
      DescribeStateMachine: jsonAction(({ stateMachineArn }: { stateMachineArn: string }, call) => {
        call.permit('states:DescribeStateMachine', stateMachineArn);
        return describeMachine(machines.get(stateMachineArn));
      }),
      ListStateMachines: jsonAction((_input, call) => {
        call.permit('states:ListStateMachines', '*');
        return {
          stateMachines: machines
            .list()
            .map(({ arn, name, type, created }) => ({ stateMachineArn: arn, name, type, creationDate: seconds(created) })),
        };
      }),
      ValidateStateMachineDefinition: jsonAction(({ definition }: { definition: string }, call) => {
        call.permit('states:ValidateStateMachineDefinition', '*');
        const parsed = parseDefinition(definition, refuseResource);
        const diagnostics = parsed.ok ? [] : parsed.problems.map((each) => ({ severity: 'ERROR', ...each }));
        return { result: parsed.ok ? 'OK' : 'FAIL', diagnostics };
      }),
      StartExecution: jsonAction(({ stateMachineArn, name, input = '{}' }: StartInput, call) => {
        call.permit('states:StartExecution', stateMachineArn);
        checkName(name);
        const row = executions.start(machines.get(stateMachineArn), input, name);
        return { executionArn: row.arn, startDate: seconds(row.started) };
      }),
      StartSyncExecution: jsonAction(async ({ stateMachineArn, name, input = '{}' }: StartInput, call) => {
        call.permit('states:StartSyncExecution', stateMachineArn);
        checkName(name);
        const machine = machines.get(stateMachineArn);
        if (machine.type !== 'EXPRESS')
          throw new AwsError('StateMachineTypeNotSupported', 'StartSyncExecution is for Express state machines; use StartExecution.');
        const row = await executions.ended(executions.start(machine, input, name).arn);
        return { ...summary(row), ...ending(row) };
      }),
      StopExecution: jsonAction(async ({ executionArn, error, cause }: { executionArn: string; error?: string; cause?: string }, call) => {
        const row = execution(executionArn, call, 'StopExecution');
        if (row.status !== 'RUNNING') return { stopDate: seconds(row.stopped) };
        executions.stop(executionArn, error, cause);
        return { stopDate: seconds((await executions.ended(executionArn)).stopped) };
      }),
      DescribeExecution: jsonAction(({ executionArn }: { executionArn: string }, call) => {
        const row = execution(executionArn, call, 'DescribeExecution');
        return { ...summary(row), ...ending(row), redriveCount: 0, redriveStatus: 'NOT_REDRIVABLE' };
      }),
      DescribeStateMachineForExecution: jsonAction(({ executionArn }: { executionArn: string }, call) => {
        const row = execution(executionArn, call, 'DescribeStateMachineForExecution');
        const machine = machines.get(row.machine_arn);
        return {
          ...describeMachine({ ...machine, definition: store.definition(row.revision), revision: row.revision }),
          updateDate: seconds(machine.updated),
        };
      }),
      ListExecutions: jsonAction(({ stateMachineArn, statusFilter, maxResults, nextToken }: ListInput, call) => {
        call.permit('states:ListExecutions', stateMachineArn);
        const machine = machines.get(stateMachineArn);
        if (machine.type === 'EXPRESS')
          throw new AwsError('StateMachineTypeNotSupported', "Express executions are not listed; read the machine's log.");
        return page(
          maxResults,
          nextToken,
          (offset, limit) => store.executions(stateMachineArn, statusFilter, offset, limit),
          (rows) => ({ executions: rows.map(summary) }),
        );
      }),
      GetExecutionHistory: jsonAction(
        ({ executionArn, maxResults, nextToken, reverseOrder, includeExecutionData = true }: HistoryInput, call) => {
          execution(executionArn, call, 'GetExecutionHistory');
          return page(
            maxResults,
            nextToken,
            (offset, limit) => store.history(executionArn, reverseOrder ? 'DESC' : 'ASC', offset, limit),
            (events) => ({ events: events.map((event) => apiEvent(event, includeExecutionData)) }),
          );
        },
      ),
      SendTaskSuccess: jsonAction(({ taskToken, output }: { taskToken: string; output: string }, call) => {
        permitTask(call, 'SendTaskSuccess', taskToken);
        try {
          JSON.parse(output);
        } catch (error) {
          throw new AwsError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
        }
        executions.tokens.settle(taskToken, { output });
      }),
      SendTaskFailure: jsonAction(({ taskToken, error = '', cause = '' }: { taskToken: string; error?: string; cause?: string }, call) => {
        permitTask(call, 'SendTaskFailure', taskToken);
        executions.tokens.settle(taskToken, { error, cause });
      }),
      SendTaskHeartbeat: jsonAction(({ taskToken }: { taskToken: string }, call) => {
        permitTask(call, 'SendTaskHeartbeat', taskToken);
        executions.tokens.heartbeat(taskToken);
      }),
    },
  });
}

interface StartInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
}

interface ListInput {
  readonly stateMachineArn: string;
  readonly statusFilter?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

interface HistoryInput {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly reverseOrder?: boolean;
  readonly includeExecutionData?: boolean;
}

function checkName(name: string | undefined): void {
  if (name !== undefined && !/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) {
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  }
}

const PAGE = 100;
const LARGEST_PAGE = 1000;

/** One page of a list; the token is the offset of the next. */
function page<Row>(
  maxResults: number | undefined,
  nextToken: string | undefined,
  read: (offset: number, limit: number) => Row[],
  show: (rows: Row[]) => Record<string, unknown>,
): Record<string, unknown> {
  const size = Math.min(maxResults || PAGE, LARGEST_PAGE);
  const offset = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const rows = read(offset, size + 1);
  return { ...show(rows.slice(0, size)), ...(rows.length > size && { nextToken: String(offset + size) }) };
}
