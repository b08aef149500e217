import { createInterface, type Interface } from 'node:readline';
import { parseLink, playInTerminal } from '../../../../clients/terminal/index.ts';
import { openKeptPlayers } from '../../../services/cloud/kept-players.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { thisPerson } from '../../host/person.ts';
import { namedDataDir, printAside, readArgs, usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: 'Plays a session in this terminal.',
  usage: `lq play <link> [options]

  The link is the one that players get: lq session start prints it, Studio copies it. Commands are typed, a line each: "order 8",
  "take wholesaler", "PlaceOrder quantity=8". look, seats, help and quit are there too. What is piped in is played and waited for.
  Exit 0: everything that was piped in is saved, or the player has left. 1: a line that was piped in was refused or not understood.
  2: the link is not whole, or the session does not take it.

  Whoever has played here before comes back to their seat.

  --new          a new player, who comes back from now on
  --as <name>    another player of this machine beside you, who comes back by that name
  --data <dir>   the data folder that keeps who you are; otherwise LQ_DATA, or the one that runs`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { new: { type: 'boolean' }, as: { type: 'string' }, data: { type: 'string' } });
    const [link] = positionals;
    if (link === undefined || positionals.length > 1)
      throw usageError('lq play needs one link, in quotes.', "For example: lq play 'http://127.0.0.1:4100/play#tenant=demo&…'");
    const named = parseLink(link);
    const dataDir = namedDataDir(values.data) ?? meantDataDir();
    const players = named && openKeptPlayers(dataDir, { ...named, person: values.as ?? thisPerson() });
    const known = values.new ? undefined : players?.known();
    let reading: Interface | undefined;
    // Nothing is read before it is asked for: lines that come while the session is on its way would be lost.
    const typed = async function* read(): AsyncGenerator<string> {
      reading = createInterface({ input: process.stdin });
      yield* reading;
    };
    try {
      return await playInTerminal(link, {
        known,
        keep: (player) => {
          try {
            players?.keep(player);
          } catch (error) {
            // They play all the same, and are somebody new the next time.
            printAside(error, io);
          }
        },
        lines: typed(),
        print: (line) => io.out(line),
        width: process.stdout.columns ?? 80,
        piped: process.stdin.isTTY !== true,
      });
    } finally {
      reading?.close();
      players?.release();
    }
  },
};
