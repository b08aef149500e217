import type * as Electron from 'electron';
import { actionChannel } from '../../contract/desktop.ts';
import { desktopMenu } from './menu.ts';
import { guardContents, guardSession } from './security.ts';

export type ElectronModule = Pick<typeof Electron, 'app' | 'BrowserWindow' | 'session' | 'shell' | 'Menu'>;

export interface ShellOptions {
  /** Studio's one-time link, as `lq open` prints it. */
  studioUrl: string;
  playgroundUrl: string;
  preload: string;
}

/**
 * The desktop window. It holds no service and no secret: it is a native frame around the same Studio that a browser shows, on the same
 * loopback origin, so that one suite tests both. Electron arrives as a value, so that a test can hand in a double.
 */
export async function startShell(electron: ElectronModule, { studioUrl, playgroundUrl, preload }: ShellOptions): Promise<void> {
  const { app, BrowserWindow, session, shell, Menu } = electron;
  const origins = { studioOrigin: new URL(studioUrl).origin, playgroundOrigin: new URL(playgroundUrl).origin };

  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => guardContents(contents, origins, (url) => void shell.openExternal(url)));
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  guardSession(session.defaultSession, origins.studioOrigin);

  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'LedgerQuest Studio',
    backgroundColor: '#14161a',
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  app.on('second-instance', () => window.focus());
  Menu.setApplicationMenu(Menu.buildFromTemplate(desktopMenu((id) => window.webContents.send(actionChannel, id))));
  await window.loadURL(studioUrl);
}
