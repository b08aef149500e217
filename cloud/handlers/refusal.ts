import { isRefusal } from '../domain/refusal.ts';

/** The name by which the workflows know an error that no retry changes. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** A handler whose refusals reach the workflow as `Refused` with their four fields as JSON. Anything else stays what it is and may be retried. */
export const refusing =
  <Event, Reply>(handle: (event: Event) => Promise<Reply>) =>
  async (event: Event): Promise<Reply> => {
    try {
      return await handle(event);
    } catch (error) {
      if (isRefusal(error)) throw new Refused(JSON.stringify(error.toJSON()));
      throw error;
    }
  };
