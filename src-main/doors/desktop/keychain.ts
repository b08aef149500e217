import type { HandlersOf } from '../../contract/calls.ts';
import { LedgerError } from '../../contract/error.ts';
import type { KeychainCalls } from '../../contract/keychain.ts';
import type { ElectronModule } from './electron-module.ts';
import type { SettingsStore } from './settings.ts';

interface KeychainOptions {
  platform: NodeJS.Platform;
  settings: SettingsStore;
}

type Elsewhere = 'file' | 'memory';

/**
 * The system's keychain through Electron's asynchronous safeStorage. A Linux desktop without one would have Electron seal with a password
 * that everybody knows; that is refused, and the person is asked where secrets may lie instead: nowhere, unless they say so.
 */
export function createKeychain(
  { safeStorage, dialog }: Pick<ElectronModule, 'safeStorage' | 'dialog'>,
  { platform, settings }: KeychainOptions,
): HandlersOf<KeychainCalls, undefined> {
  let choice: Promise<Elsewhere> | undefined;
  const ask = async (): Promise<Elsewhere> => {
    if (settings.read().secrets === 'file') return 'file';
    const { response } = await dialog.showMessageBox({
      type: 'question',
      title: 'LedgerQuest',
      message: 'This computer has no keychain that LedgerQuest could use.',
      detail:
        'What lets you come back, such as the right to a project that is shared with you or a sign-in to AWS, can be kept until LedgerQuest is closed, ' +
        'or in a file that is not encrypted and that every program of yours can read. With a keychain (GNOME Keyring, KWallet) none of this is asked.',
      buttons: ['Until LedgerQuest is closed', 'In a file'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response !== 1) return 'memory';
    settings.change({ secrets: 'file' });
    return 'file';
  };
  const hasKey = async (): Promise<boolean> =>
    !(platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) &&
    (await safeStorage.isAsyncEncryptionAvailable());

  return {
    'secret.seal': async ({ text }) => {
      if (!(await hasKey())) return { kept: await (choice ??= ask()) };
      return { kept: 'sealed', sealed: (await safeStorage.encryptStringAsync(text)).toString('base64') };
    },
    'secret.open': async ({ sealed }) => {
      if (!(await hasKey()))
        throw new LedgerError({
          code: 'keychain-closed',
          message: 'The keychain of this computer does not answer.',
          hint: 'Unlock it and try again.',
        });
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
        return { text: result, stale: shouldReEncrypt };
      } catch {
        throw new LedgerError({ code: 'secret-lost', message: 'The keychain of this computer has another key than when this was kept.' });
      }
    },
  };
}
