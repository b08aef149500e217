import type { BrowserWindow, WebContents } from 'electron';
import type { DesktopNews, NativeMenu } from '../../contract/desktop.ts';
import { newsChannel } from '../../contract/desktop-channels.ts';
import type { ElectronModule } from './electron-module.ts';
import { firstMenu, nativeMenu } from './menu.ts';
import { type Homes, originOf } from './security.ts';
import { smallest, type WindowMemory } from './window-state.ts';

export interface Windows extends Homes {
  /** @param url Studio's one-time link */
  open(url: string): Promise<void>;
  /** Of the windows on this computer's projects the one in front, else any. */
  front(): BrowserWindow | undefined;
  /** Whether a window shows this computer's projects, not one that was joined. */
  isOwn(contents: WebContents): boolean;
  tell(window: BrowserWindow, news: DesktopNews): void;
  showMenus(contents: WebContents, menus: readonly NativeMenu[]): void;
  /** What a window says of itself; one that ends is busy no more. */
  setBusy(contents: WebContents, busy: boolean): void;
  isBusy(): boolean;
  /** Calls back once no window is busy. */
  whenIdle(then: () => void): void;
}

interface WindowsOptions {
  preload: string;
  mac: boolean;
  memory: WindowMemory;
  /** This computer's Studio and Playground. */
  studio: string;
  playground: string;
  signIn: string | undefined;
  /** Milliseconds, only for differences. */
  now: () => number;
  /** A page has ended by itself. */
  onCrash: () => void;
}

/** Every window is Studio on an origin of its own choosing: this computer's, or the one of a project that was joined. */
export function createWindows(
  { BrowserWindow, dialog, Menu, screen }: ElectronModule,
  { preload, mac, memory, studio, playground, signIn, now, onCrash }: WindowsOptions,
): Windows {
  const homes = new Map<WebContents, string>();
  const menus = new Map<WebContents, Electron.Menu>();
  const busy = new Set<WebContents>();
  const idle: (() => void)[] = [];
  const isIdle = (contents: WebContents): void => {
    busy.delete(contents);
    if (busy.size === 0) for (const then of idle.splice(0)) then();
  };
  /** A page that ends again and again is not loaded again for ever; the person may. */
  const askWhetherAgain = async (window: BrowserWindow): Promise<void> => {
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      title: 'LedgerQuest',
      message: 'This window ended by itself three times within a minute.',
      detail: 'What you had edited is saved. Open it again, or close it and open another project.',
      buttons: ['Open again', 'Close'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (window.isDestroyed()) return;
    if (response === 0) window.webContents.reload();
    else window.close();
  };
  const open = (): BrowserWindow[] => BrowserWindow.getAllWindows().filter((window) => homes.has(window.webContents));

  const wear = (window: BrowserWindow): void => {
    const menu = menus.get(window.webContents);
    if (!menu) return;
    // A Mac has one menu for the app: that of the window in front.
    if (!mac) window.setMenu(menu);
    else if (window.isFocused()) Menu.setApplicationMenu(menu);
  };

  const windows: Windows = {
    playground,
    signIn,
    of: (contents) => homes.get(contents),
    has: (origin) => [...homes.values()].includes(origin),
    front: () => {
      const all = open().filter(({ webContents }) => windows.isOwn(webContents));
      return all.find((window) => window.isFocused()) ?? all[0];
    },
    isOwn: (contents) => homes.get(contents) === studio,
    tell: (window, news) => window.webContents.send(newsChannel, news),
    showMenus(contents, told) {
      const window = BrowserWindow.fromWebContents(contents);
      if (!window) return;
      menus.set(contents, Menu.buildFromTemplate(nativeMenu(told, { mac, run: (id) => windows.tell(window, { news: 'action', id }) })));
      wear(window);
    },
    setBusy: (contents, is) => {
      if (is && homes.has(contents)) busy.add(contents);
      else isIdle(contents);
    },
    isBusy: () => busy.size > 0,
    whenIdle: (then) => {
      if (busy.size === 0) then();
      else idle.push(then);
    },
    async open(url) {
      const { bounds, maximized } = memory.place(screen.getAllDisplays(), open().length);
      const window = new BrowserWindow({
        ...bounds,
        minWidth: smallest.width,
        minHeight: smallest.height,
        show: false,
        title: 'LedgerQuest Studio',
        backgroundColor: '#14161a',
        webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, spellcheck: false },
      });
      const contents = window.webContents;
      homes.set(contents, originOf(url) ?? '');
      menus.set(contents, Menu.buildFromTemplate(firstMenu(mac)));
      wear(window);
      if (maximized) window.maximize();
      window.once('ready-to-show', () => window.show());
      const ends: number[] = [];
      contents.on('render-process-gone', (_event, { reason }) => {
        if (reason === 'clean-exit') return;
        ends.push(now());
        isIdle(contents);
        onCrash();
        // Everything that was saved is on disk, so that the page comes back as it was; one that ends at once again stays away.
        if (ends.filter((at) => now() - at < 60_000).length <= 2) contents.reload();
        else askWhetherAgain(window).catch(() => {});
      });
      window.on('focus', () => wear(window));
      window.on('close', () => memory.remember(screen.getAllDisplays(), window.getNormalBounds(), window.isMaximized()));
      window.once('closed', () => {
        homes.delete(contents);
        menus.delete(contents);
        isIdle(contents);
      });
      await window.loadURL(url);
    },
  };
  return windows;
}
