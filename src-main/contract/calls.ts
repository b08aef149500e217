import { z } from 'zod';
import { LedgerError } from './error.ts';

/** Questions by name, with the shapes of what is asked and of what is answered. */
export type Calls = Readonly<Record<string, { request: z.ZodType; response: z.ZodType }>>;

export const call = <Request extends z.ZodType, Response extends z.ZodType>(request: Request, response: Response) => ({
  request,
  response,
});
export const Nothing = z.object({}).strict();

export type RequestOf<C extends Calls, N extends keyof C> = z.input<C[N]['request']>;
export type ResponseOf<C extends Calls, N extends keyof C> = z.output<C[N]['response']>;

/** One handler per call; what it receives has been parsed, what it returns will be. */
export type HandlersOf<C extends Calls, Context> = {
  [N in keyof C]: (request: z.output<C[N]['request']>, context: Context) => Promise<ResponseOf<C, N>> | ResponseOf<C, N>;
};

/**
 * The one place where an untrusted message becomes a call.
 * @throws LedgerError `unknown-channel` or `bad-request`; whatever the handler throws otherwise.
 */
export async function answer<C extends Calls, Context>(
  calls: C,
  handlers: HandlersOf<C, Context>,
  context: Context,
  name: unknown,
  request: unknown,
): Promise<unknown> {
  const known = typeof name === 'string' && Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (typeof name !== 'string' || known === undefined) {
    throw new LedgerError({
      code: 'unknown-channel',
      message: `There is no call named ${JSON.stringify(name)?.slice(0, 80)}.`,
      hint: 'Reload the window: it may be older than its host.',
    });
  }
  const parsed = known.request.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new LedgerError({
      code: 'bad-request',
      message: `${name} refused its request: ${issue?.path.join('.') || 'request'}: ${issue?.message}.`,
      where: name,
    });
  }
  const handler = handlers[name] as (request: unknown, context: Context) => unknown;
  return known.response.parse(await handler(parsed.data, context));
}
