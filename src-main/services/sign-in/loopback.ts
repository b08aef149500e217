/** Where the browser comes back to (RFC 8252, section 7.3): a page on 127.0.0.1 that takes one answer, of this sign-in, and is gone. */
import { setTimeout as pause } from 'node:timers/promises';
import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { LedgerError } from '../../contract/error.ts';
import { cancelled } from './web.ts';

export interface Returned {
  code: string;
  /** Who says so (RFC 9207), where they say it. */
  issuer: string | undefined;
}

export interface Loopback {
  redirect: string;
  /** @throws LedgerError `sign-in-denied`, `sign-in-cancelled`, `sign-in-expired` */
  returned: (signal: AbortSignal, milliseconds: number) => Promise<Returned>;
  close: () => void;
}

const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const page = (text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>LedgerQuest</title><body style="font:16px system-ui;margin:4em"><p>${text}</p></body></html>`;

const isLoopback = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname);

/**
 * @param redirect the address that is registered for the application: http on 127.0.0.1 or localhost; port 0 takes any
 * @param ifTaken what to do where another program has its port
 * @throws LedgerError `bad-redirect`, `port-taken`
 */
export async function openLoopback(
  redirect: string,
  state: string,
  ifTaken = 'Stop it, or register another address and name it with --redirect.',
): Promise<Loopback> {
  const wished = URL.canParse(redirect) ? new URL(redirect) : undefined;
  if (!wished || !isLoopback(wished) || wished.search !== '' || wished.hash !== '')
    throw new LedgerError({
      code: 'bad-redirect',
      message: `The browser cannot come back to ${redirect}.`,
      hint: 'Name a page of this computer, such as http://127.0.0.1:8976/signed-in.',
    });
  let settle: (outcome: Returned | LedgerError) => void = () => {};
  const outcome = new Promise<Returned | LedgerError>((resolve) => (settle = resolve));
  let done = false;
  const server = createServer((request, response) => {
    const say = (status: number, text: string): void => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        connection: 'close',
      });
      response.end(page(text));
    };
    const url = new URL(request.url ?? '/', 'http://loopback');
    const port = (server.address() as { port: number }).port;
    // Another page's script may name this address, and another name may lead to it.
    if (request.headers.host !== `${wished.hostname}:${port}`) return say(421, 'This is not the page.');
    if (request.method !== 'GET' || url.pathname !== wished.pathname) return say(404, 'There is nothing here.');
    const one = (name: string): string | undefined =>
      url.searchParams.getAll(name).length === 1 ? url.searchParams.get(name)! : undefined;
    // Whoever does not know the state is not the sign-in that was begun, and ends nothing.
    if (!same(one('state') ?? '', state)) return say(400, 'This is not the sign-in that LedgerQuest has begun.');
    if (done) return say(400, 'This sign-in is over. You can close this page.');
    const [code, error] = [one('code'), one('error')];
    if (error === undefined && !code) return say(400, 'This is not the answer of a sign-in.');
    done = true;
    if (error === undefined) {
      say(200, 'You can close this page and go back to LedgerQuest.');
      settle({ code: code!, issuer: one('iss') });
    } else {
      say(200, 'The sign-in was refused. You can close this page.');
      const hint = 'Sign in again, and allow it.';
      settle(new LedgerError({ code: 'sign-in-denied', message: `The sign-in was refused (${error.slice(0, 100)}).`, hint }));
    }
  });
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const settled = (error?: Error): void => {
        server.off('error', settled).off('listening', settled);
        if (error) reject(error);
        else resolve();
      };
      server.once('error', settled).once('listening', settled);
      server.listen(Number(wished.port || 80), '127.0.0.1');
    });
  // A sign-in that has just ended may still be letting go of its port.
  for (let left = 20; ; left -= 1) {
    try {
      await listen();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (left === 0)
        throw new LedgerError({
          code: 'port-taken',
          message: `Another program listens at port ${wished.port} of this computer.`,
          hint: ifTaken,
        });
      await pause(100);
    }
  }
  wished.port = String((server.address() as { port: number }).port);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return {
    redirect: wished.href,
    close,
    returned: (signal, milliseconds) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          settle(new LedgerError({ code: 'sign-in-expired', message: 'Nobody signed in in the browser in time.', hint: 'Sign in again.' }));
        }, milliseconds);
        const stop = (): void => settle(cancelled());
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        void outcome.then((got) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          // One that was called off leaves the address to the next; of any other the last page is on its way.
          if (done) setTimeout(close, 200).unref();
          else close();
          if (got instanceof LedgerError) reject(got);
          else resolve(got);
        });
      }),
  };
}
