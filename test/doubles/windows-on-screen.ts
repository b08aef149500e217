import type { WebContents } from 'electron';
import { answering, asking } from '../../src-main/contract/across.ts';
import type { ElectronModule } from '../../src-main/doors/desktop/electron-module.ts';
import type { createFakeElectron, MenuItem } from './fake-electron.ts';
import { channelToScreen, electronCalls, screenCalls } from './screen-calls.ts';

/** Permissions as Electron calls them, and as Chromium's tests do. */
const permissions = { 'clipboard-sanitized-write': 'clipboard-write', 'clipboard-read': 'clipboard-read', geolocation: 'geolocation' };

/**
 * Windows of the double that are pages of a real browser elsewhere: what happens to a page goes through the handlers and guards that the shell
 * has set up, and what the shell does to its windows happens to the pages.
 */
export function windowsOnScreen(
  fake: ReturnType<typeof createFakeElectron>,
  { address, chosen }: { address: string; chosen: string[] },
): ElectronModule['BrowserWindow'] {
  const channel = channelToScreen(address);
  const screen = asking(screenCalls, channel);
  const { BrowserWindow } = fake.electron;
  const open = new Map<number, InstanceType<typeof OnScreen>>();
  const log = (error: unknown): void => console.error(error);
  const tell = (work: Promise<unknown>): void => void work.catch(() => {});
  let windows = 0;

  class OnScreen extends BrowserWindow {
    readonly number = (windows += 1);
    readonly preload: string;
    constructor(options: ConstructorParameters<typeof BrowserWindow>[0]) {
      super(options);
      this.preload = options?.webPreferences?.preload ?? '';
      open.set(this.number, this);
      const window = this.number;
      Object.assign(this.webContents, {
        send: (name: string, ...args: unknown[]) => tell(screen.ask('send', { window, channel: name, args })),
        reload: () => tell(screen.ask('reload', { window })),
      });
      this.once('closed', () => {
        open.delete(window);
        tell(screen.ask('close', { window }));
        if (open.size === 0) fake.app.emit('window-all-closed');
      });
    }
    override async loadURL(url: string): Promise<void> {
      await super.loadURL(url);
      const { origin } = new URL(url);
      const granted = Object.entries(permissions).flatMap(([ours, theirs]) =>
        fake.permissions.check?.(this.webContents, ours, origin) ? [theirs] : [],
      );
      await screen.ask('open', { window: this.number, preload: this.preload, url, granted });
    }
  }

  const of = (window: number): { onScreen: InstanceType<typeof OnScreen>; record: (typeof fake.windows)[number] } => {
    const onScreen = open.get(window);
    const record = fake.windows.find(({ contents }) => contents === (onScreen?.webContents as unknown));
    if (!onScreen || !record) throw new Error(`There is no window ${window}.`);
    return { onScreen, record };
  };
  const entry = (menu: readonly MenuItem[], [label, ...rest]: readonly string[]): MenuItem => {
    const found = menu.find((item) => item.label === label);
    if (!found) throw new Error(`There is no ${label} in ${menu.map((item) => item.label ?? item.role ?? item.type).join(', ')}.`);
    return rest.length === 0 ? found : entry(found.submenu ?? [], rest);
  };
  /** As Electron tells of a page that is about to go somewhere; it goes unless somebody objects. */
  const mayGo = (contents: WebContents, url: string): boolean => {
    let may = true;
    const event = { url, preventDefault: () => (may = false) };
    contents.emit('will-frame-navigate', event);
    contents.emit('will-navigate', event);
    return may;
  };
  answering(
    electronCalls,
    {
      invoke: async ({ window, main, url, args: [, name, request] }) => {
        const { contents } = of(window).record;
        if (main) Object.assign(contents, { url }).mainFrame.url = url;
        try {
          return { value: await fake.ipc(contents, name, request, main ? contents.mainFrame : { url }) };
        } catch (error) {
          return { refused: String(error) };
        }
      },
      mayNavigate: ({ window, url }) => ({ may: mayGo(of(window).onScreen.webContents, url) }),
      openWindow: ({ window, url }) => ({ opens: of(window).record.contents.windowOpen({ url }).action !== 'deny' }),
      closed: ({ window }) => {
        open.get(window)?.close();
        return {};
      },
      // Without what a message cannot carry.
      menu: ({ window }) => ({ menu: JSON.parse(JSON.stringify(of(window).record.menu)) as MenuItem[] }),
      chooseMenu: ({ window, path }) => {
        const item = entry(of(window).record.menu, path);
        if (item.enabled === false) throw new Error(`${path.join(', ')} is not enabled.`);
        item.click?.();
        return {};
      },
      chooseNext: ({ path }) => {
        chosen.splice(0, chosen.length, path);
        return {};
      },
      told: () => ({ external: fake.external, boxes: fake.boxes.map(({ message }) => message), recent: fake.recent }),
    },
    channel,
    log,
  );
  return OnScreen;
}
