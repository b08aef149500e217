import { exit, namedDataDir, printAside, readArgs, type CliCommand } from '../command.ts';
import { LedgerError } from '../../../contract/error.ts';
import { defaultDataDir } from '../../../services/data-folder/data-folder.ts';
import { findEngine } from '../../../services/engine/index.ts';
import { startHost } from '../../host/start-host.ts';
import { thisPerson } from '../../host/person.ts';
import { prepareProduct } from '../../host/product.ts';
import { untilStopped } from '../../host/until-stopped.ts';

export const command: CliCommand = {
  summary: 'Starts the cloud of this machine, the rooms, Studio and the Playground, and stays until it is stopped.',
  usage: `lq up [options]

  --data <dir>     where everything is kept; otherwise LQ_DATA or ~/.local/share/ledgerquest
  --as <person>    whose cloud it is; otherwise you
  --engine <build> lets the cloud run this engine build too: a folder of lq engine build, or the folder of a build; repeatable,
                   and needed once: the cloud keeps it
  --json           prints its endpoints as one line of JSON first
  --no-pictures    draws no pictures of published levels
  --kill-at <point>  for tests: ends everything with SIGKILL at a named moment of the cloud`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      data: { type: 'string' },
      as: { type: 'string' },
      engine: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      'no-pictures': { type: 'boolean' },
      'kill-at': { type: 'string' },
    });
    if (positionals.length > 0)
      throw new LedgerError({ code: 'usage', message: `lq up takes no ${positionals[0]}.`, hint: 'Name a folder with --data.' });
    const say = (line: string): void => (values.json ? io.err(line) : io.out(line));
    const killAt = values['kill-at'];
    let ended = (_reason: string): void => {};
    const cloudEnds = new Promise<string>((resolve) => (ended = resolve));
    // Before anything starts: a folder without a build is told at once.
    const engines = await Promise.all((values.engine ?? []).map((engine) => findEngine({ engine })));
    const product = await prepareProduct(say);
    const host = await startHost({
      dataDir: namedDataDir(values.data) ?? defaultDataDir(),
      owner: values.as ?? thisPerson(),
      product,
      engines,
      ...(killAt !== undefined && { cloudArguments: ['--kill-at', killAt] }),
      pictures: values['no-pictures'] !== true,
      restartsCloud: killAt === undefined,
      say: (sentence) => io.err(sentence),
      onCloudEnd: (reason) => (killAt === undefined ? ended(reason) : process.kill(process.pid, 'SIGKILL')),
      log: (error) => printAside(error, io),
    });
    if (values.json) io.out(JSON.stringify(host.discovery));
    else {
      io.out(`The cloud of this machine is ready at ${host.discovery.endpoint}.`);
      io.out(`Studio: ${host.link(values.as ?? thisPerson())}`);
      io.out('Stop with Ctrl+C; everything is kept.');
    }
    const failure = await Promise.race([untilStopped(), cloudEnds]);
    await host.close();
    if (failure === undefined) return exit.ok;
    io.err(failure);
    return exit.cannot;
  },
};
