import { erasePerson } from '../../../services/cloud/erase-person.ts';
import { meantDataDir } from '../../../services/data-folder/discovery.ts';
import { type CliCommand, exit, namedDataDir, readArgs, usageError } from '../command.ts';

export const command: CliCommand = {
  summary: 'Erases a person: their name, roles and keys go, what they did stays.',
  usage: `lq people erase <person> [options]

  --data <dir>   data folder of the cloud; otherwise LQ_DATA, or the one that runs
  --json         prints {person, tenants}

Publications, sessions and audits carry an opaque id and go on verifying; they are shown as done by an erased person. It cannot be undone.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { data: { type: 'string' }, json: { type: 'boolean' } });
    const [verb, person] = positionals;
    if (verb !== 'erase') throw usageError(`There is no lq people ${verb ?? ''}; there is erase.`);
    if (person === undefined) throw usageError('Say whom: lq people erase <person>.');
    const tenants = await erasePerson(namedDataDir(values.data) ?? meantDataDir(), person);
    if (values.json) io.out(JSON.stringify({ person, tenants }));
    else io.out(`${person} is erased${tenants.length > 0 ? ` from ${tenants.join(' and ')}` : ''}.`);
    return exit.ok;
  },
};
