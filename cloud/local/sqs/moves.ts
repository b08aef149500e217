import type { LocalContext } from '../storage/context.ts';
import { AwsError, unsupported } from '../wire/error.ts';
import { type AwsCall, jsonAction } from '../wire/service.ts';
import type { Messages } from './messages.ts';
import { type Queue, type Queues, redriveOf } from './queue.ts';

interface MoveInput {
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: number;
}

/** A task as ListMessageMoveTasks shows it; stored as JSON. */
interface MoveTask {
  readonly Status: 'COMPLETED' | 'FAILED';
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly FailureReason?: string;
  /** Milliseconds since the epoch. */
  readonly StartedTimestamp: number;
}

interface MoveOptions {
  readonly context: LocalContext;
  readonly queues: Queues;
  readonly messages: Messages;
  readonly permitted: (call: AwsCall, action: string, queue: string) => Queue;
}

/** Queues whose messages become dead letters in this one. */
export const sourcesOf = (queues: Queues, dead: Queue): Queue[] =>
  queues.list().filter((queue) => redriveOf(queue)?.deadLetterTargetArn === dead.arn);

/** Putting dead letters back. A task is done when its start is answered, so that none is ever running. */
export function moveActions({ context: { database, host }, queues, messages, permitted }: MoveOptions) {
  database.migrate('sqs-moves', [
    'CREATE TABLE sqs_move (number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, task TEXT NOT NULL) STRICT',
  ]);

  function sourceOf(call: AwsCall, action: string, arn: string): Queue {
    if (!queues.list().some((queue) => queue.arn === arn))
      throw new AwsError('ResourceNotFoundException', "The resource that you specified for the SourceArn parameter doesn't exist.");
    return permitted(call, action, arn);
  }

  return {
    StartMessageMoveTask: jsonAction<MoveInput>(({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }, call) => {
      const dead = sourceOf(call, 'StartMessageMoveTask', SourceArn);
      if (MaxNumberOfMessagesPerSecond !== undefined) throw unsupported('sqs', 'StartMessageMoveTask with MaxNumberOfMessagesPerSecond');
      const sources = sourcesOf(queues, dead);
      if (sources.length === 0) throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
      for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) permitted(call, action, SourceArn);
      const homes = DestinationArn === undefined ? sources.map(({ arn }) => arn) : [DestinationArn];
      const [destination] = homes.map((arn) => permitted(call, 'SendMessage', arn));
      database.transaction(() => {
        const { moved, stranded } = messages.putBack(dead, DestinationArn === undefined ? undefined : destination);
        const task: MoveTask = {
          Status: stranded > 0 ? 'FAILED' : 'COMPLETED',
          SourceArn,
          ...(DestinationArn !== undefined && { DestinationArn }),
          ApproximateNumberOfMessagesMoved: moved,
          ApproximateNumberOfMessagesToMove: moved + stranded,
          ...(stranded > 0 && { FailureReason: 'CouldNotDetermineMessageSource' }),
          StartedTimestamp: host.clock.now(),
        };
        database.run('INSERT INTO sqs_move (source, task) VALUES (?, ?)', SourceArn, JSON.stringify(task));
      });
      return { TaskHandle: host.ids.next('move') };
    }),
    ListMessageMoveTasks: jsonAction<{ SourceArn: string; MaxResults?: number }>(({ SourceArn, MaxResults = 1 }, call) => {
      sourceOf(call, 'ListMessageMoveTasks', SourceArn);
      if (!(MaxResults >= 1 && MaxResults <= 10))
        throw new AwsError(
          'InvalidParameterValue',
          `Value ${MaxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 10, if provided.`,
        );
      const rows = database.all<{ task: string }>(
        'SELECT task FROM sqs_move WHERE source = ? ORDER BY number DESC LIMIT ?',
        SourceArn,
        MaxResults,
      );
      return { Results: rows.map(({ task }) => JSON.parse(task) as MoveTask) };
    }),
  };
}
