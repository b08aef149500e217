import { defineConfig } from '@playwright/test';
import { findChromium } from './build/setup/chromium.ts';
import { type HostName, hosts } from './test/e2e/harness/hosts.ts';

const executablePath = findChromium();
const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];

/** Where Studio is: by default in browsers for every story, and in the desktop app for its own. `LEDGERQUEST_HOST` plays every story in one host. */
const only = process.env['LEDGERQUEST_HOST'];
if (only !== undefined && !hosts.some((host) => host === only)) throw new Error(`LEDGERQUEST_HOST is one of ${hosts.join(', ')}.`);
const ofDesktop = /desktop\.spec\.ts$/;

export default defineConfig<object, { host: HostName }>({
  testDir: 'test/e2e',
  outputDir: 'out/playwright',
  reporter: [['list'], ['json', { outputFile: process.env['LEDGERQUEST_E2E_REPORT'] ?? 'out/test/e2e.json' }]],
  // Walks over every panel and dialog, and the longest stories, take minutes: `LEDGERQUEST_LONG=1 npx playwright test` has them too.
  ...(process.env['LEDGERQUEST_LONG'] === undefined && { grepInvert: /@long/ }),
  workers: 1,
  // A busy machine is no defect: what passes when it is tried again has passed, and `npm test` names it.
  retries: 2,
  timeout: 360_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] !== undefined,
  projects: hosts
    .filter((host) => only === undefined || host === only)
    .map((host) => ({
      name: host,
      use: { host },
      ...(host === 'web' && { testIgnore: ofDesktop }),
      ...(host !== 'web' && only === undefined && { testMatch: ofDesktop }),
    })),
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    // What a person does is done within this time or not at all; what the product owes them has its own.
    actionTimeout: 30_000,
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--ignore-gpu-blocklist',
        ...quiet,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
});
