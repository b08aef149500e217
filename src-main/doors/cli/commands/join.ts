import { defaultDataDir } from '../../../services/data-folder/data-folder.ts';
import { parseLink } from '../../../services/sharing/index.ts';
import { startGuest } from '../../guest/start-guest.ts';
import { thisPerson } from '../../host/person.ts';
import { prepareProduct } from '../../host/product.ts';
import { untilStopped } from '../../host/until-stopped.ts';
import { type CliCommand, exit, namedDataDir, printFailure, readArgs, usageError } from '../command.ts';

export const command: CliCommand = {
  summary: 'Joins a project that somebody shares on this network, and stays until it is stopped.',
  usage: `lq join '<link>' [options]
lq join                    back to the project that was joined last

  --as <name>      what you are called there, unless the host named you; otherwise your user's name
  --data <dir>     where the right to come back is kept; otherwise LQ_DATA or ~/.local/share/ledgerquest
  --json           prints {url, project, host, person, role} as one line of JSON first

The project stays on the host's computer. A link works once; the same link brings back whoever used it.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { as: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' } });
    if (positionals.length > 1) throw usageError('lq join takes one link.', 'Put it into quotes.');
    const link = positionals[0] === undefined ? undefined : parseLink(positionals[0]);
    const guest = await startGuest({
      dataDir: namedDataDir(values.data) ?? defaultDataDir(),
      link,
      person: values.as ?? thisPerson(),
      product: await prepareProduct((line) => (values.json ? io.err(line) : io.out(line))),
      log: (error) => printFailure(error, io),
    });
    const {
      url,
      project,
      redeemed: { host, person, role },
    } = guest;
    if (values.json) io.out(JSON.stringify({ url, project: project.name, host, person, role }));
    else {
      io.out(`You are ${person.name}, ${role} of ${project.name} on ${host}’s computer.`);
      io.out(`Studio: ${url}`);
      io.out('Stop with Ctrl+C; lq join brings you back.');
    }
    const reason = await Promise.race([untilStopped(), guest.ended]);
    // The windows come back once to be told that they are signed out.
    if (reason !== undefined) await new Promise((resolve) => setTimeout(resolve, 2000));
    guest.close();
    if (reason === undefined) return exit.ok;
    io.err(reason);
    return exit.forbidden;
  },
};
