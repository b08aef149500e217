import type { ChildProcess } from 'node:child_process';
import { answered } from '../../contract/answered.ts';
import { answer, type HandlersOf } from '../../contract/calls.ts';
import { type OwnerCalls, ownerCalls, OwnerQuestion } from '../../contract/owner.ts';

export type WindowHandlers = HandlersOf<OwnerCalls, undefined>;

/** Answers the desktop window's process over the channel that it was started with. */
export function serveWindow(window: Pick<ChildProcess, 'on' | 'send'>, handlers: WindowHandlers, log: (error: unknown) => void): void {
  window.on('message', (message) => {
    const question = OwnerQuestion.safeParse(message);
    if (!question.success) return;
    const { ask, name, request } = question.data;
    void answered(answer(ownerCalls, handlers, undefined, name, request), log).then((said) =>
      // A window that has gone meanwhile needs no answer.
      window.send({ reply: ask, answer: said }, () => {}),
    );
  });
}
