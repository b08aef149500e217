import { describe, expect, test } from 'vitest';
import { createFakeElectron } from '../../../test/doubles/fake-electron.ts';
import { LedgerError } from '../../contract/error.ts';
import { ownerModule, showWhy, startOwner } from './installed.ts';
import { ownerOver } from './owner.ts';
import { startedShell } from './testing/started-shell.ts';

const log = (error: unknown): void => void error;
const started = async () => {
  const fake = createFakeElectron({ packaged: true });
  await fake.app.whenReady();
  const env = { HOME: '/home/ada', NODE_OPTIONS: '--require ./evil.js', NODE_PATH: '/evil', ELECTRON_RUN_AS_NODE: '1' };
  const channel = startOwner(fake.electron, { module: '/app/owner.mjs', env, log });
  return { ...fake, channel, child: fake.forked[0]! };
};

describe('an installed app', () => {
  test('starts the owner of the data folder itself, with nothing of the environment that would load something else', async () => {
    const { child, forked } = await started();
    expect(forked).toHaveLength(1);
    expect(child).toMatchObject({ module: '/app/owner.mjs', args: [], options: { env: { HOME: '/home/ada' } } });
    expect(child.options.env).toEqual({ HOME: '/home/ada' });
  });

  test('the owner’s module lies beside the archive, as a file', () => {
    expect(ownerModule('/opt/LedgerQuest/resources/app.asar/out/main')).toBe(
      '/opt/LedgerQuest/resources/app.asar.unpacked/out/app/owner.mjs',
    );
    expect(ownerModule('/checkout/out/main')).toBe('/checkout/out/app/owner.mjs');
  });

  test('asks it as a window in a checkout asks its owner', async () => {
    const { channel, child } = await started();
    const { owner } = ownerOver(channel, log);
    const asked = owner.ask('window.link', {});
    expect(child.posted).toEqual([{ ask: 1, name: 'window.link', request: {} }]);
    child.emit('message', { reply: 1, answer: { value: { url: 'http://127.0.0.1:1/', playground: 'http://127.0.0.1:2/' } } });
    expect((await asked).url).toBe('http://127.0.0.1:1/');
  });

  test('ends with its owner, and its owner with it', async () => {
    const first = await started();
    const waiting = ownerOver(first.channel, log).owner.ask('window.link', {});
    first.child.emit('exit', 1);
    await expect(waiting).rejects.toMatchObject({ code: 'owner-gone' });
    expect(first.calls).toEqual(['quit']);
    first.app.emit('will-quit');
    expect(first.child.killed).toBe(false);
    const second = await started();
    second.app.emit('will-quit');
    expect(second.child.killed).toBe(true);
    second.child.emit('exit', 0);
    expect(second.calls).toEqual([]);
  });

  test('says in a box why it does not open, and nothing of what is nobody’s business', async () => {
    const { electron, errors } = await started();
    showWhy(electron, new LedgerError({ code: 'data-folder-in-use', message: 'It is in use by process 7.', hint: 'Stop it first.' }));
    showWhy(electron, new Error('/home/ada/.secrets'));
    expect(errors[0]).toBe('LedgerQuest cannot be opened: It is in use by process 7.\n\nStop it first.');
    expect(errors[1]).not.toContain('secrets');
  });

  test('and no checkout tells the system that links of ours are for it', async () => {
    expect((await startedShell()).schemes).toEqual([]);
    expect((await startedShell({ fake: createFakeElectron({ packaged: true }) })).schemes).toEqual(['ledgerquest']);
  });
});
