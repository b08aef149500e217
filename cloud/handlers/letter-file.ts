import { clock, deadLetterStreams, followerOf, hearerOf, isErased, letterDeps } from '../adapters/aws/environment.ts';
import { lettersOfBatch, readDeadLetter, type QueueRecord } from '../adapters/aws/dead-letters.ts';
import { fileLetter } from '../domain/letters/index.ts';
import type { Letter } from '../ports/index.ts';
import type { BatchReply } from '../adapters/aws/stream.ts';
import { sayFailure, telemetry } from '../adapters/aws/telemetry.ts';
import { emf } from '../domain/observe/index.ts';
import { observed } from './observed.ts';
import { faultSentence } from './refusal.ts';

/** Sorts the dead letter queue: each letter goes to its tenant, and nowhere once that is erased. One that cannot be read stays, and ends among the unsorted. */
export const handler = observed(async ({ Records }: { Records: readonly QueueRecord[] }): Promise<BatchReply> => {
  const failed: string[] = [];
  for (const record of Records) {
    try {
      await file(record);
    } catch (error) {
      sayFailure(error);
      failed.push(record.messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});

const count = (tenant: string): void => telemetry.metrics(emf(clock.now(), { tenant }, { LettersFiled: 1 }));

async function file(record: QueueRecord): Promise<void> {
  const read = readDeadLetter(record, faultSentence);
  if (read === undefined) throw new Error(`Message ${record.messageId} is no letter of ours`);
  if ('letter' in read) {
    await fileFor(read.letter, { tryFirst: false });
    return;
  }
  if ('unheard' in read) {
    const letter = { ...read.unheard.letter, system: hearerOf(read.unheard.functionArn) };
    // Its hearer has just failed at it again and again.
    await fileFor(letter, { tryFirst: false });
    return;
  }
  const system = followerOf(read.batch.functionArn);
  // A letter that was asked for is still where it was.
  if (system === 'letters') return;
  for (const letter of await lettersOfBatch(deadLetterStreams(), system, read.batch)) await fileFor(letter, { tryFirst: true });
}

async function fileFor(letter: Letter, how: Parameters<typeof fileLetter>[2]): Promise<void> {
  if (await isErased(letter.tenant)) return;
  await fileLetter(letterDeps(letter.tenant), letter, how);
  count(letter.tenant);
}
