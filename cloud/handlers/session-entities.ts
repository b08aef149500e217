import { entityDeps, isErased } from '../adapters/aws/environment.ts';
import { checkpointTaken, inOrder, type BatchReply, type StreamEvent } from '../adapters/aws/stream.ts';
import { projectEntities } from '../domain/session/index.ts';
import { observed } from './observed.ts';

/** Follows the stream of HEADs with a new checkpoint, and writes down what entities there are for whoever asks. */
export const handler = observed((event: StreamEvent): Promise<BatchReply> =>
  inOrder(
    event,
    async (record) => {
      const taken = checkpointTaken(record);
      if (taken) await projectEntities(entityDeps(taken.ref.tenant), taken.ref, taken.head);
    },
    { system: 'entities', isErased },
  ),
);
