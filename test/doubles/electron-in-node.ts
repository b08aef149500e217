import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { request, type RequestOptions } from 'node:http';
import { createFakeElectron } from './fake-electron.ts';
import { windowsOnScreen } from './windows-on-screen.ts';

/** As an installed app has it: packaged, and with a utility process that is a process. */
const installed = process.env['LEDGERQUEST_DOUBLE'] === 'installed';
/** Who shows the windows as pages of a browser; nobody does unless it is said. */
const address = process.env['LEDGERQUEST_DOUBLE_SCREEN'];
const chosen: string[] = [];

const fake = createFakeElectron({
  packaged: installed,
  chosen,
  end: (code) => {
    fake.app.emit('will-quit');
    process.exit(code);
  },
});
// Each window that nobody sees says on stdout what it has loaded.
if (address === undefined)
  fake.app.on('web-contents-created', (_event, contents: { url: string }) =>
    setImmediate(() => console.log(JSON.stringify({ loaded: contents.url }))),
  );
process.on('SIGTERM', () => fake.electron.app.quit());

const parentPort = new URL('./parent-port.ts', import.meta.url).href;
const forkProcess = (module: string, args: string[], { env }: { env: NodeJS.ProcessEnv }): EventEmitter => {
  const child = fork(module, args, { env, execArgv: ['--import', parentPort] });
  const utility = Object.assign(new EventEmitter(), {
    postMessage: (message: object) => void child.send(message),
    kill: () => child.kill(),
  });
  child.on('message', (message) => utility.emit('message', message));
  child.on('exit', (code) => utility.emit('exit', code));
  return utility;
};

// Where electron-builder puts what belongs to an installed app and does not lie in its archive.
const resources = process.env['LEDGERQUEST_DOUBLE_RESOURCES'];
if (installed && resources !== undefined) Object.assign(process, { resourcesPath: resources });

export const { crashReporter, dialog, ipcMain, Menu, safeStorage, screen, shell } = fake.electron;
/** What electron-updater uses beyond what the shell does. */
export const app = Object.assign(fake.electron.app, { getName: () => 'LedgerQuest', getAppPath: () => process.cwd(), relaunch: () => {} });
export const session = Object.assign(fake.electron.session, { fromPartition: (name: string) => ({ name }) });
export const net = { request: (options: RequestOptions) => request(options) };
export const autoUpdater = new EventEmitter();
export const utilityProcess = installed ? { fork: forkProcess } : fake.electron.utilityProcess;
export const BrowserWindow = address === undefined ? fake.electron.BrowserWindow : windowsOnScreen(fake, { address, chosen });
