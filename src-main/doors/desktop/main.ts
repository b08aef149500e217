import { join } from 'node:path';
import * as electron from 'electron';
import type { ProcessChannel } from '../../contract/across.ts';
import { keepInFile } from './keep-file.ts';
import { ownerOver } from './owner.ts';
import { startShell } from './start-shell.ts';

const { app } = electron;

const data = process.env['LEDGERQUEST_WINDOW_DATA'];
if (data) app.setPath('userData', data);
process.on('disconnect', () => app.quit());
const log = (error: unknown): void => console.error(error);
const channel: ProcessChannel | undefined = process.send && {
  send: (message) => process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
  onClose: (listener) => void process.on('disconnect', listener),
};
// Not awaited at the top level: `ready` fires only after this module has finished.
startShell(electron, {
  connect: channel && (() => ownerOver(channel, log)),
  preload: join(import.meta.dirname, '../preload/preload.cjs'),
  platform: process.platform,
  argv: process.argv.slice(app.isPackaged ? 1 : 2),
  cwd: process.cwd(),
  keep: keepInFile(join(app.getPath('userData'), 'windows.json')),
  keepSettings: keepInFile(join(app.getPath('userData'), 'settings.json')),
  now: () => performance.now(),
  log,
}).catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
