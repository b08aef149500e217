import { setPassword } from '../../../services/cloud/set-password.ts';
import { erasePerson } from '../../../services/cloud/erase-person.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { type CliCommand, exit, namedDataDir, readArgs, usageError } from '../command.ts';
import { namedTenant } from '../meant.ts';

export const command: CliCommand = {
  summary: 'Gives a person a password for the sign-in page, or erases them: name, roles and keys go, what they did stays.',
  usage: `lq people password <person> --tenant <tenant> [options]   tells a new password once; sign-ins with another end
lq people erase <person> [options]

  --data <dir>   data folder of the cloud; otherwise LQ_DATA, or the one that runs
  --json         prints {tenant, person, user, password} or {person, tenants, ownerless}

Publications, sessions and audits carry an opaque id and go on verifying; they are shown as done by an erased person. Erasing cannot be undone.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { data: { type: 'string' }, tenant: { type: 'string' }, json: { type: 'boolean' } });
    const [verb, person] = positionals;
    if (verb !== 'erase' && verb !== 'password') throw usageError(`There is no lq people ${verb ?? ''}; there is password and erase.`);
    if (person === undefined) throw usageError(`Say whom: lq people ${verb} <person>.`);
    if (verb === 'password') {
      const tenant = namedTenant(values);
      const { user, password } = await setPassword(namedDataDir(values.data) ?? meantDataDir(), { tenant, person });
      if (values.json) io.out(JSON.stringify({ tenant, person, user, password }));
      else
        io.out(
          `${person} signs in to ${tenant} by lq login --tenant ${tenant}\nUser name  ${user}\nPassword   ${password}\nIt is told this once.`,
        );
      return exit.ok;
    }
    const { tenants, ownerless } = await erasePerson(namedDataDir(values.data) ?? meantDataDir(), person);
    if (values.json) io.out(JSON.stringify({ person, tenants, ownerless }));
    else {
      io.out(`${person} is erased${tenants.length > 0 ? ` from ${tenants.join(' and ')}` : ''}.`);
      for (const tenant of ownerless) io.out(`${tenant} has no owner any more: name one in people.json and start lq up again.`);
    }
    return exit.ok;
  },
};
