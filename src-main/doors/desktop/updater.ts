/** electron-updater, where an installed app has been built with a feed of its updates. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import electronUpdater from 'electron-updater';
import type { Updater } from './updates.ts';

interface UpdaterOptions {
  packaged: boolean;
  /** The app's folder of resources, where electron-builder writes which feed it was built for; undefined outside of Electron. */
  resources: string | undefined;
  log: (error: unknown) => void;
  /** Makes the updater for how the app was installed on this system. */
  make?: () => electronUpdater.AppUpdater;
}

/** @returns nothing in a checkout, and in an app without a feed: these are kept up to date by whoever installed them */
export function findUpdater({ packaged, resources, log, make = () => electronUpdater.autoUpdater }: UpdaterOptions): Updater | undefined {
  if (!packaged || resources === undefined || !existsSync(join(resources, 'app-update.yml'))) return undefined;
  const updater = make();
  // What goes wrong comes back from the calls as well; the rest is of use to nobody who has no terminal.
  updater.logger = { info: () => {}, warn: log, error: () => {} };
  updater.disableWebInstaller = true;
  return updater;
}
