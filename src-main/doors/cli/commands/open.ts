import { resolve } from 'node:path';
import { LedgerError } from '../../../contract/error.ts';
import { discover } from '../../../services/data-folder/discovery.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';

export const command: CliCommand = {
  summary: 'Prints a link that opens Studio once, for you or for somebody else at this machine.',
  usage: `lq open [folder] [options]

  folder            a project that Studio should offer on its first screen; one from elsewhere is restricted until you trust it
  --as <person>     for whom; otherwise you
  --role <role>     editor or viewer; without it what they were, or what people.json says, or editor
${cloudUsage}
  --json            prints {url}`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { ...cloudOptions, role: { type: 'string' }, json: { type: 'boolean' } });
    if (positionals.length > 1) throw usageError('lq open takes one folder.');
    const { dataDir, person } = meant(values);
    const running = discover(dataDir);
    if (!running)
      throw new LedgerError({ code: 'no-cloud', message: 'Studio is not running.', hint: 'Start it: npm start, or lq up', where: dataDir });
    const url = new URL('launch', running.studio);
    url.searchParams.set('person', person);
    if (values.role !== undefined) url.searchParams.set('role', values.role);
    if (positionals[0] !== undefined) url.searchParams.set('folder', resolve(positionals[0]));
    const response = await fetch(url, { headers: { 'x-launch-secret': running.launchSecret } });
    if (!response.ok) throw new LedgerError({ code: 'not-opened', message: (await response.text()).trim() });
    const { token } = (await response.json()) as { token: string };
    const link = `${running.studio}#launch=${token}`;
    io.out(values.json ? JSON.stringify({ url: link }) : link);
    return exit.ok;
  },
};
