import { describe, expect, test } from 'vitest';
import { chooseElectron, type ElectronQuestion } from './find-electron.ts';

describe('the choice between Electron and a browser', () => {
  const question = (over: Partial<ElectronQuestion>): ElectronQuestion => ({
    root: '/nowhere',
    env: { DISPLAY: ':0' },
    platform: 'linux',
    uid: 1000,
    forceWeb: false,
    run: async () => 0,
    ...over,
  });
  test.each([
    [{ forceWeb: true }, '--web was given'],
    [{ uid: 0 }, 'Electron does not run as root'],
    [{ env: {} }, 'there is no display'],
    [{}, 'Electron is not installed'],
  ] satisfies [Partial<ElectronQuestion>, string][])('%o: a browser, because %s', async (over, why) => {
    expect(await chooseElectron(question(over))).toEqual({ use: false, why });
  });

  test('tries to fetch a missing binary once, for at most twenty seconds', async () => {
    const limits: number[] = [];
    const choice = await chooseElectron(
      question({
        root: process.cwd(),
        env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' },
        run: async (_program, _args, limit) => void limits.push(limit) as undefined,
      }),
    );
    expect(choice).toMatchObject({ use: false, why: expect.stringContaining('could not be fetched') });
    expect(limits).toEqual([20_000]);
  });
});
