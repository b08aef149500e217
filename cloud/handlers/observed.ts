import { nowServing, sayFailure } from '../adapters/aws/telemetry.ts';

interface Context {
  readonly awsRequestId?: string;
}

/** A handler whose lines name the request, and whose failures leave one before they reach the host. */
export const observed =
  <Event, Reply>(handle: (event: Event) => Promise<Reply>) =>
  async (event: Event, context?: Context): Promise<Reply> => {
    nowServing(context?.awsRequestId);
    try {
      return await handle(event);
    } catch (error) {
      sayFailure(error, whose(event));
      throw error;
    }
  };

/** The tenant and session that an event names, as the workflows, the loop and the bus pass them. */
function whose(event: unknown): { tenant?: string; session?: string } {
  const { state, detail } = (event ?? {}) as { state?: unknown; detail?: unknown };
  const about = state ?? detail ?? event;
  const { tenant, session } = (typeof about === 'object' && about !== null ? about : {}) as Record<string, unknown>;
  return { ...(typeof tenant === 'string' && { tenant }), ...(typeof session === 'string' && { session }) };
}
