import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './ask-name.ts';

/** Whether somebody sits there and can answer. */
export const isTerminal = ({ input, output }: Terminal): boolean => input.isTTY === true && output.isTTY === true;

/** Whether somebody in a terminal says yes; Enter and Ctrl+D mean no. */
export async function askYes({ input, output }: Terminal, question: string): Promise<boolean> {
  const lines = createInterface({ input, output });
  // Ctrl+C ends the program as it does where nothing is asked.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(lines, 'close').then(() => '');
  try {
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} (y/N) `), closed])).trim());
  } finally {
    lines.close();
  }
}
