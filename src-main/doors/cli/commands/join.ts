import { defaultDataDir } from '../../../services/data-folder/data-folder.ts';
import { openSecrets } from '../../../services/secrets/secrets.ts';
import { parseLink } from '../../../services/sharing/index.ts';
import { startGuest } from '../../guest/start-guest.ts';
import { thisPerson } from '../../host/person.ts';
import { prepareProduct } from '../../host/product.ts';
import { untilStopped } from '../../host/until-stopped.ts';
import { askName } from '../ask-name.ts';
import { type CliCommand, exit, namedDataDir, printAside, readArgs, usageError } from '../command.ts';

const options = {
  name: { type: 'string' },
  as: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const command: CliCommand = {
  summary: 'Joins a project that somebody shares on this network, and stays until it is stopped.',
  usage: `lq join '<link>' [options]
lq join                    back to the project that was joined last

  --name <name>    what the others see, with “(guest)” behind it, unless the host named you; asked for in a terminal, otherwise your user's
                   name. Nobody else in the project may be called so. --as means the same
  --data <dir>     where the right to come back is kept; otherwise LQ_DATA or ~/.local/share/ledgerquest
  --json           prints {url, project, host, person, role} as one line of JSON first

The project stays on the host's computer. A link works once; the same link brings back whoever used it.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    if (positionals.length > 1) throw usageError('lq join takes one link.', 'Put it into quotes.');
    const link = positionals[0] === undefined ? undefined : parseLink(positionals[0]);
    const wished = values.name ?? values.as;
    const dataDir = namedDataDir(values.data) ?? defaultDataDir();
    const guest = await startGuest({
      dataDir,
      secrets: openSecrets({ dataDir }),
      link,
      name: () => wished ?? (values.json ? thisPerson() : askName({ input: process.stdin, output: process.stdout }, thisPerson())),
      product: await prepareProduct((line) => (values.json ? io.err(line) : io.out(line))),
      log: (error) => printAside(error, io),
    });
    const {
      url,
      project,
      redeemed: { host, person, role },
    } = guest;
    if (values.json) io.out(JSON.stringify({ url, project: project.name, host, person, role }));
    else {
      if (wished !== undefined && person.name !== `${wished} (guest)`)
        io.out(`You keep the name ${person.name} there: a name is taken when a link is used, and the host's choice goes first.`);
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
