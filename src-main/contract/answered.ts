import { z } from 'zod';
import { LedgerError } from './error.ts';

/** An answer across a process: errors are values there, since only their messages would survive otherwise. */
const Answered = z.union([
  z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional(), where: z.string().optional() }) }),
  z.object({ value: z.unknown() }),
]);
export type Answered = z.infer<typeof Answered>;

/** Known by its name: an engine build that was loaded from disk brings a class of its own. */
const isRefusal = (error: unknown): error is LedgerError => error instanceof Error && error.name === 'LedgerError';

/** @param log is told of what is no refusal but a bug; the asker gets a sentence in its place */
export async function answered(work: Promise<unknown>, log: (error: unknown) => void): Promise<Answered> {
  try {
    return { value: await work };
  } catch (error) {
    if (isRefusal(error)) {
      const { code, message, hint, where } = error;
      return { error: { code, message, ...(hint !== undefined && { hint }), ...(where !== undefined && { where }) } };
    }
    log(error);
    return { error: { code: 'internal', message: 'Something went wrong on our side.', hint: 'Try again; if it stays, look at the log.' } };
  }
}

/** @throws LedgerError what the other side refused with, or `bad-answer` */
export function valueOf(answer: unknown): unknown {
  const parsed = Answered.safeParse(answer);
  if (!parsed.success) throw new LedgerError({ code: 'bad-answer', message: 'The other side answered something else than was asked.' });
  if ('error' in parsed.data) throw new LedgerError(parsed.data.error);
  return parsed.data.value;
}
