import { erasePerson } from '../../../services/cloud/erase-person.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { type CliCommand, exit, namedDataDir, readArgs, usageError } from '../command.ts';

export const command: CliCommand = {
  summary: 'Erases a person: their name, roles and keys go, what they did stays.',
  usage: `lq people erase <person> [options]

  --data <dir>   data folder of the cloud; otherwise LQ_DATA, or the one that runs
  --json         prints {person, tenants, ownerless}

Publications, sessions and audits carry an opaque id and go on verifying; they are shown as done by an erased person. It cannot be undone.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { data: { type: 'string' }, json: { type: 'boolean' } });
    const [verb, person] = positionals;
    if (verb !== 'erase') throw usageError(`There is no lq people ${verb ?? ''}; there is erase.`);
    if (person === undefined) throw usageError('Say whom: lq people erase <person>.');
    const { tenants, ownerless } = await erasePerson(namedDataDir(values.data) ?? meantDataDir(), person);
    if (values.json) io.out(JSON.stringify({ person, tenants, ownerless }));
    else {
      io.out(`${person} is erased${tenants.length > 0 ? ` from ${tenants.join(' and ')}` : ''}.`);
      for (const tenant of ownerless) io.out(`${tenant} has no owner any more: name one in people.json and start lq up again.`);
    }
    return exit.ok;
  },
};
