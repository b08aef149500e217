import { keepSession, sessionOf } from './socket-bridge.ts';

/** What tabs of one browser say to each other; nobody of another origin hears it, the Playground's included. */
type Word = { readonly ask: true } | { readonly session: string };
const channelName = 'ledgerquest-sign-in';
/** Tabs that are there answer within milliseconds. */
const patience = 300;

/**
 * A tab that has nothing to come in by asks the others of this browser, which answer with what they came in by. It is kept by tabs alone: once
 * the last of them is closed, it is gone.
 * @param hasLaunch whether this tab came by a link of its own
 * @returns what ends the answering, once it is known whether somebody answered
 */
export async function shareSignIn(page: Pick<Window, 'sessionStorage'>, hasLaunch: boolean): Promise<() => void> {
  const channel = new BroadcastChannel(channelName);
  let answered: (() => void) | undefined;
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    const own = sessionOf(page);
    if ('ask' in data) {
      if (own !== null) channel.postMessage({ session: own } satisfies Word);
    } else if (answered && own === null) {
      keepSession(page, data.session);
      answered();
    }
  });
  if (!hasLaunch && sessionOf(page) === null)
    await new Promise<void>((resolve) => {
      answered = resolve;
      setTimeout(resolve, patience);
      channel.postMessage({ ask: true } satisfies Word);
    });
  answered = undefined;
  return () => channel.close();
}
