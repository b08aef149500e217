import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { exit, namedDataDir, printFailure, readArgs, type CliCommand } from '../command.ts';
import { defaultDataDir } from '../../../services/data-folder/data-folder.ts';
import { chooseElectron, runProgram } from '../../desktop/find-electron.ts';
import { thisPerson } from '../../host/person.ts';
import { prepareProduct } from '../../host/product.ts';
import { serveWindow } from '../../host/serve-window.ts';
import { startHost } from '../../host/start-host.ts';
import { untilStopped } from '../../host/until-stopped.ts';
import { windowCalls } from '../../host/window-calls.ts';

export const command: CliCommand = {
  summary: 'Opens Studio: in a window of its own where Electron runs, otherwise in the browser.',
  usage: `lq start [folder] [options]

  folder           a project of yours that its first screen should offer
  --data <dir>     where everything is kept; otherwise LQ_DATA or ~/.local/share/ledgerquest
  --as <person>    who opens it; otherwise you
  --web            in the browser, even where Electron runs`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { data: { type: 'string' }, as: { type: 'string' }, web: { type: 'boolean' } });
    const person = values.as ?? thisPerson();
    const dataDir = namedDataDir(values.data) ?? defaultDataDir();
    const log = (error: unknown): void => printFailure(error, io);
    const product = await prepareProduct((line) => io.out(line));
    const host = await startHost({
      dataDir,
      owner: person,
      product,
      log,
    });
    const folder = positionals[0] === undefined ? undefined : resolve(positionals[0]);
    try {
      if (folder !== undefined) host.folders.add(folder);
    } catch (error) {
      await host.close();
      throw error;
    }
    const choice = await chooseElectron({
      root: product.root,
      env: process.env,
      platform: process.platform,
      uid: process.getuid?.(),
      forceWeb: values.web === true,
      run: runProgram,
    });
    io.out(`Cloud ready at ${host.discovery.endpoint}`);
    if (choice.use) {
      io.out('Studio opens in its own window.');
      const calls = windowCalls({ host, person, folder, dataDir, product, log });
      const window = spawn(choice.binary, [join(product.root, 'out', 'main', 'main.js')], {
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      });
      serveWindow(window, calls.handlers, log);
      io.out('Close the window or press Ctrl+C to stop; everything is kept.');
      await Promise.race([untilStopped(), new Promise((resolve) => window.once('exit', resolve))]);
      window.kill();
      calls.close();
    } else {
      io.out(`Studio (in the browser: ${choice.why}): ${host.link(person, folder)}`);
      io.out('Stop with Ctrl+C; everything is kept.');
      await untilStopped();
    }
    await host.close();
    return exit.ok;
  },
};
