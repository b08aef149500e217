import { answer, type HandlersOf } from './calls.ts';
import { type Contract, contract } from './index.ts';

/** One handler per channel of Studio. */
export type Handlers<Context> = HandlersOf<Contract, Context>;

/**
 * Studio's questions, for every door.
 * @throws LedgerError `unknown-channel` or `bad-request`; whatever the handler throws otherwise.
 */
export const dispatch = <Context>(handlers: Handlers<Context>, context: Context, channel: unknown, request: unknown): Promise<unknown> =>
  answer(contract, handlers, context, channel, request);
