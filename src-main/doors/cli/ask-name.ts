import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean };
}

/** What somebody wants to be called: asked in a terminal, where Enter means the usual name; elsewhere nobody is asked. */
export async function askName({ input, output }: Terminal, usual: string): Promise<string> {
  if (input.isTTY !== true || output.isTTY !== true) return usual;
  const lines = createInterface({ input, output });
  // Ctrl+C ends the program as it does where nothing is asked; Ctrl+D is as good as Enter.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(lines, 'close').then(() => '');
  try {
    return (await Promise.race([lines.question(`What are you called there? (${usual}) `), closed])).trim() || usual;
  } finally {
    lines.close();
  }
}
