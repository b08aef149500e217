import { runningCloud } from '../../../services/cloud/connect.ts';
import { exit, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant } from '../meant.ts';

export const command: CliCommand = {
  summary: 'Where the HTTP API of the target is.',
  usage: `lq api [options]

${cloudUsage}
  --json            prints {url}

Who asks shows their identity token: curl -H "Authorization: Bearer $(lq login --tenant demo --token)" "$(lq api)/v1/sessions"`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { data: cloudOptions.data, target: cloudOptions.target, json: { type: 'boolean' } });
    if (positionals.length > 0) throw usageError(`lq api takes no ${positionals[0]}.`, 'See lq help api.');
    const url = runningCloud(meant(values).dataDir).outputs['ApiUrl']!;
    io.out(values.json ? JSON.stringify({ url }) : url);
    return exit.ok;
  },
};
