/** The desktop app as far as a machine without Electron has it: the real processes and bundles, on a double whose windows are pages here. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { answering, type Asking, asking } from '../../../src-main/contract/across.ts';
import { electronCalls, listenForElectron, type MenuItem, screenCalls } from '../../doubles/screen-calls.ts';

const hooks = resolve(import.meta.dirname, '../../doubles/electron-hooks.ts');

/** The windows of the desktop app, and what is native about them. */
export interface Desktop {
  /** The window that opened with the app, and at each further call a new one. */
  window(): Promise<Page>;
  /** Waits for a window that opens by itself. */
  nextWindow(): Promise<Page>;
  /** The window's native menu. */
  menu(page: Page): Promise<MenuItem[]>;
  /** Chooses from the native menu, by labels. */
  choose(page: Page, ...path: string[]): Promise<void>;
  /** What the person chooses in the next dialog for a folder. */
  chooseFolder(path: string): Promise<void>;
  told(): Promise<{ external: string[]; boxes: string[]; recent: string[] }>;
}

/** As a page's sandboxed preload finds Electron; put into the main world, where the page is not to find more than the preload exposes. */
const preloadScript = (preload: string): string => `
if (window === window.top && location.protocol.startsWith('http')) {
  const { electronInvoke, electronOpen } = window;
  delete window.electronInvoke;
  delete window.electronOpen;
  const clone = (value) => structuredClone(value);
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value, enumerable: true }),
    },
    ipcRenderer: {
      invoke: async (...args) => {
        const answer = await electronInvoke(clone(args));
        if ('refused' in answer) throw new Error('Error invoking remote method: ' + answer.refused);
        return answer.value;
      },
      on: (channel, listener) =>
        window.addEventListener('electron:' + channel, ({ detail }) => listener({}, ...detail)),
    },
  };
  const open = (url) => void electronOpen(new URL(url, location.href).href);
  window.open = (url) => (open(url), null);
  window.addEventListener('click', (event) => {
    const link = event.composedPath().find((element) => element.tagName === 'A' && element.target === '_blank');
    if (!link) return;
    event.preventDefault();
    open(link.href);
  });
  ((require) => { ${preload} })(() => electron);
}`;

/**
 * @param context where the windows are shown; whoever closes it closes the windows
 * @param folder for what the app needs to be started with
 */
export async function desktopScreen(
  context: BrowserContext,
  folder: string,
): Promise<{ desktop: Desktop; node: string[]; env: NodeJS.ProcessEnv; close: () => void }> {
  const numbers = new Map<Page, number>();
  const pages = new Map<number, Page>();
  const shown: Page[] = [];
  const waiting: ((page: Page) => void)[] = [];
  let electron: Asking<typeof electronCalls> | undefined;
  const ask: Asking<typeof electronCalls>['ask'] = (name, request) => {
    if (!electron) throw new Error('Electron is not there');
    return electron.ask(name, request);
  };
  const windowOf = (page: Page): number => numbers.get(page)!;
  const show = (page: Page): void => {
    const next = waiting.shift();
    if (next) next(page);
    else shown.push(page);
  };

  const { address, close } = await listenForElectron((channel) => {
    electron = asking(electronCalls, channel);
    answering(
      screenCalls,
      {
        async open({ window, preload, url, granted }) {
          const page = await context.newPage();
          numbers.set(page, window);
          pages.set(window, page);
          page.on('close', () => {
            pages.delete(window);
            ask('closed', { window }).catch(() => {});
          });
          await page.exposeBinding('electronInvoke', ({ frame }, args: unknown[]) =>
            ask('invoke', { window, main: frame === page.mainFrame(), url: frame.url(), args }),
          );
          await page.exposeBinding('electronOpen', async (_source, to: string) => {
            if ((await ask('openWindow', { window, url: to })).opens) throw new Error(`${to} would open a window of Electron's own`);
          });
          await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')));
          await context.grantPermissions(granted, { origin: new URL(url).origin });
          let isFirst = true;
          await page.route('**/*', async (route) => {
            const request = route.request();
            if (!request.isNavigationRequest() || isFirst) {
              isFirst = isFirst && !request.isNavigationRequest();
              return route.fallback();
            }
            return (await ask('mayNavigate', { window, url: request.url() })).may ? route.fallback() : route.abort('aborted');
          });
          await page.goto(url, { waitUntil: 'commit' });
          show(page);
          return {};
        },
        async send({ window: number, channel: name, args }) {
          // What is told before there is a page is lost, as it is in Electron.
          await pages
            .get(number)
            ?.evaluate(
              ([type, detail]) =>
                void (globalThis as unknown as EventTarget).dispatchEvent(new CustomEvent(`electron:${type}`, { detail })),
              [name, args] as const,
            );
          return {};
        },
        async reload({ window }) {
          await pages.get(window)?.reload();
          return {};
        },
        async close({ window }) {
          await pages.get(window)?.close();
          return {};
        },
      },
      channel,
      // A window that is on its way when the test ends.
      (error) => void (/closed|frame was detached/.test(String(error)) || console.error(error)),
    );
  });

  const nextWindow = (): Promise<Page> => {
    const page = shown.shift();
    return page ? Promise.resolve(page) : new Promise((settle) => waiting.push(settle));
  };
  let last: Page | undefined;
  const dist = join(folder, 'electron');
  mkdirSync(dist, { recursive: true });
  const binary = join(dist, 'electron');
  writeFileSync(binary, `#!/bin/sh\nexec "$LEDGERQUEST_DOUBLE_NODE" --import '${hooks}' "$@"\n`);
  chmodSync(binary, 0o755);
  return {
    desktop: {
      nextWindow,
      async window() {
        if (last && !last.isClosed())
          await last.evaluate(() =>
            (
              globalThis as unknown as { ledgerquestDesktop: { invoke(name: string, request: object): Promise<unknown> } }
            ).ledgerquestDesktop.invoke('window.new', {}),
          );
        last = await nextWindow();
        return last;
      },
      menu: async (page) => (await ask('menu', { window: windowOf(page) })).menu,
      choose: async (page, ...path) => void (await ask('chooseMenu', { window: windowOf(page), path })),
      chooseFolder: async (path) => void (await ask('chooseNext', { path })),
      told: () => ask('told', {}),
    },
    // Electron refuses root, and no test is about that here.
    node: ['--import', 'data:text/javascript,process.getuid=()=>1000'],
    env: { ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':0', LEDGERQUEST_DOUBLE_SCREEN: address },
    close,
  };
}
