/**
 * Kills the embedded cloud at named moments and looks afterwards for everything that it had acknowledged. A point such as
 * `database:before-commit#3` is the third time after the start that the process passes there, so the moments are exact.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { assembleParcels, eventually, messageFrom, seenBy, spawnParcels, type ParcelsProcess } from './template/parcels.ts';

/** All moments rather than a choice of them: `LONG=1 vitest run test/contract/template-kill.test.ts`. */
const LONG = process.env['LONG'] !== undefined;

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(() => (folder = assembleParcels()));
const dirs: string[] = [];
afterAll(() => [folder, ...dirs].forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** Runs `act` on a cloud while it may die at `killAt`, starts it again and hands what was acknowledged to `check`. */
async function surviving<T>(
  killAt: string,
  act: (cloud: ParcelsProcess) => Promise<T>,
  check: (cloud: ParcelsProcess, acknowledged: T) => Promise<void>,
): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'parcels-'));
  dirs.push(dataDir);
  const dying = await spawnParcels({ folder, dataDir, killAt });
  const acknowledged = await act(dying);
  expect(await dying.ended).toBe('SIGKILL');
  const again = await spawnParcels({ folder, dataDir });
  try {
    await check(again, acknowledged);
  } finally {
    await again.close();
  }
}

/** Whether a call was answered; a process that dies answers nothing. */
const answered = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );

describe('an execution', () => {
  const arnOf = (cloud: ParcelsProcess): string => cloud.outputs['Rounds']!;

  it.each([
    ...(LONG ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 4, 7]).map((n) => `database:before-commit#${n}`),
    ...(LONG ? [1, 2, 3, 4, 5, 6, 7, 8] : [2]).map((n) => `database:after-commit#${n}`),
    ...(LONG ? [1, 2, 3] : [3]).map((n) => `sfn:before-task#${n}`),
    ...(LONG ? [1, 2, 3] : [2]).map((n) => `sfn:after-task#${n}`),
  ])('that was killed at %s goes on and ends as if nothing had been', async (point) => {
    const start = (cloud: ParcelsProcess) =>
      new SFNClient(cloud.client()).send(new StartExecutionCommand({ stateMachineArn: arnOf(cloud), name: 'one', input: '{}' }));
    await surviving(
      point,
      (cloud) => answered(start(cloud)),
      async (cloud, acknowledged) => {
        const sfn = new SFNClient(cloud.client());
        if (!acknowledged) await start(cloud);
        const executionArn = `${arnOf(cloud).replace(':stateMachine:', ':execution:')}:one`;
        const execution = await eventually(async () => {
          const now = await sfn.send(new DescribeExecutionCommand({ executionArn }));
          return now.status !== 'RUNNING' && now;
        });
        expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '3' });
        expect((await seenBy(cloud).all('map')).map(({ n }) => n!.S)).toEqual(['1', '2']);
        const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
        expect(events!.map(({ id }) => id)).toEqual(events!.map((_, index) => index + 1));
        expect(events!.filter(({ type }) => type === 'MapIterationStarted')).toHaveLength(2);
        expect(events!.filter(({ type }) => type === 'ExecutionSucceeded')).toHaveLength(1);
      },
    );
  });

  it('that waits for a token takes it after a restart', async () => {
    let executionArn = '';
    let taskToken = '';
    await surviving(
      'events:accepted',
      async (cloud) => {
        const sfn = new SFNClient(cloud.client());
        const States = {
          Wait: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Arguments: { QueueUrl: cloud.outputs['Lost'], MessageBody: '{% $states.context.Task.Token %}' },
            End: true,
          },
        };
        const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States });
        const { stateMachineArn } = await sfn.send(
          new CreateStateMachineCommand({ name: 'waits', definition, roleArn: cloud.outputs['MachineRole']! }),
        );
        executionArn = (await sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachineArn! }))).executionArn!;
        taskToken = (await messageFrom(cloud, cloud.outputs['Lost']!)).Body!;
        await answered(
          new EventBridgeClient(cloud.client()).send(
            new PutEventsCommand({ Entries: [{ Source: 'end', DetailType: 'it', Detail: '{}' }] }),
          ),
        );
      },
      async (cloud) => {
        const sfn = new SFNClient(cloud.client());
        await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"here"' }));
        const execution = await eventually(async () => {
          const now = await sfn.send(new DescribeExecutionCommand({ executionArn }));
          return now.status !== 'RUNNING' && now;
        });
        expect(execution.output).toBe('"here"');
      },
    );
  });

  it('whose token came back just before the end goes on with it', async () => {
    let executionArn = '';
    await surviving(
      'sfn:token-settled',
      async (cloud) => {
        const sfn = new SFNClient(cloud.client());
        const States = {
          Wait: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Arguments: { QueueUrl: cloud.outputs['Lost'], MessageBody: '{% $states.context.Task.Token %}' },
            End: true,
          },
        };
        const { stateMachineArn } = await sfn.send(
          new CreateStateMachineCommand({
            name: 'waits',
            definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States }),
            roleArn: cloud.outputs['MachineRole']!,
          }),
        );
        executionArn = (await sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachineArn! }))).executionArn!;
        const taskToken = (await messageFrom(cloud, cloud.outputs['Lost']!)).Body!;
        await answered(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"just"' })));
      },
      async (cloud) => {
        const execution = await eventually(async () => {
          const now = await new SFNClient(cloud.client()).send(new DescribeExecutionCommand({ executionArn }));
          return now.status !== 'RUNNING' && now;
        });
        expect(execution.output).toBe('"just"');
      },
    );
  });
});

