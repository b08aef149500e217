/** What runs behind the doors: the bus, the dead letters, the stream, functions, state machines, logs. No tenant has a right there at all. */
import { DescribeStreamCommand, GetShardIteratorCommand, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionCommand, InvokeCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../../cloud/adapters/aws/sha256.ts';
import { Refused, type Attack, type Strike } from '../attack.ts';

/** Whatever a function of the stack would take for an order about a tenant. */
const order = ({ at, chance }: Strike): object =>
  chance.pick([
    { op: 'begin', tenant: at.name, session: at.session, seen: 0, execution: 'struck', startedAt: '2026-01-01T00:00:00Z' },
    { op: 'park', tenant: at.name, session: at.session, loopEpoch: 1, fault: 'struck' },
    { key: `tenants/${at.name}/levels/beer-game/requests/p-1.json` },
    { tenant: at.name, session: at.session, seen: 0 },
    { lease: 0 },
    event({ at, chance } as Strike),
  ]);
/** Something that never happened to a tenant. */
const event = ({ at, chance }: Strike): object =>
  chance.pick([
    {
      id: `${at.session}.finished`,
      tenant: at.name,
      at: 1,
      session: at.session,
      how: 'played',
      version: 1,
      ticks: 1,
      players: 1,
      kpis: {},
    },
    { id: `${at.session}.joined.00002`, tenant: at.name, at: 1, session: at.session, player: 'p-1', sender: 2 },
    { id: '2026-11.spent.80', tenant: at.name, at: 1, month: '2026-11', percent: 80, spentUsd: '1', budgetUsd: '1' },
  ]);
const machines = ({ stack }: Strike): readonly string[] => [stack.target.outputs.LoopMachineArn, stack.target.outputs.PublishMachineArn];

/** A call of CloudWatch Logs, which the product's own clients never make. */
async function logs(s: Strike, action: string, input: object): Promise<string> {
  const endpoint = new URL(s.stack.target.endpoint!);
  const body = JSON.stringify(input);
  const request = await new SignatureV4({
    service: 'logs',
    region: s.stack.target.region,
    credentials: s.by.credentials,
    sha256: Sha256,
  }).sign({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    port: Number(endpoint.port),
    path: '/',
    headers: { host: endpoint.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${action}` },
    body,
  });
  const answer = await fetch(endpoint, { method: 'POST', headers: request.headers, body });
  const text = await answer.text();
  if (answer.ok) return text;
  throw new Refused(text);
}

export const machineryAttacks: readonly Attack[] = [
  {
    port: 'events',
    name: 'says on the bus that something happened',
    strike: async (s) => {
      const { FailedEntryCount = 0 } = await s.by.events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: s.chance.pick([s.stack.bus, 'default']),
              Source: s.chance.pick(['ledgerquest.session', 'ledgerquest.budget', 'ledgerquest.publish', 'aws.s3']),
              DetailType: s.chance.pick(['SessionFinished.v1', 'PlayerJoined.v1', 'BudgetSpent.v1', 'Object Created']),
              Detail: JSON.stringify(s.chance.pick([order, event])(s)),
            },
          ],
        }),
      );
      if (FailedEntryCount > 0) throw new Refused('not taken');
    },
  },
  {
    port: 'events',
    name: 'reads the table’s stream',
    strike: (s) =>
      s.chance.pick([
        () => s.by.streams.send(new ListStreamsCommand({})),
        () => s.by.streams.send(new DescribeStreamCommand({ StreamArn: s.stack.streamArn })),
        () =>
          s.by.streams.send(
            new GetShardIteratorCommand({
              StreamArn: s.stack.streamArn,
              ShardId: 'shardId-000000000001',
              ShardIteratorType: 'TRIM_HORIZON',
            }),
          ),
      ])(),
  },
  {
    port: 'dead letters',
    name: 'reads, writes, moves or empties the dead letters',
    strike: (s) => {
      const QueueUrl = s.chance.pick([s.stack.deadLetters, s.stack.unsortedLetters]);
      return s.chance.pick([
        () => s.by.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })),
        () => s.by.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order(s)) })),
        () => s.by.sqs.send(new PurgeQueueCommand({ QueueUrl })),
        () => s.by.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
        () => s.by.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: `arn:aws:sqs:${s.stack.target.region}:${s.stack.account}:any` })),
      ] as (() => Promise<unknown>)[])();
    },
  },
  {
    port: 'functions',
    name: 'calls or changes a function',
    strike: (s) => {
      const FunctionName = s.chance.pick(s.stack.functions);
      return s.chance.pick([
        () => s.by.lambda.send(new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(JSON.stringify(order(s))) })),
        () => s.by.lambda.send(new GetFunctionCommand({ FunctionName })),
        () => s.by.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 1 })),
      ] as (() => Promise<unknown>)[])();
    },
  },
  {
    port: 'functions',
    name: 'starts, reads, answers or stops a workflow',
    strike: (s) => {
      const stateMachineArn = s.chance.pick(machines(s));
      const taskToken = Buffer.from(s.chance.bytes(48)).toString('base64');
      return s.chance.pick([
        () => s.by.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(order(s)) })),
        () => s.by.sfn.send(new ListExecutionsCommand({ stateMachineArn })),
        () => s.by.sfn.send(new StopExecutionCommand({ executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:any` })),
        () => s.by.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })),
        () => s.by.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'struck' })),
      ] as (() => Promise<unknown>)[])();
    },
  },
  {
    port: 'logs',
    name: 'reads what functions wrote into their logs',
    strike: (s) => {
      const logGroupName = `/aws/lambda/${s.chance.pick(s.stack.functions)}`;
      return s.chance.below(2) === 0
        ? logs(s, 'FilterLogEvents', { logGroupName, filterPattern: s.at.name })
        : logs(s, 'DescribeLogGroups', {});
    },
  },
];
