import { LedgerError } from '../../../contract/error.ts';
import { discover, meantDataDir } from '../../../services/data-folder/discovery.ts';
import { thisPerson } from '../../host/person.ts';
import { exit, readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  summary: 'Prints a link that opens Studio once, for you or for somebody else at this machine.',
  usage: `lq open [options]

  --as <person>   for whom; otherwise you
  --data <dir>    data folder; otherwise LQ_DATA, or the one that runs
  --json          prints {url}`,
  async run(args, io) {
    const { values } = readArgs(args, { as: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' } });
    const dataDir = values.data ?? meantDataDir();
    const running = discover(dataDir);
    if (!running)
      throw new LedgerError({ code: 'no-cloud', message: 'Studio is not running.', hint: 'Start it: npm start, or lq up', where: dataDir });
    const person = values.as ?? thisPerson();
    const url = new URL('launch', running.studio);
    url.searchParams.set('person', person);
    const response = await fetch(url, { headers: { 'x-launch-secret': running.launchSecret } });
    if (!response.ok)
      throw new LedgerError({ code: 'not-opened', message: (await response.text()).trim(), hint: 'Start Studio again: npm start' });
    const { token } = (await response.json()) as { token: string };
    const link = `${running.studio}#launch=${token}`;
    io.out(values.json ? JSON.stringify({ url: link }) : link);
    return exit.ok;
  },
};
