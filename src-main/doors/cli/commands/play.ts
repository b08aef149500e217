import { createInterface, type Interface } from 'node:readline';
import { playInTerminal } from '../../../../clients/terminal/index.ts';
import { readArgs, usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: 'Plays a session in this terminal.',
  usage: `lq play <link>

  The link is the one that players get: lq session start prints it, Studio copies it. Commands are typed, a line each: "order 8",
  "take wholesaler", "PlaceOrder quantity=8". look, seats, help and quit are there too. What is piped in is played and waited for.
  Exit 0: everything that was piped in is saved, or the player has left. 1: a line that was piped in was refused or not understood.
  2: the link is not whole, or the session does not take it.`,
  async run(args, io) {
    const { positionals } = readArgs(args, {});
    const [link] = positionals;
    if (link === undefined || positionals.length > 1)
      throw usageError('lq play needs one link, in quotes.', "For example: lq play 'http://127.0.0.1:4100/play#tenant=demo&…'");
    let reading: Interface | undefined;
    // Nothing is read before it is asked for: lines that come while the session is on its way would be lost.
    const typed = async function* read(): AsyncGenerator<string> {
      reading = createInterface({ input: process.stdin });
      yield* reading;
    };
    try {
      return await playInTerminal(link, {
        lines: typed(),
        print: (line) => io.out(line),
        width: process.stdout.columns ?? 80,
        piped: process.stdin.isTTY !== true,
      });
    } finally {
      reading?.close();
    }
  },
};
