import { LedgerError } from '../../contract/error.ts';
import { valueOf } from '../../contract/answered.ts';
import type { RequestOf, ResponseOf } from '../../contract/calls.ts';
import { OwnerAnswer, ownerCalls, type OwnerCalls } from '../../contract/owner.ts';

/** The process that owns the data folder, as the window's process asks it. */
export interface Owner {
  ask<N extends keyof OwnerCalls>(name: N, request: RequestOf<OwnerCalls, N>): Promise<ResponseOf<OwnerCalls, N>>;
}

/** Node's channel between a process and the one that started it. */
export interface ProcessChannel {
  send: (message: unknown) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  onClose: (listener: () => void) => void;
}

export function ownerOver({ send, onMessage, onClose }: ProcessChannel): Owner {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  let closed = false;
  const gone = (): LedgerError => new LedgerError({ code: 'owner-gone', message: 'LedgerQuest is stopping.', hint: 'Start it again.' });
  onMessage((message) => {
    const parsed = OwnerAnswer.safeParse(message);
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
    async ask<N extends keyof OwnerCalls>(name: N, request: RequestOf<OwnerCalls, N>) {
      if (closed) throw gone();
      const answer = await new Promise<unknown>((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        send({ ask: asked, name, request });
      });
      return ownerCalls[name].response.parse(valueOf(answer)) as ResponseOf<OwnerCalls, N>;
    },
  };
}
