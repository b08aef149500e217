import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

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

const run = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;
const has = (command: string): boolean => spawnSync('which', [command], { stdio: 'ignore' }).status === 0;

/**
 * The browser that the tests drive. Installs Debian's package where that is possible, else Playwright's own download.
 * @throws Error with one sentence that says what to install, when neither works
 */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && has('apt-get')) {
    say('set-up: no browser for the tests yet; installing the Debian packages chromium and fonts-liberation');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']);
  } else {
    say("set-up: no browser for the tests yet; trying Playwright's own download of Chromium");
    run('node_modules/.bin/playwright', ['install', 'chromium']);
    const { stdout } = spawnSync(
      process.execPath,
      ['-e', "import('playwright').then(({chromium}) => console.log(chromium.executablePath()))"],
      { encoding: 'utf8' },
    );
    const path = stdout.trim();
    if (existsSync(path)) return path;
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set LEDGERQUEST_CHROMIUM to a Chromium executable.',
  );
}
