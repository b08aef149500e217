import type { BrowserWindow, WebContents } from 'electron';
import { answered } from '../../contract/answered.ts';
import { answer, type HandlersOf } from '../../contract/calls.ts';
import { type DesktopCalls, desktopCalls } from '../../contract/desktop.ts';
import { callChannel } from '../../contract/desktop-channels.ts';
import { LedgerError } from '../../contract/error.ts';
import { parseLink } from '../../contract/join-link.ts';
import type { ElectronModule } from './electron-module.ts';
import type { Openings } from './openings.ts';
import type { Owner } from './owner.ts';
import { isAtHome } from './security.ts';
import type { Updates } from './updates.ts';
import type { Windows } from './windows.ts';

interface CallsOptions {
  owner: Owner;
  windows: Windows;
  openings: Openings;
  updates: Updates;
  /** Opens a further window on this computer's Studio. */
  openWindow: () => Promise<void>;
  join: (link: string) => Promise<void>;
  log: (error: unknown) => void;
}

/** What a page may ask. One channel; the caller, the name and the request are checked before anything happens. */
export function serveCalls(
  { app, BrowserWindow, dialog, ipcMain }: ElectronModule,
  { owner, windows, openings, updates, openWindow, join, log }: CallsOptions,
): void {
  const windowOf = (contents: WebContents): BrowserWindow => {
    const window = BrowserWindow.fromWebContents(contents);
    if (!window) throw new LedgerError({ code: 'no-window', message: 'This window is closing.' });
    return window;
  };
  const needOwn = (contents: WebContents): void => {
    if (!windows.isOwn(contents))
      throw new LedgerError({
        code: 'not-here',
        message: 'This window shows a project on another computer.',
        hint: 'Open a new window for projects of your own.',
      });
  };
  const handlers: HandlersOf<DesktopCalls, WebContents> = {
    'menu.show': ({ menus }, contents) => {
      windows.showMenus(contents, menus);
      return {};
    },
    'text.edit': ({ what }, contents) => {
      contents[what]();
      return {};
    },
    'window.new': async () => {
      await openWindow();
      return {};
    },
    'window.busy': ({ busy }, contents) => {
      windows.setBusy(contents, busy);
      return {};
    },
    'updates.check': () => {
      updates.check().catch(log);
      return {};
    },
    'folder.choose': async (_request, contents) => {
      needOwn(contents);
      const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(contents), { properties: ['openDirectory'] });
      const [path] = filePaths;
      return canceled || path === undefined ? {} : { found: await owner.ask('folder.add', { path }) };
    },
    'project.shown': async ({ project }, contents) => {
      needOwn(contents);
      const { path } = await owner.ask('project.path', { project });
      app.addRecentDocument(path);
      return {};
    },
    'link.join': async ({ link }) => {
      parseLink(link);
      await join(link.trim());
      return {};
    },
    'opening.next': (_request, contents) => {
      const opening = windows.isOwn(contents) ? openings.next() : undefined;
      return opening ? { opening } : {};
    },
    'opening.answer': async ({ id, yes }, contents) => {
      needOwn(contents);
      const found = await openings.answer(id, yes);
      return found ? { found } : {};
    },
  };
  ipcMain.handle(callChannel, ({ sender, senderFrame }, name: unknown, request: unknown) => {
    if (!isAtHome(sender, senderFrame, windows)) throw new Error('This page may not call.');
    return answered(answer(desktopCalls, handlers, sender, name, request), log);
  });
}
