/**
 * The owner of the data folder in an installed app: Electron's main process starts this module as a utility process and talks to it over its
 * port. In a checkout `lq start` is the owner, and starts Electron.
 */
import type { ProcessChannel } from '../../contract/across.ts';
import { type OwnerCalls, ownerCalls } from '../../contract/owner.ts';
import { defaultDataDir } from '../../services/data-folder/data-folder.ts';
import { openSecrets } from '../../services/secrets/secrets.ts';
import { thisPerson } from './person.ts';
import { prepareProduct } from './product.ts';
import { keychainOf, serveWindow, type WindowHandlers } from './serve-window.ts';
import { startHost } from './start-host.ts';
import { windowCalls } from './window-calls.ts';

/** As Electron gives it to a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
const log = (error: unknown): void => console.error(error);

/** Questions wait for the start; where it fails, each is answered with why. */
const later = (handlers: Promise<WindowHandlers>): WindowHandlers =>
  Object.fromEntries(
    (Object.keys(ownerCalls) as (keyof OwnerCalls)[]).map((name) => [
      name,
      async (request: unknown) => ((await handlers)[name] as (request: unknown, context: undefined) => unknown)(request, undefined),
    ]),
  ) as unknown as WindowHandlers;

async function start(channel: ProcessChannel): Promise<WindowHandlers> {
  const dataDir = defaultDataDir();
  const product = await prepareProduct(() => {});
  const keychain = keychainOf(channel);
  const secrets = openSecrets({ dataDir, keychain: () => keychain });
  const host = await startHost({ dataDir, owner: thisPerson(), product, secrets, say: log, onCloudEnd: log, log });
  return windowCalls({ host, person: thisPerson(), dataDir, secrets, product, log }).handlers;
}

if (!parentPort) {
  console.error('This module is a part of the LedgerQuest app and is started by it.');
  process.exitCode = 2;
} else {
  const channel: ProcessChannel = {
    send: (message) => parentPort.postMessage(message),
    onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    // The app ends this process when it ends itself.
    onClose: () => {},
  };
  const handlers = start(channel);
  handlers.catch(log);
  serveWindow(channel, later(handlers), log);
}
