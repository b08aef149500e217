import { join } from 'node:path';
import * as electron from 'electron';
import { startShell } from './start-shell.ts';

const studioUrl = process.env['LEDGERQUEST_STUDIO_URL'];
const playgroundUrl = process.env['LEDGERQUEST_PLAYGROUND_URL'];

if (!studioUrl || !playgroundUrl) {
  console.error('This window is opened by LedgerQuest itself. Run: npm start');
  electron.app.exit(2);
} else {
  // Not awaited at the top level: `ready` fires only after this module has finished.
  void startShell(electron, { studioUrl, playgroundUrl, preload: join(import.meta.dirname, '../preload/preload.cjs') });
}
