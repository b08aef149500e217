import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually, logOf, refusal, startParcels, type Parcels } from './template/parcels.ts';

vi.setConfig({ testTimeout: 90_000 });

let cloud: Parcels;
let ecs: ECSClient;
beforeAll(async () => {
  cloud = await startParcels();
  ecs = new ECSClient(cloud.client());
});
afterAll(() => cloud.close());

async function run(command: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const overrides = {
    containerOverrides: [
      { name: 'job', command: [...command], environment: Object.entries(environment).map(([name, value]) => ({ name, value })) },
    ],
  };
  const { tasks, failures } = await ecs.send(
    new RunTaskCommand({ cluster: cloud.outputs['Yard']!, taskDefinition: cloud.outputs['Job']!, overrides }),
  );
  expect(failures).toEqual([]);
  return tasks![0]!.taskArn!;
}

const describeTask = async (task: string): Promise<Task> =>
  (await ecs.send(new DescribeTasksCommand({ cluster: cloud.outputs['Yard']!, tasks: [task] }))).tasks![0]!;
const stopped = (task: string): Promise<Task> =>
  eventually(async () => (await describeTask(task)).lastStatus === 'STOPPED' && describeTask(task));
const printed = (task: string): Promise<Record<string, unknown>> =>
  eventually(async () => {
    const line = logOf(cloud, 'task-parcel-job').find((each) => each['task'] === task && each['stream'] === 'stdout');
    return line && (JSON.parse(line['message'] as string) as Record<string, unknown>);
  });

describe('RunTask', () => {
  it("runs what the container's label names, with the command, the environment of definition and overrides, and the task role's keys", async () => {
    const task = await run(['exit0'], { TASK_TOKEN: 'given' });
    expect(await printed(task)).toEqual({
      wish: 'exit0',
      token: 'given',
      greeting: 'hello',
      region: 'eu-north-1',
      home: null,
      hasKeys: true,
    });
    expect(await stopped(task)).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ name: 'job', exitCode: 0 }] });
  });

  it("takes the definition's command where there is none of its own", async () => {
    const { tasks } = await ecs.send(new RunTaskCommand({ cluster: cloud.outputs['Yard']!, taskDefinition: 'parcel-job' }));
    expect((await printed(tasks![0]!.taskArn!))['wish']).toBe('from-template');
  });

  it('tells the exit code of a task that failed', async () => {
    expect((await stopped(await run(['exit7']))).containers).toMatchObject([{ exitCode: 7 }]);
  });

  it('fails by name where nothing on this machine stands for the container', async () => {
    const { tasks, failures } = await ecs.send(
      new RunTaskCommand({ cluster: cloud.outputs['Yard']!, taskDefinition: cloud.outputs['Unlabelled']! }),
    );
    expect(tasks).toEqual([]);
    expect(failures).toMatchObject([{ reason: 'RESOURCE:ENTRY', detail: expect.stringContaining('no label local.entry') as string }]);
  });

  it('refuses clusters and definitions that are not there', async () => {
    expect((await refusal(ecs.send(new RunTaskCommand({ cluster: 'none', taskDefinition: 'parcel-job' })))).name).toBe(
      'ClusterNotFoundException',
    );
    expect((await refusal(ecs.send(new RunTaskCommand({ cluster: cloud.outputs['Yard']!, taskDefinition: 'none' })))).name).toBe(
      'ClientException',
    );
  });
});

it('stops a task on request, with the reason given', async () => {
  const task = await run(['wait']);
  await printed(task);
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: cloud.outputs['Yard']! }));
  expect(taskArns).toContain(task);
  await ecs.send(new StopTaskCommand({ cluster: cloud.outputs['Yard']!, task, reason: 'not needed' }));
  expect(await stopped(task)).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'not needed' });
});

it('describes definitions, and says which tasks are missing', async () => {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'parcel-job' }));
  expect(taskDefinition).toMatchObject({
    family: 'parcel-job',
    revision: 1,
    containerDefinitions: [{ name: 'job', dockerLabels: { 'local.entry': 'job.mjs' } }],
  });
  const { failures } = await ecs.send(new DescribeTasksCommand({ cluster: cloud.outputs['Yard']!, tasks: ['nothing'] }));
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
});

describe('a machine that waits for a task', () => {
  const runTask = async (command: string) => {
    const sfn = new SFNClient(cloud.client());
    const Arguments = {
      Cluster: cloud.outputs['Yard'],
      TaskDefinition: cloud.outputs['Job'],
      LaunchType: 'FARGATE',
      Overrides: {
        ContainerOverrides: [
          { Name: 'job', Command: [command], Environment: [{ Name: 'TASK_TOKEN', Value: '{% $states.context.Task.Token %}' }] },
        ],
      },
    };
    const States = {
      Job: {
        Type: 'Task',
        Resource: 'arn:aws:states:::ecs:runTask.waitForTaskToken',
        Arguments,
        HeartbeatSeconds: 30,
        TimeoutSeconds: 60,
        End: true,
      },
    };
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Job', States });
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: `job-${command}`, definition, roleArn: cloud.outputs['MachineRole']! }),
    );
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachineArn! }));
    return eventually(async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: executionArn! }));
      return execution.status !== 'RUNNING' && execution;
    });
  };

  it('goes on with what the task sends', async () => {
    const { status, output } = await runTask('work');
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output!)).toEqual({ delivered: 3 });
  });

  it("fails with the task's error", async () => {
    expect(await runTask('fail')).toMatchObject({ status: 'FAILED', error: 'NoLorry', cause: 'all are away' });
  });
});
