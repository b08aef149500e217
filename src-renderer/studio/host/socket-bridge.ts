import type { Announcement, Bridge, Channel, Request, Response, Topic } from '../../../src-main/contract/index.ts';
import { LedgerError, type LedgerErrorParts } from '../../../src-main/contract/error.ts';
import { type Cell, createCell } from '../editor/index.ts';

/** What this window proves itself with: a one-time token from the URL, or what an earlier hello was answered with. */
export interface Credentials {
  take(): { launch: string } | { session: string } | undefined;
  keep(session: string): void;
}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Incoming =
  | { welcome: { session: string } }
  | { refused: LedgerErrorParts }
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; error: LedgerErrorParts }
  | { topic: Topic; announcement: never };

const firstDelay = 300;
const longestDelay = 10_000;

export interface SocketBridge {
  bridge: Bridge;
  /** True once the host has refused this window's credentials: it was started again, or the link was used before. */
  signedOut: Cell<boolean>;
}

/**
 * The bridge over a WebSocket: says hello, then one message per call. While the connection is down calls wait; those under way when it
 * breaks are refused, because nobody knows whether they had their effect.
 */
export function createSocketBridge(url: string, credentials: Credentials): SocketBridge {
  const signedOut = createCell(false);
  const pending = new Map<number, Pending>();
  const listeners = new Map<Topic, Set<(announcement: never) => void>>();
  let waiting: { message: string; id: number }[] = [];
  let socket: WebSocket | undefined;
  let welcome = false;
  let refused: LedgerErrorParts | undefined;
  let delay = firstDelay;
  let count = 0;

  const refuseAll = (error: LedgerErrorParts, under: (id: number) => boolean = () => true): void => {
    for (const [id, { reject }] of pending) {
      if (!under(id)) continue;
      pending.delete(id);
      reject(new LedgerError(error));
    }
  };
  const receive = (message: Incoming): void => {
    if ('welcome' in message) {
      welcome = true;
      delay = firstDelay;
      credentials.keep(message.welcome.session);
      for (const { message: text } of waiting.splice(0)) socket?.send(text);
    } else if ('refused' in message) {
      refused = message.refused;
      refuseAll(message.refused);
      signedOut.set(true);
    } else if ('topic' in message) listeners.get(message.topic)?.forEach((listener) => listener(message.announcement));
    else {
      const call = pending.get(message.id);
      pending.delete(message.id);
      if (message.ok) call?.resolve(message.value);
      else call?.reject(new LedgerError(message.error));
    }
  };
  const connect = (): void => {
    const hello = credentials.take();
    if (!hello) {
      refused = { code: 'signed-out', message: 'This window is not signed in.', hint: 'Run: npx lq open' };
      refuseAll(refused);
      signedOut.set(true);
      return;
    }
    const opened = new WebSocket(url);
    socket = opened;
    opened.addEventListener('open', () => opened.send(JSON.stringify({ hello })));
    opened.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Incoming));
    opened.addEventListener('close', () => {
      const wasIn = welcome;
      welcome = false;
      const held = new Set(waiting.map(({ id }) => id));
      refuseAll(
        { code: 'host-gone', message: 'The host of this window does not answer.', hint: 'It reconnects by itself; try again in a moment.' },
        (id) => !held.has(id),
      );
      if (refused) return;
      setTimeout(connect, wasIn ? firstDelay : delay);
      delay = Math.min(delay * 2, longestDelay);
    });
  };
  connect();

  const bridge: Bridge = {
    invoke: <C extends Channel>(channel: C, request: Request<C>) =>
      new Promise<Response<C>>((resolve, reject) => {
        if (refused) {
          reject(new LedgerError(refused));
          return;
        }
        count += 1;
        pending.set(count, { resolve: resolve as (value: unknown) => void, reject });
        const message = JSON.stringify({ id: count, channel, request });
        if (welcome) socket?.send(message);
        else waiting = [...waiting, { id: count, message }];
      }),
    on: <T extends Topic>(topic: T, listener: (announcement: Announcement<T>) => void) => {
      const own = listeners.get(topic) ?? new Set();
      listeners.set(topic, own.add(listener as (announcement: never) => void));
      return () => own.delete(listener as (announcement: never) => void);
    },
  };
  return { bridge, signedOut };
}

const key = 'ledgerquest-session';

/** What this window was given when it signed in. */
export const sessionOf = (page: Pick<Window, 'sessionStorage'>): string | null => page.sessionStorage.getItem(key);
export const keepSession = (page: Pick<Window, 'sessionStorage'>, session: string): void => page.sessionStorage.setItem(key, session);
/** Whether the page's address has a launch token. */
export const hasLaunch = ({ location }: Window): boolean => new URLSearchParams(location.hash.slice(1)).has('launch');

/** The launch token of this page's URL (`#launch=…`), taken out of it at once; after that the session's secret, kept for this tab. */
export function pageCredentials(page: Window): Credentials {
  let launch = new URLSearchParams(page.location.hash.slice(1)).get('launch');
  if (launch !== null) page.history.replaceState(null, '', page.location.pathname + page.location.search);
  // A new link put into the window that it is to bring back differs in its fragment only, which loads nothing by itself.
  page.addEventListener('hashchange', () => {
    if (hasLaunch(page)) page.location.reload();
  });
  return {
    take() {
      if (launch !== null) {
        const token = launch;
        launch = null;
        return { launch: token };
      }
      const session = sessionOf(page);
      return session === null ? undefined : { session };
    },
    keep: (session) => keepSession(page, session),
  };
}
