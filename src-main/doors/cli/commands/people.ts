import { connect } from '../../../services/cloud/connect.ts';
import { setPassword } from '../../../services/cloud/set-password.ts';
import { erasePerson } from '../../../services/cloud/erase-person.ts';
import { playerIdOf } from '../../../services/cloud/player-id.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { type CliCommand, exit, type Io, namedDataDir, readArgs, usageError } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  player: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (person: string, values: Values, io: Io) => Promise<number>;

const erase: Verb = async (person, values, io) => {
  const { tenants, ownerless } = await erasePerson(namedDataDir(values.data) ?? meantDataDir(), person);
  if (values.json) io.out(JSON.stringify({ person, tenants, ownerless }));
  else {
    io.out(`${person} is erased${tenants.length > 0 ? ` from ${tenants.join(' and ')}` : ''}.`);
    for (const tenant of ownerless) io.out(`${tenant} has no owner any more: name one in people.json and start lq up again.`);
  }
  return exit.ok;
};

/** One document either way: it is for a person to keep, and for a program to read. */
const exported: Verb = async (person, values, io) => {
  const tenant = namedTenant(values, 'See lq help people.');
  const { dataDir, person: asker } = meant(values);
  const { client } = connect(dataDir, tenant, asker);
  try {
    const name = await client.nameOf(tenant, person);
    const players = [playerIdOf(dataDir, name === 'erased person' ? person : name), ...(values.player ?? [])];
    io.out(JSON.stringify(await client.exportPerson(tenant, { person, players })));
  } finally {
    client.close();
  }
  return exit.ok;
};

/** A password is told once. */
const password: Verb = async (person, values, io) => {
  const tenant = namedTenant(values, 'See lq help people.');
  const { user, password: secret } = await setPassword(namedDataDir(values.data) ?? meantDataDir(), { tenant, person });
  if (values.json) io.out(JSON.stringify({ tenant, person, user, password: secret }));
  else {
    io.out(`${person} signs in to ${tenant} by lq login --tenant ${tenant}`);
    io.out(`User name  ${user}`);
    io.out(`Password   ${secret}`);
    io.out('It is told this once.');
  }
  return exit.ok;
};

const verbs: Readonly<Record<string, Verb>> = { erase, export: exported, password };

export const command: CliCommand = {
  summary: 'Gives a person a password for the sign-in page, exports what a tenant holds about them, or erases them.',
  usage: `lq people password <person> --tenant <tenant> [options]   tells a new password once; sign-ins with another end
lq people erase <person> [options]     their name, roles and keys go, what they did stays
lq people export <person or id> --tenant <tenant>
                                       everything that the tenant holds about them, as one JSON document

  --player <id>     export: a further id under which they played; may be repeated
  --as <person>     export: who asks; otherwise you. It takes an owner or operator of the tenant
${cloudUsage}
  --json            prints {tenant, person, user, password} or {person, tenants, ownerless}

Publications, sessions and audits carry an opaque id and go on verifying; they are shown as done by an erased person. Erasing cannot be undone.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [verb = '', person] = positionals;
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run) throw usageError(`There is no lq people ${verb}; there are ${Object.keys(verbs).join(', ')}.`);
    if (person === undefined) throw usageError(`Say whom: lq people ${verb} <person>.`);
    return run(person, values, io);
  },
};
