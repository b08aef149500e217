import { AwsError } from '../wire/error.ts';
import { defineService, jsonAction, type AwsCall, type LocalService } from '../wire/service.ts';
import type { EcsStore, TaskRow } from './definitions.ts';
import type { TaskRequest, Tasks } from './tasks.ts';

interface RunTaskInput {
  readonly taskDefinition: string;
  readonly cluster?: string;
  readonly count?: number;
  readonly startedBy?: string;
  readonly clientToken?: string;
  readonly overrides?: { readonly containerOverrides?: TaskRequest['overrides']; readonly taskRoleArn?: string };
}

const MOST_TOKENS = 10_000;

/** Elastic Container Service on the wire: running tasks and looking at them. Definitions and clusters come from templates. */
export function createEcsService(store: EcsStore, tasks: Tasks): LocalService {
  /** Starts that were asked for with a token start nothing again. */
  const tokens = new Map<string, readonly string[]>();
  function clusterOf(name = 'default'): string {
    const short = name.slice(name.lastIndexOf('/') + 1);
    if (!store.hasCluster(short)) throw new AwsError('ClusterNotFoundException', `Cluster not found: ${name}.`);
    return store.clusterArn(short);
  }

  function taskOf(name: string, cluster: string): TaskRow | undefined {
    return store.task(name.startsWith('arn:') ? name : `${cluster.replace(':cluster/', ':task/')}/${name}`);
  }

  const seconds = (time: number | null): number | undefined => (time === null ? undefined : time / 1000);

  const describe = (row: TaskRow): Record<string, unknown> => ({
    taskArn: row.arn,
    clusterArn: row.cluster,
    taskDefinitionArn: row.definition,
    lastStatus: row.status,
    desiredStatus: row.status === 'STOPPED' ? 'STOPPED' : 'RUNNING',
    createdAt: seconds(row.created),
    startedAt: seconds(row.started),
    stoppedAt: seconds(row.stopped),
    ...(row.started_by !== null && { startedBy: row.started_by }),
    ...(row.stop_code !== null && { stopCode: row.stop_code, stoppedReason: row.stopped_reason }),
    containers: store.definition(row.definition).containers.map(({ name, essential }) => ({
      name,
      taskArn: row.arn,
      lastStatus: row.status,
      ...(essential && row.exit_code !== null && { exitCode: row.exit_code }),
    })),
  });

  const permitTask = (call: AwsCall, action: string, arn: string, cluster: string): void =>
    call.permit(`ecs:${action}`, arn, { 'ecs:cluster': cluster });

  return defineService({
    name: 'ecs',
    protocol: 'json-1.1',
    target: 'AmazonEC2ContainerServiceV20141113',
    actions: {
      RunTask: jsonAction((input: RunTaskInput, call) => {
        const cluster = clusterOf(input.cluster);
        const definition = store.definition(input.taskDefinition);
        permitTask(call, 'RunTask', definition.arn, cluster);
        const taskRoleArn = input.overrides?.taskRoleArn ?? definition.taskRoleArn;
        if (taskRoleArn !== undefined) call.permit('iam:PassRole', taskRoleArn, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' });
        const { count = 1 } = input;
        if (!Number.isInteger(count) || count < 1 || count > 10) throw new AwsError('InvalidParameterException', 'count must be 1 to 10.');
        const again = input.clientToken === undefined ? undefined : tokens.get(`${cluster}/${input.clientToken}`);
        if (again !== undefined)
          return { tasks: again.flatMap((arn) => (store.task(arn) ? [describe(store.task(arn)!)] : [])), failures: [] };
        const request: TaskRequest = {
          definition,
          cluster,
          overrides: input.overrides?.containerOverrides ?? [],
          ...(taskRoleArn !== undefined && { taskRoleArn }),
          ...(input.startedBy !== undefined && { startedBy: input.startedBy }),
        };
        const outcomes = Array.from({ length: count }, () => tasks.run(request));
        const begun = outcomes.flatMap((outcome) => ('task' in outcome ? [outcome.task.arn] : []));
        if (input.clientToken !== undefined && begun.length > 0) {
          tokens.set(`${cluster}/${input.clientToken}`, begun);
          for (const oldest of tokens.keys()) if (tokens.size > MOST_TOKENS) tokens.delete(oldest);
        }
        return {
          tasks: outcomes.flatMap((outcome) => ('task' in outcome ? [describe(outcome.task)] : [])),
          failures: outcomes.flatMap((outcome) =>
            'failure' in outcome ? [{ arn: definition.arn, reason: 'RESOURCE:ENTRY', detail: outcome.failure }] : [],
          ),
        };
      }),
      StopTask: jsonAction((input: { task: string; cluster?: string; reason?: string }, call) => {
        const cluster = clusterOf(input.cluster);
        const row = taskOf(input.task, cluster);
        permitTask(call, 'StopTask', row?.arn ?? input.task, cluster);
        if (!row) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
        tasks.stop(row.arn, input.reason ?? 'Task stopped by user');
        return { task: { ...describe(row), desiredStatus: 'STOPPED' } };
      }),
      DescribeTasks: jsonAction((input: { tasks: readonly string[]; cluster?: string }, call) => {
        const cluster = clusterOf(input.cluster);
        const found = input.tasks.map((name) => {
          const row = taskOf(name, cluster);
          permitTask(call, 'DescribeTasks', row?.arn ?? name, cluster);
          return { name, row };
        });
        return {
          tasks: found.flatMap(({ row }) => (row ? [describe(row)] : [])),
          failures: found.flatMap(({ name, row }) => (row ? [] : [{ arn: name, reason: 'MISSING' }])),
        };
      }),
      ListTasks: jsonAction((input: { cluster?: string; desiredStatus?: string; family?: string }, call) => {
        const cluster = clusterOf(input.cluster);
        call.permit('ecs:ListTasks', '*', { 'ecs:cluster': cluster });
        const wanted = input.desiredStatus === 'STOPPED';
        const rows = store
          .tasks(cluster)
          .filter(
            (row) =>
              (row.status === 'STOPPED') === wanted &&
              (input.family === undefined || store.definition(row.definition).family === input.family),
          );
        return { taskArns: rows.map(({ arn }) => arn) };
      }),
      DescribeTaskDefinition: jsonAction((input: { taskDefinition: string }, call) => {
        call.permit('ecs:DescribeTaskDefinition', '*');
        const { arn, family, revision, taskRoleArn, containers } = store.definition(input.taskDefinition);
        return {
          taskDefinition: {
            taskDefinitionArn: arn,
            family,
            revision,
            status: 'ACTIVE',
            ...(taskRoleArn !== undefined && { taskRoleArn }),
            containerDefinitions: containers.map(({ name, essential, command, environment, labels }) => ({
              name,
              essential,
              command,
              environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
              dockerLabels: labels,
            })),
          },
        };
      }),
      ListClusters: jsonAction((_input, call) => {
        call.permit('ecs:ListClusters', '*');
        return { clusterArns: store.clusters().map(store.clusterArn) };
      }),
    },
  });
}
