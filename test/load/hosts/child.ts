/** Starts a host as a process of its own and asks it questions. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Usage } from './host.ts';

export interface Child {
  readonly ask: <Answer>(ask: string, about?: unknown) => Promise<Answer>;
  readonly usage: () => Promise<Usage>;
  readonly close: () => Promise<void>;
}

interface Reply {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** @param script a file beside this one; what it writes goes to our standard error, so that the report stands alone on standard output */
export async function startChild(script: string, args: readonly string[] = []): Promise<Child> {
  const child = fork(join(import.meta.dirname, script), args, { stdio: ['ignore', 2, 2, 'ipc'] });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const gone = once(child, 'exit').then(([code, signal]) => new Error(`${script} ended (${String(code ?? signal)}).`));
  void gone.then((error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  await Promise.race([once(child, 'message'), gone.then((error) => Promise.reject(error))]);
  child.on('message', ({ number, answer, error }: Reply) => {
    const asker = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) asker?.resolve(answer as never);
    else asker?.reject(new Error(error));
  });
  const ask = <Answer>(question: string, about?: unknown): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ number: asked, ask: question, about }, (error) => {
        if (error) reject(error);
      });
    });
  return {
    ask,
    usage: () => ask<Usage>('usage'),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await Promise.race([ask('close').catch(() => {}), gone]);
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(late);
    },
  };
}
