import { describe, expect, test } from 'vitest';
import { createFakeElectron } from '../../../test/doubles/fake-electron.ts';
import { settle, startedShell } from './testing/started-shell.ts';
import { lookEvery, type Updater } from './updates.ts';

type Press = number | [number, 0 | 1];

/** An updater in memory, of electron-updater's shape, that knows one version. */
function createTestUpdater(version: string | undefined = '1.1.0') {
  const did: string[] = [];
  const updater: Updater & { did: string[]; broken: boolean } = {
    did,
    broken: false,
    autoDownload: true,
    autoInstallOnAppQuit: false,
    allowDowngrade: true,
    allowPrerelease: true,
    channel: null,
    checkForUpdates: async () => {
      did.push(`check ${updater.channel}`);
      if (updater.broken) throw new Error('no network at /home/ada');
      return { isUpdateAvailable: version !== undefined, updateInfo: { version: version ?? '1.0.0' } };
    },
    downloadUpdate: async () => void did.push('download'),
    quitAndInstall: () => void did.push('restart'),
  };
  return updater;
}
const started = async ({
  updater = createTestUpdater() as ReturnType<typeof createTestUpdater>,
  pressed = [] as Press[],
  settings = {},
} = {}) => {
  const fake = createFakeElectron({ pressed });
  const shell = await startedShell({ fake, updater, settings: { value: { format: 1, ...settings } } });
  const look = async (): Promise<void> => {
    shell.ticking[0]![1]();
    await settled();
  };
  await settled();
  return { ...shell, updater, pressed, look };
};
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await settle();
};

describe('updates', () => {
  test('are told and not forced: nothing is loaded or started again without a yes', async () => {
    const { updater, boxes, look, ticking } = await started();
    expect(boxes.map(({ message }) => message)).toEqual(['LedgerQuest 1.1.0 is there.']);
    expect(updater.did).toEqual(['check latest']);
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: true, allowDowngrade: false, allowPrerelease: false });
    expect(ticking.map(([milliseconds]) => milliseconds)).toEqual([lookEvery]);
    // Later is later: the same version is not offered twice.
    await look();
    expect(boxes).toHaveLength(1);
  });

  test('are loaded and started after two yeses; when somebody says later, at the end', async () => {
    expect((await started({ pressed: [0, 0] })).updater.did).toEqual(['check latest', 'download', 'restart']);
    expect((await started({ pressed: [0, 1] })).updater.did).toEqual(['check latest', 'download']);
  });

  test('never start LedgerQuest again while somebody plays or publishes, in whichever window', async () => {
    const { updater, invoke, boxes, pressed, windows, look } = await started();
    await invoke('window.new');
    await invoke('window.busy', { busy: true }, windows[1]?.contents);
    await look();
    expect(updater.did).toHaveLength(1);
    pressed.push(0);
    await invoke('updates.check');
    await settled();
    expect(updater.did).toEqual(['check latest', 'check latest', 'download']);
    expect(boxes.at(-1)?.message).toBe('LedgerQuest 1.1.0 is there.');
    pressed.push(0);
    await invoke('window.busy', { busy: false }, windows[1]?.contents);
    await settled();
    expect(boxes.at(-1)?.message).toBe('LedgerQuest 1.1.0 is ready.');
    expect(updater.did.at(-1)).toBe('restart');
  });

  test('a publish that begins while the question is asked is waited for', async () => {
    const { updater, invoke, electron, pressed, window } = await started();
    const ask = electron.dialog.showMessageBox.bind(electron.dialog) as (...given: unknown[]) => Promise<never>;
    pressed.push(0, 0);
    electron.dialog.showMessageBox = async (...given: unknown[]): Promise<never> => {
      const answer = await ask(...given);
      if (JSON.stringify(given).includes('is ready')) await invoke('window.busy', { busy: true });
      return answer;
    };
    await invoke('updates.check');
    await settled();
    expect(updater.did.at(-1)).toBe('download');
    electron.dialog.showMessageBox = ask;
    pressed.push(0);
    // A window that is closed plays no more.
    window.emit('closed');
    await settled();
    expect(updater.did.at(-1)).toBe('restart');
  });

  test('are not looked for once somebody has said so, and still when they ask', async () => {
    const { updater, settings, look, invoke, boxes } = await started({ pressed: [[1, 0]] });
    expect(settings.value).toMatchObject({ updates: 'never' });
    await look();
    expect(updater.did).toHaveLength(1);
    await invoke('updates.check');
    await settled();
    expect(updater.did).toHaveLength(2);
    expect(boxes.at(-1)).toMatchObject({ checkboxChecked: false });
    expect((await started({ settings: { updates: 'never' } })).updater.did).toEqual([]);
  });

  test('come from the channel that was chosen', async () => {
    const { updater } = await started({ settings: { channel: 'beta' } });
    expect(updater).toMatchObject({ channel: 'beta', allowPrerelease: true, allowDowngrade: false });
  });

  test('that cannot be looked for disturb nobody who has not asked', async () => {
    const updater = createTestUpdater();
    updater.broken = true;
    const { boxes, invoke, logged } = await started({ updater });
    expect(boxes).toEqual([]);
    expect(String(logged[0])).toContain('no network');
    await invoke('updates.check');
    await settled();
    expect(boxes[0]?.message).toBe('LedgerQuest could not look for updates.');
    expect(JSON.stringify(boxes)).not.toContain('/home/ada');
  });

  test('who asks is told that there is none, or that this one is kept up to date otherwise', async () => {
    const newest = await started({ updater: createTestUpdater('') });
    newest.updater.checkForUpdates = async () => ({ isUpdateAvailable: false, updateInfo: { version: '1.0.0' } });
    await newest.invoke('updates.check');
    await settled();
    expect(newest.boxes.at(-1)?.message).toBe('LedgerQuest 1.0.0 is up to date.');
    const checkout = await startedShell();
    await checkout.invoke('updates.check');
    await settled();
    expect(checkout.boxes[0]?.message).toBe('This LedgerQuest does not update itself.');
    // Installed in a way that cannot be renewed, such as unpacked by hand.
    const unpacked = createTestUpdater();
    unpacked.checkForUpdates = async () => null;
    const { boxes, invoke } = await started({ updater: unpacked });
    expect(boxes).toEqual([]);
    await invoke('updates.check');
    await settled();
    expect(boxes.map(({ message }) => message)).toEqual(['This LedgerQuest does not update itself.']);
  });
});

