import type { BrowserContext } from '@playwright/test';

/** What went on in a browser that nobody looked at: where it called, what it complained about. */
export interface Witness {
  /** Addresses that are not on this machine's loopback. */
  readonly foreign: readonly string[];
  /** Errors in the console, uncaught exceptions and violations of the content security policy. */
  readonly complaints: readonly string[];
  /** Takes out what was expected to be there. */
  expect(complaint: RegExp): boolean;
}

const ownHosts = new Set(['127.0.0.1', 'localhost']);
const local = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return ['data:', 'blob:', 'about:'].includes(protocol) || ownHosts.has(hostname);
};

/** Watches every page, frame, worker and socket of a browser context from before its first request. */
export async function watch(context: BrowserContext, who: string): Promise<Witness> {
  const foreign: string[] = [];
  const complaints: string[] = [];
  const note = (url: string): void => {
    if (!local(url)) foreign.push(`${who}: ${url}`);
  };
  // Nothing leaves this machine even where a page tries: the attempt is noted and fails.
  await context.route(
    (url) => !local(url.href),
    (route) => {
      note(route.request().url());
      return route.abort();
    },
  );
  // What a policy stopped never left the page; anything else did.
  context.on('requestfinished', (request) => note(request.url()));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${who}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(`${who}: ${error.error().stack ?? error.error().message}`));
  context.on('page', (page) => {
    page.on('websocket', (socket) => note(socket.url().replace(/^ws/, 'http')));
    page.on('crash', () => complaints.push(`${who}: the page crashed`));
  });
  await context.exposeBinding('tellViolation', (_source, text: string) => complaints.push(`${who}: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      (globalThis as unknown as { tellViolation: (text: string) => void }).tellViolation(
        `policy violation: ${violatedDirective} ${blockedURI} ${sample}`.trim(),
      ),
    );
  });
  return {
    foreign,
    complaints,
    expect(complaint) {
      const before = complaints.length;
      for (let index = before - 1; index >= 0; index -= 1) if (complaint.test(complaints[index] ?? '')) complaints.splice(index, 1);
      return complaints.length < before;
    },
  };
}
