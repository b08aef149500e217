import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { ElectronModule } from '../../src-main/doors/desktop/electron-module.ts';

interface Frame {
  url: string;
}

interface Contents extends EventEmitter {
  url: string;
  mainFrame: Frame;
  edits: string[];
  sent: unknown[][];
  windowOpen: (details: { url: string }) => { action: string };
  getURL: () => string;
}

export interface MenuItem {
  id?: string;
  label?: string;
  role?: string;
  type?: string;
  enabled?: boolean;
  checked?: boolean;
  accelerator?: string;
  registerAccelerator?: boolean;
  submenu?: MenuItem[];
  click?: () => void;
}

interface FakeWindow {
  options: Record<string, unknown>;
  contents: Contents;
  loaded: string[];
  shown: boolean;
  menu: MenuItem[];
  maximized: boolean;
  minimized: boolean;
  reloads: number;
  bounds: { x: number; y: number; width: number; height: number };
  emit: (event: string) => boolean;
}

interface FakeBox {
  message: string;
  detail?: string;
  buttons?: string[];
  cancelId?: number;
  checkboxChecked?: boolean;
}

interface FakeChild extends EventEmitter {
  module: string;
  args: string[];
  options: { env?: Record<string, string>; stdio?: string };
  posted: unknown[];
  killed: boolean;
  postMessage: (message: unknown) => void;
  kill: () => boolean;
}

interface FakeKeychain {
  backend: string;
  key: string | undefined;
  stale: boolean;
}

interface IpcEvent {
  sender: Contents;
  senderFrame: Frame | null;
}

const keyOf = (key: string): Buffer => createHash('sha256').update(key).digest();
function sealWith(key: string, text: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}
function openWith(key: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(key), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
}

/**
 * An Electron in memory that enforces its order rules (the sandbox and the lock before ready; windows, menus, screen and dialogs after) and
 * records what the shell asks of it. It models only what the shell uses; anything else is a TypeError, on purpose.
 */
