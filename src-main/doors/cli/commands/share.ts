import { z } from 'zod';
import { LedgerError } from '../../../contract/error.ts';
import { ShareInvitation, ShareState } from '../../../contract/index.ts';
import { discover, meantDataDir } from '../../../services/data-folder/discovery.ts';
import { type CliCommand, exit, type Io, namedDataDir, readArgs, usageError, wholeNumber } from '../command.ts';

const options = {
  project: { type: 'string' },
  role: { type: 'string' },
  'as-name': { type: 'string' },
  address: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Verb = 'start' | 'stop' | 'invite' | 'list' | 'remove';
type Option = Exclude<keyof typeof options, 'data' | 'json'>;

/** Which options a verb takes, and under which name the host hears them. */
const taken: Readonly<Record<Verb, Partial<Record<Option, string>>>> = {
  start: { project: 'project', role: 'role', 'as-name': 'name', address: 'address', port: 'port' },
  stop: {},
  invite: { role: 'role', 'as-name': 'name' },
  list: {},
  remove: {},
};
const isVerb = (text: string | undefined): text is Verb => text !== undefined && Object.hasOwn(taken, text);

const Started = z.intersection(ShareState, z.object({ invitation: ShareInvitation }));

export const command: CliCommand = {
  summary: 'Shares a project of this computer with its network: others join by a link.',
  usage: `lq share start [options]            shares a project and prints the first invitation
lq share invite [options]           prints another: a link that works once, for a quarter of an hour
lq share list                       what is shared, and with whom
lq share remove <guest>             takes a guest's right to come back, and ends their connections
lq share stop                       ends it; guests come back by themselves when it is started again

  --project <p>     id or name of the project; otherwise the one that was opened last
  --role <role>     editor, the usual one, or viewer
  --as-name <name>  what the guest is called; otherwise what they call themselves
  --address <a>     listens there only; otherwise at every private address of this computer
  --port <n>        the port; otherwise the one of before, or any free one
  --data <dir>      data folder of the host; otherwise LQ_DATA, or the one that runs
  --json            prints the state; with start also the invitation, with invite {link, role, expires}, with remove the guest

It ends with the product, too. What a guest may do, and what goes over the network: docs/collaboration.md`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [verb, guest, ...more] = positionals;
    if (!isVerb(verb))
      throw usageError(`There is no lq share ${verb ?? ''}`.trimEnd() + '.', `There are: ${Object.keys(taken).join(', ')}.`);
    if (more.length > 0 || (guest !== undefined && verb !== 'remove')) throw usageError(`lq share ${verb} takes no ${more[0] ?? guest}.`);
    if (verb === 'remove' && guest === undefined) throw usageError('Say whom: lq share remove <guest>.', 'lq share list names them.');
    wholeNumber('port', values.port, 1);
    const asked = new URLSearchParams(guest === undefined ? {} : { guest });
    for (const name of ['project', 'role', 'as-name', 'address', 'port'] as const) {
      const [value, heard] = [values[name], taken[verb][name]];
      if (value === undefined) continue;
      if (heard === undefined) throw usageError(`lq share ${verb} takes no --${name}.`);
      asked.set(heard, value);
    }
    const said = await ask(namedDataDir(values.data) ?? meantDataDir(), verb, asked);
    if (values.json) io.out(JSON.stringify(said));
    else print(verb, said, io);
    return exit.ok;
  },
};

/** @throws LedgerError `no-host`, `not-shared` */
async function ask(dataDir: string, verb: Verb, asked: URLSearchParams): Promise<unknown> {
  const running = discover(dataDir);
  if (!running)
    throw new LedgerError({ code: 'no-host', message: 'Studio is not running.', hint: 'Start it: npm start, or lq up', where: dataDir });
  const url = new URL(`share/${verb}?${asked.toString()}`, running.studio);
  const response = await fetch(url, { headers: { 'x-launch-secret': running.launchSecret } });
  if (!response.ok) throw new LedgerError({ code: 'not-shared', message: (await response.text()).trim() });
  return response.json();
}

function print(verb: Verb, said: unknown, io: Io): void {
  if (verb === 'remove') return io.out(`${z.object({ name: z.string() }).parse(said).name} is no guest any more.`);
  if (verb === 'stop') return io.out('Nothing is shared with the network any more.');
  if (verb === 'invite') return printInvitation(ShareInvitation.parse(said), io);
  const state = ShareState.parse(said);
  if (!state.on) io.out('Nothing is shared with the network.');
  else io.out(`${state.name} is shared at ${state.addresses.join(', ')}, port ${state.port}. Fingerprint ${state.fingerprint}`);
  for (const { id, name, role, connected } of state.guests) io.out(`  ${name} (${id}): ${role}${connected ? ', here now' : ''}`);
  if (verb === 'start') {
    printInvitation(Started.parse(said).invitation, io);
    io.out('It ends with: lq share stop, or when the product ends.');
  }
  return undefined;
}

function printInvitation({ link, role, expires }: ShareInvitation, io: Io): void {
  io.out(`On the other computer, once, until ${new Date(expires).toLocaleTimeString()}, as ${role}:`);
  io.out(`  lq join '${link}' --name <name>`);
}
