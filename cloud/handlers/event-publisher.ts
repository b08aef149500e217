import { eventBus } from '../adapters/aws/event-bus.ts';
import { readableEventsOf } from '../adapters/aws/events-of-record.ts';
import { inOrder, type BatchReply, type StreamEvent } from '../adapters/aws/stream.ts';
import { observed } from './observed.ts';

/** Follows the stream: says on the bus what happened. It reads nothing but the records, and holds no right to a tenant's data. */
export const handler = observed((event: StreamEvent): Promise<BatchReply> =>
  inOrder(event, async (record) => eventBus().put(readableEventsOf(record)), { system: 'events' }),
);