export function createFakeElectron({
  lock = true,
  displays = [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  chosen = [] as string[],
  end = (_code: number): void => {},
  /** The system's keychain: which one, its key, and what the person answers where there is none. */
  keychain = { backend: 'gnome_libsecret', key: 'the key of this login', stale: false } as FakeKeychain,
  /** Which button is pressed in the boxes to come, one after the other; with 1 or 0 behind it, how the box's tick is left. */
  pressed = [] as (number | [button: number, ticked: 0 | 1])[],
  packaged = false,
} = {}) {
  let ready = false;
  let sandboxed = false;
  let handed: unknown;
  let focused: Contents | undefined;
  const calls: string[] = [];
  const paths = new Map<string, string>();
  const external: string[] = [];
  const recent: string[] = [];
  const schemes: string[] = [];
  const errors: string[] = [];
  const uploads: boolean[] = [];
  const forked: FakeChild[] = [];
  const boxes: FakeBox[] = [];
  const windows: FakeWindow[] = [];
  const handlers = new Map<string, (event: IpcEvent, ...args: unknown[]) => unknown>();
  const permissions: {
    request?: (contents: unknown, permission: string, decide: (granted: boolean) => void) => void;
    check?: (contents: unknown, permission: string, origin: string) => boolean;
  } = {};
  let appMenu: MenuItem[] = [];
  const need = (condition: boolean, rule: string): void => {
    if (!condition) throw new Error(`Electron would refuse: ${rule}`);
  };

  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: (data: unknown) => {
      // It travels to another process.
      handed = structuredClone(data);
      return lock;
    },
    isPackaged: packaged,
    setAsDefaultProtocolClient: (scheme: string) => (schemes.push(scheme), true),
    setPath: (name: string, path: string) => {
      need(!ready, 'app.setPath() before ready');
      paths.set(name, path);
    },
    getPath: (name: string) => paths.get(name) ?? `/${name}`,
    quit: () => {
      calls.push('quit');
      end(0);
    },
    exit: (code: number) => {
      calls.push('exit');
      end(code);
    },
    enableSandbox: () => {
      need(!ready, 'app.enableSandbox() before ready');
      sandboxed = true;
    },
    getVersion: () => '1.0.0',
    addRecentDocument: (path: string) => void recent.push(path),
    whenReady: async () => {
      ready = true;
    },
  });

  class FakeBrowserWindow extends EventEmitter {
    static all: FakeBrowserWindow[] = [];
    static getAllWindows = (): FakeBrowserWindow[] => FakeBrowserWindow.all;
    static fromWebContents = (contents: unknown): FakeBrowserWindow | null =>
      FakeBrowserWindow.all.find(({ webContents }) => webContents === contents) ?? null;
    readonly webContents: Contents;
    readonly record: FakeWindow;
    constructor(options: Record<string, unknown>) {
      super();
      need(ready, 'BrowserWindow after ready');
      const mainFrame: Frame = { url: '' };
      const contents: Contents = Object.assign(new EventEmitter(), {
        url: '',
        mainFrame,
        edits: [] as string[],
        sent: [] as unknown[][],
        windowOpen: (_details: { url: string }) => ({ action: 'allow' }),
        reload: () => void (this.record.reloads += 1),
        getURL: (): string => contents.url,
        send: (...message: unknown[]) => contents.sent.push(structuredClone(message)),
        setWindowOpenHandler: (handler: Contents['windowOpen']) => {
          contents.windowOpen = handler;
        },
        ...Object.fromEntries(['cut', 'copy', 'paste', 'selectAll'].map((what) => [what, () => contents.edits.push(what)])),
      });
      this.webContents = contents;
      const { x = 0, y = 0, width = 800, height = 600 } = options as Partial<FakeWindow['bounds']>;
      this.record = {
        options,
        contents,
        loaded: [],
        shown: false,
        menu: [],
        maximized: false,
        minimized: false,
        reloads: 0,
        bounds: { x, y, width, height },
        emit: (event) => this.emit(event),
      };
      this.once('closed', () => {
        FakeBrowserWindow.all = FakeBrowserWindow.all.filter((window) => window !== this);
        if (focused === this.webContents) focused = undefined;
      });
      windows.push(this.record);
      FakeBrowserWindow.all.push(this);
      app.emit('web-contents-created', {}, contents);
    }
    show(): void {
      this.record.shown = true;
      this.focus();
    }
    focus(): void {
      focused = this.webContents;
      calls.push('focus');
      this.emit('focus');
    }
    close(): void {
      this.emit('close');
      this.emit('closed');
    }
    isDestroyed = (): boolean => !FakeBrowserWindow.all.includes(this);
    isFocused = (): boolean => focused === this.webContents;
    isMinimized = (): boolean => this.record.minimized;
    restore(): void {
      this.record.minimized = false;
    }
    maximize(): void {
      this.record.maximized = true;
    }
    isMaximized = (): boolean => this.record.maximized;
    getNormalBounds = (): FakeWindow['bounds'] => this.record.bounds;
    setMenu(menu: MenuItem[]): void {
      this.record.menu = menu;
    }
    async loadURL(url: string): Promise<void> {
      this.record.loaded.push(url);
      this.webContents.url = url;
      this.webContents.mainFrame.url = url;
      this.emit('ready-to-show');
    }
  }

  const electron = {
    app,
    BrowserWindow: FakeBrowserWindow,
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
    dialog: {
      showOpenDialog: async () => {
        need(ready, 'dialog after ready');
        return { canceled: chosen.length === 0, filePaths: chosen };
      },
      showErrorBox: (title: string, content: string) => void errors.push(`${title}: ${content}`),
      showMessageBox: async (...given: [FakeBox] | [FakeBrowserWindow, FakeBox]) => {
        need(ready, 'dialog after ready');
        const box = given.length === 1 ? given[0] : given[1];
        boxes.push(structuredClone(box));
        const [press, checked] = [pressed.shift()].flat();
        return {
          response: press ?? box.cancelId ?? 0,
          checkboxChecked: checked === undefined ? (box.checkboxChecked ?? false) : checked === 1,
        };
      },
    },
    crashReporter: {
      start: (options: { uploadToServer?: boolean }) => {
        need(!ready, 'crashReporter.start() before ready, or early crashes are missed');
        uploads.push(options.uploadToServer ?? true);
      },
      setUploadToServer: (upload: boolean) => void uploads.push(upload),
    },
    utilityProcess: {
      fork: (module: string, args: string[], options: FakeChild['options']) => {
        need(ready, 'utilityProcess.fork() after ready');
        const child: FakeChild = Object.assign(new EventEmitter(), {
          module,
          args,
          options,
          posted: [] as unknown[],
          killed: false,
          postMessage: (message: unknown) => void child.posted.push(structuredClone(message)),
          kill: () => (child.killed = true),
        });
        forked.push(child);
        return child;
      },
    },
    // The asynchronous calls only: the others are deprecated in 45.
    safeStorage: {
      getSelectedStorageBackend: () => (ready ? keychain.backend : 'unknown'),
      isAsyncEncryptionAvailable: async () => ready && keychain.key !== undefined,
      encryptStringAsync: async (text: string) => {
        need(ready && keychain.key !== undefined, 'encryptStringAsync() without a key');
        return sealWith(keychain.key!, text);
      },
      decryptStringAsync: async (sealed: Buffer) => {
        need(ready && keychain.key !== undefined, 'decryptStringAsync() without a key');
        return { result: openWith(keychain.key!, sealed), shouldReEncrypt: keychain.stale };
      },
    },
    screen: {
      getAllDisplays: () => {
        need(ready, 'screen after ready');
        return displays;
      },
    },
    ipcMain: {
      handle: (channel: string, handler: (event: IpcEvent, ...args: unknown[]) => unknown) => {
        need(!handlers.has(channel), `one handler for ${channel}`);
        handlers.set(channel, handler);
      },
    },
    Menu: {
      buildFromTemplate: (template: MenuItem[]) => template,
      setApplicationMenu: (template: MenuItem[]) => {
        need(ready, 'Menu after ready');
        appMenu = template;
      },
    },
  };
  return {
    electron: electron as unknown as ElectronModule,
    calls,
    external,
    recent,
    schemes,
    errors,
    uploads,
    forked,
    boxes,
    windows,
    permissions,
    app,
    handlers,
    menu: () => appMenu,
    handed: () => handed,
    sandboxed: () => sandboxed,
    /** As `ipcRenderer.invoke` of a page: what goes there and back is cloned. */
    ipc: async (contents: Contents, name: unknown, request: unknown, frame: Frame | null = contents.mainFrame): Promise<unknown> => {
      const handler = handlers.get('ledgerquest:call');
      if (!handler) throw new Error('No handler registered');
      return structuredClone(await handler({ sender: contents, senderFrame: frame }, structuredClone(name), structuredClone(request)));
    },
  };
}
