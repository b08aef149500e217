/** What only an installed app does: it starts the owner of the data folder itself, where in a checkout the owner starts it. */
import { join, sep } from 'node:path';
import type { ProcessChannel } from '../../contract/across.ts';
import { LedgerError } from '../../contract/error.ts';
import type { ElectronModule } from './electron-module.ts';

/** Where the owner's module lies: beside the archive, as a file. @param here the folder of the main process's bundle */
export const ownerModule = (here: string): string =>
  join(here.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`), '..', 'app', 'owner.mjs');

/** Words that would have Node load or listen to something else than the app. */
const forNode = /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_PATH|ELECTRON_RUN_AS_NODE)$/;

/** Starts the owner as a utility process, which ends with this one; this one ends with it. Only once Electron is ready. */
export function startOwner(
  { app, utilityProcess }: Pick<ElectronModule, 'app' | 'utilityProcess'>,
  { module, env, log }: { module: string; env: NodeJS.ProcessEnv; log: (error: unknown) => void },
): ProcessChannel {
  const child = utilityProcess.fork(module, [], {
    serviceName: 'LedgerQuest',
    stdio: 'inherit',
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !forNode.test(name))),
  });
  let ended = false;
  let leaving = false;
  app.on('will-quit', () => {
    leaving = true;
    if (!ended) child.kill();
  });
  const closed: (() => void)[] = [];
  child.on('exit', (code) => {
    ended = true;
    for (const listener of closed) listener();
    if (leaving) return;
    log(new Error(`The process that owns the data folder ended with code ${code}.`));
    app.quit();
  });
  return {
    send: (message) => {
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void closed.push(listener),
  };
}

/** Why an installed app does not open, for somebody who sees no terminal. */
export function showWhy({ dialog }: Pick<ElectronModule, 'dialog'>, error: unknown): void {
  const { message, hint } = error instanceof LedgerError ? error : { message: 'Something went wrong on our side.', hint: undefined };
  dialog.showErrorBox('LedgerQuest cannot be opened', hint === undefined ? message : `${message}\n\n${hint}`);
}