describe('crash reports', () => {
  const crash = { reason: 'crashed', exitCode: 5 };
  test('stay on this computer, and the person is asked once, at the first one', async () => {
    const { uploads, boxes, window, settings } = await startedShell();
    expect(uploads).toEqual([false]);
    expect(boxes).toEqual([]);
    window.contents.emit('render-process-gone', {}, crash);
    window.contents.emit('render-process-gone', {}, crash);
    await settled();
    expect(boxes).toHaveLength(1);
    expect(boxes[0]?.detail).toContain('parts of your project may be in it');
    expect(uploads).toEqual([false, false]);
    expect(settings.value).toMatchObject({ crashReports: 'keep' });
    window.contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    await settled();
    expect(boxes).toHaveLength(1);
  });

  test('are sent after a clear yes, also in the next start', async () => {
    const settings = { value: undefined as unknown };
    const first = await startedShell({ settings, fake: createFakeElectron({ pressed: [1] }) });
    first.window.contents.emit('render-process-gone', {}, crash);
    await settled();
    expect(first.uploads).toEqual([false, true]);
    const next = await startedShell({ settings });
    expect(next.uploads).toEqual([true]);
    next.window.contents.emit('render-process-gone', {}, crash);
    await settled();
    expect(next.boxes).toEqual([]);
  });

  test('a window that ends three times within a minute is opened again when the person says so, and closed when they say that', async () => {
    const thrice = async (button: number) => {
      const fake = createFakeElectron({ pressed: [0, button] });
      const shell = await startedShell({ fake });
      for (let end = 0; end < 3; end += 1) shell.window.contents.emit('render-process-gone', {}, crash);
      await settled();
      return shell;
    };
    const again = await thrice(0);
    expect(again.boxes.at(-1)?.message).toContain('three times within a minute');
    expect(again.window.reloads).toBe(3);
    const closed = await thrice(1);
    expect(closed.window.reloads).toBe(2);
    expect(closed.electron.BrowserWindow.getAllWindows()).toHaveLength(0);
  });
});
