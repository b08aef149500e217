import type { ElectronModule } from './electron-module.ts';
import type { SettingsStore } from './settings.ts';

/** What is used of electron-updater, which checks what it has loaded against the feed's SHA-512, and on Windows and macOS its signature. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  allowPrerelease: boolean;
  channel: string | null;
  /** Nothing where the app was not installed in a way that it could renew, such as one that was unpacked by hand. */
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
}

interface UpdatesOptions {
  /** Absent in a checkout, and in builds that another program keeps up to date. */
  updater: Updater | undefined;
  settings: SettingsStore;
  /** Whether a window plays or publishes. */
  isBusy: () => boolean;
  /** Calls back when no window plays or publishes any more. */
  whenIdle: (then: () => void) => void;
  log: (error: unknown) => void;
}

export interface Updates {
  /** The app looks by itself, unless the person has said that it shall not. */
  look(): Promise<void>;
  /** The person asks. */
  check(): Promise<void>;
}

/** How often an app that stays open looks by itself, milliseconds. */
export const lookEvery = 6 * 3600 * 1000;

/**
 * Updates are told and not forced: nothing is loaded or started again without a yes, and never while somebody plays or publishes. Looking by
 * itself can be switched off in each of its boxes.
 */
export function createUpdates({ app, dialog }: Pick<ElectronModule, 'app' | 'dialog'>, options: UpdatesOptions): Updates {
  const { updater, settings, isBusy, whenIdle, log } = options;
  let running = false;
  /** A version that the person has said "later" to is not offered again before the next start, unless they ask. */
  let declined: string | undefined;
  let loaded = false;

  const box = async (message: string, detail: string, buttons: string[]): Promise<boolean> => {
    const { response, checkboxChecked } = await dialog.showMessageBox({
      type: 'info',
      title: 'LedgerQuest',
      message,
      detail,
      buttons,
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
      checkboxLabel: 'Look for updates by itself',
      checkboxChecked: settings.read().updates !== 'never',
    });
    settings.change({ updates: checkboxChecked ? 'look' : 'never' });
    return response === 0;
  };

  const sayThatNot = async (): Promise<void> => {
    await dialog.showMessageBox({
      type: 'info',
      title: 'LedgerQuest',
      message: 'This LedgerQuest does not update itself.',
      detail: 'Update it the way that it was installed.',
      buttons: ['OK'],
    });
  };

  const offerRestart = async (version: string): Promise<void> => {
    if (isBusy()) return whenIdle(() => void offerRestart(version).catch(log));
    const yes = await box(`LedgerQuest ${version} is ready.`, 'What you have edited is saved. Later means: when LedgerQuest is closed.', [
      'Restart to update',
      'Later',
    ]);
    if (!yes) return;
    // While the box was open a publish may have begun.
    if (isBusy()) return whenIdle(() => void offerRestart(version).catch(log));
    updater?.quitAndInstall();
  };

  const run = async (asked: boolean): Promise<void> => {
    if (!updater || running) return;
    running = true;
    try {
      const { channel = 'latest' } = settings.read();
      Object.assign(updater, {
        autoDownload: false,
        autoInstallOnAppQuit: true,
        channel,
        // Only after the channel: electron-updater sets it to true with a channel.
        allowDowngrade: false,
        allowPrerelease: channel !== 'latest',
      });
      const found = await updater.checkForUpdates();
      if (!found) {
        if (asked) await sayThatNot();
        return;
      }
      if (!found.isUpdateAvailable) {
        if (asked) await box(`LedgerQuest ${app.getVersion()} is up to date.`, '', ['OK']);
        return;
      }
      const { version } = found.updateInfo;
      if (!asked && declined === version) return;
      if (!loaded) {
        const yes = await box(`LedgerQuest ${version} is there.`, `You have ${app.getVersion()}.`, ['Download', 'Later']);
        if (!yes) {
          declined = version;
          return;
        }
        await updater.downloadUpdate();
        loaded = true;
      }
      await offerRestart(version);
    } catch (error) {
      log(error);
      if (asked) await box('LedgerQuest could not look for updates.', 'Look at your network and try again.', ['OK']);
    } finally {
      running = false;
    }
  };

  return {
    look: async () => {
      if (settings.read().updates !== 'never' && !isBusy()) await run(false);
    },
    check: () => (updater ? run(true) : sayThatNot()),
  };
}
