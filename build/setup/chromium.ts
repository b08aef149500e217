import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tool } from '../tool.ts';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that is already here; `LEDGERQUEST_CHROMIUM` names one explicitly. */
export function findChromium(): string | undefined {
  const named = process.env['LEDGERQUEST_CHROMIUM'];
  return named && existsSync(named) ? named : places.find((path) => existsSync(path));
}

const run = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;
const has = (command: string): boolean => spawnSync('which', [command], { stdio: 'ignore' }).status === 0;

export interface Machine {
  /** May install system packages. */
  apt: () => boolean;
  run: (command: string, args: readonly string[]) => boolean;
  find: () => string | undefined;
  /** Playwright's own download, once it is here. */
  downloaded: () => string | undefined;
}

const thisMachine: Machine = {
  apt: () => process.getuid?.() === 0 && has('apt-get'),
  run,
  find: findChromium,
  downloaded: () => {
    const { stdout } = spawnSync(
      process.execPath,
      ['-e', "import('playwright').then(({chromium}) => console.log(chromium.executablePath()))"],
      { encoding: 'utf8' },
    );
    const path = stdout.trim();
    return existsSync(path) ? path : undefined;
  },
};

/**
 * The browser that the tests drive. Installs Debian's package where that is possible; where it is not, or fails, Playwright's own download.
 * @throws Error with one sentence that says what to install, when neither works
 */
export function ensureChromium(say: (line: string) => void, machine: Machine = thisMachine): string {
  const found = machine.find() ?? machine.downloaded();
  if (found !== undefined) return found;
  if (machine.apt()) {
    say('set-up: no browser for the tests yet; installing the Debian packages chromium and fonts-liberation');
    machine.run('apt-get', ['update', '-qq']);
    machine.run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']);
    const installed = machine.find();
    if (installed !== undefined) return installed;
  }
  say("set-up: no browser for the tests yet; trying Playwright's own download of Chromium");
  const [program = '', ...args] = tool('playwright');
  machine.run(program, [...args, 'install', 'chromium']);
  const installed = machine.downloaded();
  if (installed !== undefined) return installed;
  throw new Error(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set LEDGERQUEST_CHROMIUM to a Chromium executable.',
  );
}
