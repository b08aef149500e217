import { clock, forTenant, isErased } from '../adapters/aws/environment.ts';
import { inOrder, roomToCompact, type BatchReply, type StreamEvent } from '../adapters/aws/stream.ts';
import { packing } from '../adapters/packing.ts';
import { compact } from '../domain/rooms/index.ts';
import { observed } from './observed.ts';

/** Follows the stream of records with which a snapshot is due, and takes it. */
export const handler = observed((event: StreamEvent): Promise<BatchReply> =>
  inOrder(
    event,
    async (record) => {
      const ref = roomToCompact(record);
      if (ref) await compact(ref, { store: forTenant(ref.tenant).rooms, packing, now: () => clock.now() });
    },
    { system: 'rooms', isErased },
  ),
);
