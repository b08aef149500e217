import type { z } from 'zod';
import { type Channel, type Contract, contract, type Response } from './index.ts';
import { LedgerError } from './error.ts';

/** One handler per channel; what it receives has been parsed, what it returns will be. */
export type Handlers<Context> = {
  [C in Channel]: (request: z.output<Contract[C]['request']>, context: Context) => Promise<Response<C>> | Response<C>;
};

/**
 * The one place where an untrusted message becomes a call, for every door.
 * @throws LedgerError `unknown-channel` or `bad-request`; whatever the handler throws otherwise.
 */
export async function dispatch<Context>(
  handlers: Handlers<Context>,
  context: Context,
  channel: unknown,
  request: unknown,
): Promise<unknown> {
  if (typeof channel !== 'string' || !Object.hasOwn(contract, channel)) {
    throw new LedgerError({
      code: 'unknown-channel',
      message: `There is no call named ${JSON.stringify(channel)?.slice(0, 80)}.`,
      hint: 'Reload the window: it may be older than its host.',
    });
  }
  const known = channel as Channel;
  const parsed = contract[known].request.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new LedgerError({
      code: 'bad-request',
      message: `${known} refused its request: ${issue?.path.join('.') || 'request'}: ${issue?.message}.`,
      where: known,
    });
  }
  const handler = handlers[known] as (request: unknown, context: Context) => unknown;
  return contract[known].response.parse(await handler(parsed.data, context));
}
