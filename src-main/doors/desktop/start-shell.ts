import { z } from 'zod';
import { serveCalls } from './calls.ts';
import { createCrashQuestion, keepCrashReports } from './crashes.ts';
import type { ElectronModule } from './electron-module.ts';
import { createKeychain } from './keychain.ts';
import { wishesIn } from './opening.ts';
import { createOpenings } from './openings.ts';
import type { OwnerLink } from './owner.ts';
import { guardContents, guardSession } from './security.ts';
import { openSettings } from './settings.ts';
import { createUpdates, lookEvery, type Updater } from './updates.ts';
import { createWindowMemory, type Keep } from './window-state.ts';
import { createWindows } from './windows.ts';

export interface ShellOptions {
  /**
   * Reaches the process that owns the data folder, once this one is ready. Absent where nobody started this process for a window: it can only
   * hand over what it was to open.
   */
  connect: (() => OwnerLink) | undefined;
  preload: string;
  platform: NodeJS.Platform;
  /** What follows the program on the command line. */
  argv: readonly string[];
  cwd: string;
  keep: Keep;
  keepSettings: Keep;
  updater: Updater | undefined;
  /** Calls again and again, every so many milliseconds. */
  every: (milliseconds: number, then: () => void) => void;
  /** Milliseconds, only for differences. */
  now: () => number;
  log: (error: unknown) => void;
}

/** Exit code of a process that has nobody to ask and nobody to hand over to. */
export const noOwner = 2;

/** What a second start hands to the first. */
const Handed = z.object({ words: z.array(z.string().max(4096)).max(8), cwd: z.string().max(4096) });

/**
 * The desktop windows. This process holds no service and no secret: each window is a native frame around the same Studio that a browser
 * shows, on the same loopback origin, so that one suite tests both.
 */
export async function startShell(electron: ElectronModule, options: ShellOptions): Promise<void> {
  const { app, session, shell } = electron;
  const { connect, preload, platform, argv, cwd, keep, keepSettings, updater, every, now, log } = options;
  const words = wishesIn(argv);
  if (!app.requestSingleInstanceLock({ words, cwd })) {
    app.quit();
    return;
  }
  if (!connect) {
    log(new Error('This window is opened by LedgerQuest itself. Run: npm start'));
    app.exit(noOwner);
    return;
  }
  app.enableSandbox();
  const settings = openSettings(keepSettings);
  keepCrashReports(electron, settings);
  // Windows and Linux learn of our links by this; a Mac from the app's own description.
  if (app.isPackaged) app.setAsDefaultProtocolClient('ledgerquest');
  // Links and files may come before anything else; they wait until somebody can be asked.
  let wish = (text: string, from: string): void => void early.push([text, from]);
  const early: [text: string, from: string][] = words.map((word) => [word, cwd]);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    wish(url, cwd);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    wish(path, cwd);
  });
  let comeForward = (): void => {};
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    comeForward();
    const handed = Handed.safeParse(data);
    if (handed.success) for (const word of handed.data.words) wish(word, handed.data.cwd);
  });
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();

  const { owner, serve } = connect();
  serve(createKeychain(electron, { platform, settings }));
  const first = await owner.ask('window.link', {});
  const askAboutCrashes = createCrashQuestion(electron, settings);
  const windows = createWindows(electron, {
    preload,
    mac: platform === 'darwin',
    memory: createWindowMemory(keep),
    studio: new URL(first.url).origin,
    playground: new URL(first.playground).origin,
    signIn: first.signIn,
    now,
    onCrash: () => void askAboutCrashes().catch(log),
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents, windows, (url) => void shell.openExternal(url)));
  guardSession(session.defaultSession, windows);
  const join = async (link: string): Promise<void> => windows.open((await owner.ask('link.join', { link })).url);
  const openWindow = async (): Promise<void> => windows.open((await owner.ask('window.link', {})).url);
  const openings = createOpenings({
    owner,
    join,
    onWaiting: () => {
      const window = windows.front();
      if (window) windows.tell(window, { news: 'opening' });
      // Its page asks by itself.
      else openWindow().catch(log);
    },
  });
  const updates = createUpdates(electron, {
    updater,
    settings,
    isBusy: () => windows.isBusy(),
    whenIdle: (then) => windows.whenIdle(then),
    log,
  });
  every(lookEvery, () => void updates.look());
  serveCalls(electron, { owner, windows, openings, updates, openWindow, join, log });
  wish = (text, from) => void openings.wish(text, from).catch(log);
  comeForward = () => {
    const window = windows.front();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  };
  const opened = windows.open(first.url);
  for (const [text, from] of early) wish(text, from);
  await opened;
  void updates.look();
}