describe('an acknowledged event reaches its target though the cloud was killed', () => {
  it.each([
    ...(LONG ? ['events:before-delivery', 'database:before-commit#2', 'database:after-commit#3', 'lambda:before-event'] : []),
    'events:before-delivery#3',
    'events:after-delivery#2',
    'database:before-commit#4',
    'lambda:after-event',
  ])('at %s', async (point) => {
    await surviving(
      point,
      async (cloud) => {
        const events = new EventBridgeClient(cloud.client());
        const acknowledged: string[] = [];
        for (let n = 0; n < 20; n += 1) {
          const entry = {
            Source: 'parcels',
            DetailType: 'Told',
            Detail: JSON.stringify({ weight: 100 + n }),
            EventBusName: cloud.outputs['Bus']!,
          };
          const answer = await events.send(new PutEventsCommand({ Entries: [entry] })).catch(() => undefined);
          if (!answer) break;
          acknowledged.push(answer.Entries![0]!.EventId!);
        }
        return acknowledged;
      },
      async (cloud, acknowledged) => {
        for (const id of acknowledged) expect(await seenBy(cloud).one('play', id)).toBeDefined();
      },
    );
  });

  it.each([
    ...(LONG ? ['bus:after-delivery', 'events:before-delivery', 'events:after-delivery'] : []),
    'bus:before-delivery',
    'blob:after-rename#2',
  ])('from a bucket to a machine, at %s', async (point) => {
    await surviving(
      point,
      async (cloud) => {
        const s3 = new S3Client(cloud.client());
        const acknowledged: string[] = [];
        for (let n = 0; n < 20; n += 1) {
          const Key = `to/${n}/label.json`;
          if (!(await answered(s3.send(new PutObjectCommand({ Bucket: cloud.outputs['Labels']!, Key, Body: `{"n":${n}}` }))))) break;
          acknowledged.push(Key);
        }
        return acknowledged;
      },
      async (cloud, acknowledged) => {
        for (const key of acknowledged) expect(await seenBy(cloud).one('delivery', key)).toBeDefined();
      },
    );
  });

  it('from a table to a function, killed between the function and the checkpoint', async () => {
    await surviving(
      'lambda:stream-delivered#2',
      async (cloud) => {
        const dynamodb = new DynamoDBClient(cloud.client());
        const acknowledged: string[] = [];
        for (let n = 0; n < 200; n += 1) {
          if (!(await answered(dynamodb.send(new PutItemCommand({ TableName: cloud.outputs['Parcels']!, Item: { id: { S: `s${n}` } } })))))
            break;
          acknowledged.push(`s${n}`);
        }
        return acknowledged;
      },
      async (cloud, acknowledged) => {
        expect(acknowledged.length).toBeGreaterThan(0);
        for (const id of acknowledged) await seenBy(cloud).one('aws:dynamodb', id);
      },
    );
  });

  it('for a function asked to run later', async () => {
    await surviving(
      'lambda:before-event',
      (cloud) =>
        answered(
          new LambdaClient(cloud.client()).send(
            new InvokeCommand({
              FunctionName: cloud.outputs['Play']!,
              InvocationType: 'Event',
              Payload: Buffer.from('{"do":"record","id":"later","value":"done"}'),
            }),
          ),
        ),
      async (cloud, acknowledged) => {
        expect(acknowledged).toBe(true);
        expect((await seenBy(cloud).one('play', 'later'))['value']).toEqual({ S: 'done' });
      },
    );
  });
});
