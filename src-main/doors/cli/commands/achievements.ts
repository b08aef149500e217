import { connect } from '../../../services/cloud/connect.ts';
import { playerIdOf } from '../../../services/cloud/player-id.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';
import { namedSession } from '../named-session.ts';

const options = { ...cloudOptions, tenant: { type: 'string' }, json: { type: 'boolean' } } as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];

async function own(values: Values, io: Io): Promise<number> {
  const tenant = namedTenant(values, 'Or name a session: lq achievements list <session>.');
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const achievements = await client.achievements(tenant, playerIdOf(dataDir, person)).finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ tenant, achievements }));
  else if (achievements.length === 0) io.out(`${person} has achieved nothing in ${tenant} yet.`);
  else for (const { label, session, at } of achievements) io.out(`${label}  ${session}  ${at}`);
  return exit.ok;
}

/** Of everybody who played a session, in the order of their seats. */
async function ofSession(id: string, values: Values, io: Io): Promise<number> {
  const { client, ref } = await namedSession(id, values);
  const { tenant } = ref;
  const read = async () => {
    const players = [...new Set(await client.playersOf(tenant, id))];
    return (await Promise.all(players.map((player) => client.achievements(tenant, player)))).flat();
  };
  const achievements = await read().finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ tenant, session: id, achievements }));
  else if (achievements.length === 0) io.out(`The players of session ${id} have achieved nothing yet.`);
  else
    for (const { player, label, session, at } of achievements)
      io.out(`${player}  ${label}${session === id ? '' : `  in ${session}`}  ${at}`);
  return exit.ok;
}

export const command: CliCommand = {
  summary: 'What players have achieved in games that they played to their end.',
  usage: `lq achievements list --tenant <tenant>    your own
lq achievements list <session>            of those who played a session

  --as <person>     who asks; otherwise you. Those of others need a role that sees sessions
${cloudUsage}
  --json            prints {tenant, session?, achievements}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [verb, session] = positionals;
    if (verb !== 'list') throw usageError(verb === undefined ? 'Say what: list.' : `There is no lq achievements ${verb}; there is list.`);
    return session === undefined ? own(values, io) : ofSession(session, values, io);
  },
};
