import { isRefusal } from '../domain/refusal.ts';
import { observed } from './observed.ts';

/** The name by which the workflows know an error that no retry changes. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** A handler whose refusals reach the workflow as `Refused` with their four fields as JSON. Anything else stays what it is and may be retried. */
export const refusing = <Event, Reply>(handle: (event: Event) => Promise<Reply>) => {
  const watched = observed(handle);
  return async (...asked: Parameters<typeof watched>): Promise<Reply> => {
    try {
      return await watched(...asked);
    } catch (error) {
      if (isRefusal(error)) throw new Refused(JSON.stringify(error.toJSON()));
      throw error;
    }
  };
};

/** What people read of an error that a workflow caught, `<name>: <error document of the function>`: the refusal's sentences, else its message. */
export function faultSentence(fault: string): string {
  try {
    const { errorMessage } = JSON.parse(fault.slice(fault.indexOf(': ') + 2)) as { errorMessage: string };
    if (!fault.startsWith('Refused: ')) return errorMessage;
    const { message, hint } = JSON.parse(errorMessage) as { message: string; hint?: string };
    return [message, hint].filter(Boolean).join(' ');
  } catch {
    return fault;
  }
}
