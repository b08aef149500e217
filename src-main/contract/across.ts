import { z } from 'zod';
import { answered, valueOf } from './answered.ts';
import { answer, type Calls, type HandlersOf, type RequestOf, type ResponseOf } from './calls.ts';
import { LedgerError } from './error.ts';

/** One question and its answer, as they lie on the channel between two processes; both may ask over the same one. */
const Question = z.object({ ask: z.number().int(), name: z.string(), request: z.unknown() });
const Answer = z.object({ reply: z.number().int(), answer: z.unknown() });

/** A channel between a process and the one that started it. */
export interface ProcessChannel {
  send: (message: unknown) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  onClose: (listener: () => void) => void;
}

/** The process at the other end, as this one asks it. */
export interface Asking<C extends Calls> {
  /** @throws LedgerError what the other side refused with; `owner-gone` once it has ended */
  ask<N extends keyof C & string>(name: N, request: RequestOf<C, N>): Promise<ResponseOf<C, N>>;
}

export function asking<C extends Calls>(calls: C, { send, onMessage, onClose }: ProcessChannel): Asking<C> {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  let closed = false;
  const gone = (): LedgerError => new LedgerError({ code: 'owner-gone', message: 'LedgerQuest is stopping.', hint: 'Start it again.' });
  onMessage((message) => {
    const parsed = Answer.safeParse(message);
    if (!parsed.success) return;
    waiting.get(parsed.data.reply)?.resolve(parsed.data.answer);
    waiting.delete(parsed.data.reply);
  });
  onClose(() => {
    closed = true;
    for (const { reject } of waiting.values()) reject(gone());
    waiting.clear();
  });
  return {
    async ask<N extends keyof C & string>(name: N, request: RequestOf<C, N>) {
      if (closed) throw gone();
      const said = await new Promise<unknown>((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        send({ ask: asked, name, request });
      });
      return calls[name]!.response.parse(valueOf(said)) as ResponseOf<C, N>;
    },
  };
}

/** Answers what the process at the other end asks. */
export function answering<C extends Calls>(
  calls: C,
  handlers: HandlersOf<C, undefined>,
  { send, onMessage }: Pick<ProcessChannel, 'send' | 'onMessage'>,
  log: (error: unknown) => void,
): void {
  onMessage((message) => {
    const question = Question.safeParse(message);
    if (!question.success) return;
    const { ask, name, request } = question.data;
    void answered(answer(calls, handlers, undefined, name, request), log).then((said) => send({ reply: ask, answer: said }));
  });
}
