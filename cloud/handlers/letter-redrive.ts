import { letterDeps } from '../adapters/aws/environment.ts';
import { askedLetter, inOrder, type BatchReply, type StreamEvent } from '../adapters/aws/stream.ts';
import { redriveLetter } from '../domain/letters/index.ts';
import { observed } from './observed.ts';

/** Follows the stream of letters that somebody asked for, and sends them again in that order. */
export const handler = observed((event: StreamEvent): Promise<BatchReply> =>
  inOrder(event, async (record) => {
    const asked = askedLetter(record);
    if (asked) await redriveLetter(letterDeps(asked.tenant), asked);
  }),
);
