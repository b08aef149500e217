import { createFakeElectron } from './fake-electron.ts';

const fake = createFakeElectron({ end: (code) => process.exit(code) });
// Each window says on stdout what it has loaded.
fake.app.on('web-contents-created', (_event, contents: { url: string }) =>
  setImmediate(() => console.log(JSON.stringify({ loaded: contents.url }))),
);
export const { app, BrowserWindow, crashReporter, dialog, ipcMain, Menu, safeStorage, screen, session, shell, utilityProcess } =
  fake.electron;
