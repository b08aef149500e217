import type { ElectronModule } from './electron-module.ts';
import type { SettingsStore } from './settings.ts';

/** Where reports go of people who have said yes. */
const submitURL = 'https://ledgerquest.dev/crash-reports';

/**
 * Reports of crashes stay on this computer unless the person says otherwise; they are asked once, when there is a first one. Called before
 * Electron is ready, so that nothing is missed.
 */
export function keepCrashReports({ crashReporter }: Pick<ElectronModule, 'crashReporter'>, settings: SettingsStore): void {
  crashReporter.start({ productName: 'LedgerQuest', submitURL, uploadToServer: settings.read().crashReports === 'send', compress: true });
}

/** Asks once whether reports may be sent. Everything but a clear yes is no. */
export function createCrashQuestion(
  { crashReporter, dialog }: Pick<ElectronModule, 'crashReporter' | 'dialog'>,
  settings: SettingsStore,
): () => Promise<void> {
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    if (settings.read().crashReports !== undefined) return;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      title: 'LedgerQuest',
      message: 'A part of LedgerQuest ended by itself. May reports of this be sent to its makers?',
      detail:
        'What you had edited is saved. A report is a copy of what was in memory at that moment, and parts of your project may be in it. ' +
        'Without your yes reports stay on this computer. You are not asked again.',
      buttons: ['Keep them here', 'Send reports'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    const send = response === 1;
    settings.change({ crashReports: send ? 'send' : 'keep' });
    crashReporter.setUploadToServer(send);
  };
  return () => (asking ??= ask().finally(() => (asking = undefined)));
}
