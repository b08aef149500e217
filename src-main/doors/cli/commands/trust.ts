import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LedgerError } from '../../../contract/error.ts';
import { discover, meantDataDir } from '../../../services/data-folder/discovery.ts';
import { openTrust } from '../../../services/projects/trust.ts';
import { type CliCommand, exit, namedDataDir, readArgs, usageError } from '../command.ts';
import { shellWord } from '../shell-word.ts';

/** A tenant that there is, or what to write for one. */
const tenantHere = (dataDir: string): string => discover(dataDir)?.tenants[0]?.id ?? '<tenant>';

export const command: CliCommand = {
  summary: 'Trusts a project from elsewhere, so that it may be published.',
  usage: `lq trust <folder> [options]

  --data <dir>   the data folder that keeps it; otherwise LQ_DATA, or the one that runs
  --json         prints {dir, trusted}

A project that you made with lq init or in Studio is trusted already. Look at the scripts of any other first.`,
  run(args, io) {
    const { values, positionals } = readArgs(args, { data: { type: 'string' }, json: { type: 'boolean' } });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) throw usageError('lq trust needs the folder of one project.');
    const dir = resolve(folder);
    if (!existsSync(join(dir, 'ledgerquest.json')))
      throw new LedgerError({
        code: 'not-a-project',
        message: `${folder} has no ledgerquest.json.`,
        hint: 'Name the folder of a project.',
      });
    const dataDir = namedDataDir(values.data) ?? meantDataDir();
    openTrust({ dataDir }).give(dir);
    const next = `lq publish ${shellWord(folder)} --tenant ${tenantHere(dataDir)}`;
    io.out(values.json ? JSON.stringify({ dir, trusted: true }) : `${folder} is trusted on this machine. Publish it: ${next}`);
    return Promise.resolve(exit.ok);
  },
};
