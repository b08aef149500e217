import { join } from 'node:path';
import * as electron from 'electron';
import type { ProcessChannel } from '../../contract/across.ts';
import { ownerModule, showWhy, startOwner } from './installed.ts';
import { keepInFile } from './keep-file.ts';
import { ownerOver } from './owner.ts';
import { startShell } from './start-shell.ts';
import { findUpdater } from './updater.ts';

const { app } = electron;
const here = import.meta.dirname;

const data = process.env['LEDGERQUEST_WINDOW_DATA'];
if (data) app.setPath('userData', data);
process.on('disconnect', () => app.quit());
const log = (error: unknown): void => console.error(error);
const parent: ProcessChannel | undefined = process.send && {
  send: (message) => process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
  onClose: (listener) => void process.on('disconnect', listener),
};
const channel = app.isPackaged
  ? (): ProcessChannel => startOwner(electron, { module: ownerModule(here), env: process.env, log })
  : parent && ((): ProcessChannel => parent);
// Not awaited at the top level: `ready` fires only after this module has finished.
startShell(electron, {
  connect: channel && (() => ownerOver(channel(), log)),
  preload: join(here, '../preload/preload.cjs'),
  platform: process.platform,
  argv: process.argv.slice(app.isPackaged ? 1 : 2),
  cwd: process.cwd(),
  keep: keepInFile(join(app.getPath('userData'), 'windows.json')),
  keepSettings: keepInFile(join(app.getPath('userData'), 'settings.json')),
  updater: findUpdater({ packaged: app.isPackaged, resources: process.resourcesPath, log }),
  every: (milliseconds, then) => void setInterval(then, milliseconds).unref(),
  now: () => performance.now(),
  log,
}).catch((error: unknown) => {
  console.error(error);
  if (app.isPackaged) showWhy(electron, error);
  app.exit(1);
});
