import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { resolve } from 'node:path';
import { exit, namedDataDir, printAside, readArgs, type CliCommand } from '../command.ts';
import { defaultDataDir } from '../../../services/data-folder/data-folder.ts';
import { discover } from '../../../services/data-folder/discovery.ts';
import { openSecrets } from '../../../services/secrets/secrets.ts';
import { chooseElectron, type ElectronChoice, runProgram } from '../../desktop/find-electron.ts';
import { isLink, windowStart } from '../../desktop/window-process.ts';
import { thisPerson } from '../../host/person.ts';
import { prepareProduct } from '../../host/product.ts';
import { channelTo, keychainOf, serveWindow } from '../../host/serve-window.ts';
import { startHost } from '../../host/start-host.ts';
import { untilStopped } from '../../host/until-stopped.ts';
import { windowCalls } from '../../host/window-calls.ts';

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((settle) => {
    child.once('exit', settle);
    child.once('error', () => settle(null));
  });

export const command: CliCommand = {
  summary: 'Opens Studio: in a window of its own where Electron runs, otherwise in the browser.',
  usage: `lq start [folder or link] [options]

  folder           a project of yours that its first screen should offer
  link             of a project that is shared with you; where Electron runs, elsewhere see lq join
  --data <dir>     where everything is kept; otherwise LQ_DATA or ~/.local/share/ledgerquest
  --as <person>    who opens it; otherwise you
  --web            in the browser, even where Electron runs`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { data: { type: 'string' }, as: { type: 'string' }, web: { type: 'boolean' } });
    const person = values.as ?? thisPerson();
    const dataDir = namedDataDir(values.data) ?? defaultDataDir();
    const log = (error: unknown): void => printAside(error, io);
    const say = (sentence: string): void => io.err(sentence);
    const [wish] = positionals;
    const folder = wish === undefined || isLink(wish) ? undefined : resolve(wish);
    const product = await prepareProduct((line) => io.out(line));
    const choose = (): Promise<ElectronChoice> =>
      chooseElectron({
        root: product.root,
        env: process.env,
        platform: process.platform,
        uid: process.getuid?.(),
        forceWeb: values.web === true,
        run: runProgram,
      });
    const spawnWindow = (binary: string, words: string | undefined, stdio: StdioOptions): ChildProcess => {
      const { args: program, env } = windowStart({ root: product.root, dataDir, wish: words, cwd: process.cwd() });
      return spawn(binary, program, { stdio, env: { ...process.env, ...env } });
    };
    if (discover(dataDir)) {
      const choice = await choose();
      // Without an owner a window hands over to the one that is open, or ends with another code where none is.
      if (choice.use && (await ended(spawnWindow(choice.binary, wish, 'inherit'))) === 0) {
        io.out('Studio is open already: its window has it.');
        return exit.ok;
      }
    }
    let keychain: ReturnType<typeof keychainOf> | undefined;
    const secrets = openSecrets({ dataDir, keychain: () => keychain });
    const host = await startHost({ dataDir, owner: person, product, secrets, say, onCloudEnd: say, log });
    try {
      if (folder !== undefined) host.folders.add(folder);
    } catch (error) {
      await host.close();
      throw error;
    }
    const choice = await choose();
    io.out(`Cloud ready at ${host.discovery.endpoint}`);
    if (choice.use) {
      io.out('Studio opens in its own window.');
      const window = spawnWindow(choice.binary, isLink(wish) ? wish : undefined, ['inherit', 'inherit', 'inherit', 'ipc']);
      const channel = channelTo(window);
      keychain = keychainOf(channel);
      const calls = windowCalls({ host, person, folder, dataDir, secrets, product, log });
      serveWindow(channel, calls.handlers, log);
      io.out('Close the window or press Ctrl+C to stop; everything is kept.');
      await Promise.race([untilStopped(), ended(window)]);
      window.kill();
      calls.close();
    } else {
      io.out(`Studio (in the browser: ${choice.why}): ${host.link(person, folder)}`);
      if (isLink(wish)) io.out(`Join the project of your link: lq join '${wish}'`);
      io.out('Stop with Ctrl+C; everything is kept.');
      await untilStopped();
    }
    await host.close();
    return exit.ok;
  },
};
