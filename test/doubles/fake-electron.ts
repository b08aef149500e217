import { EventEmitter } from 'node:events';
import type { ElectronModule } from '../../src-main/doors/desktop/start-shell.ts';

interface Contents extends EventEmitter {
  url: string;
  opened: string[];
  sent: unknown[][];
  windowOpen: (details: { url: string }) => { action: string };
}

/**
 * An Electron in memory that enforces its order rules (the sandbox before ready, windows and menus after) and records what the shell asks
 * of it. It models only what the shell uses; anything else is a TypeError, on purpose.
 */
export function createFakeElectron({ lock = true } = {}) {
  let ready = false;
  let sandboxed = false;
  const calls: string[] = [];
  const external: string[] = [];
  const windows: { options: Record<string, unknown>; contents: Contents; loaded: string[]; shown: boolean }[] = [];
  const permissions: {
    request?: (contents: unknown, permission: string, decide: (granted: boolean) => void) => void;
    check?: (contents: unknown, permission: string, origin: string) => boolean;
  } = {};
  let menu: unknown[] = [];
  const need = (condition: boolean, rule: string): void => {
    if (!condition) throw new Error(`Electron would refuse: ${rule}`);
  };

  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: () => lock,
    quit: () => calls.push('quit'),
    exit: () => calls.push('exit'),
    enableSandbox: () => {
      need(!ready, 'app.enableSandbox() before ready');
      sandboxed = true;
    },
    whenReady: async () => {
      ready = true;
    },
  });

  class BrowserWindow extends EventEmitter {
    readonly webContents: Contents;
    readonly record: (typeof windows)[number];
    constructor(options: Record<string, unknown>) {
      super();
      need(ready, 'BrowserWindow after ready');
      const contents = Object.assign(new EventEmitter(), {
        url: '',
        opened: [] as string[],
        sent: [] as unknown[][],
        windowOpen: (_details: { url: string }) => ({ action: 'allow' }),
        getURL: () => contents.url,
        send: (...message: unknown[]) => contents.sent.push(message),
        setWindowOpenHandler: (handler: Contents['windowOpen']) => {
          contents.windowOpen = handler;
        },
      });
      this.webContents = contents;
      this.record = { options, contents, loaded: [], shown: false };
      windows.push(this.record);
      app.emit('web-contents-created', {}, contents);
    }
    show(): void {
      this.record.shown = true;
    }
    focus(): void {
      calls.push('focus');
    }
    async loadURL(url: string): Promise<void> {
      this.record.loaded.push(url);
      this.webContents.url = url;
      this.emit('ready-to-show');
    }
  }

  const electron = {
    app,
    BrowserWindow,
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof permissions.request) => {
          need(ready, 'session after ready');
          if (handler) permissions.request = handler;
        },
        setPermissionCheckHandler: (handler: typeof permissions.check) => {
          if (handler) permissions.check = handler;
        },
      },
    },
    shell: { openExternal: async (url: string) => void external.push(url) },
    Menu: {
      buildFromTemplate: (template: unknown[]) => template,
      setApplicationMenu: (template: unknown[]) => {
        need(ready, 'Menu after ready');
        menu = template;
      },
    },
  };
  return {
    electron: electron as unknown as ElectronModule,
    calls,
    external,
    windows,
    permissions,
    app,
    menu: () => menu,
    sandboxed: () => sandboxed,
  };
}
