import type { SocketBridge } from './socket-bridge.ts';
import { keepSession, sessionOf } from './socket-bridge.ts';

/** What tabs of one browser say to each other; nobody of another origin hears it, the Playground's included. */
type Word = { readonly ask: true } | { readonly session: string; readonly person: string | null };
const channelName = 'ledgerquest-sign-in';
/** Tabs that are there answer within milliseconds. */
const patience = 300;
/** Whose this tab is, also after its host has forgotten it. */
const personKey = 'ledgerquest-person';

type Page = Pick<Window, 'sessionStorage'>;

export interface SharedSignIn {
  /**
   * Tells the others once this tab is in. Once its host has signed it out, it takes what a tab of the same person comes in by anew, and
   * calls `comeBack`; a tab that was nobody's yet takes anybody's.
   */
  follow(socket: Pick<SocketBridge, 'signedOut'> & { readonly whose: () => Promise<string> }, comeBack: () => void): void;
  readonly close: () => void;
}

/**
 * A tab that has nothing to come in by asks the others of this browser, which answer with what they came in by. It is kept by tabs alone: once
 * the last of them is closed, it is gone.
 * @param hasLaunch whether this tab came by a link of its own
 * @returns once it is known whether somebody answered
 */
export async function shareSignIn(page: Page, hasLaunch: boolean): Promise<SharedSignIn> {
  const channel = new BroadcastChannel(channelName);
  const say = (word: Word): void => channel.postMessage(word);
  const person = (): string | null => page.sessionStorage.getItem(personKey);
  let answered: (() => void) | undefined;
  let isOut = (): boolean => false;
  let back: (() => void) | undefined;
  const tell = (): void => {
    const session = sessionOf(page);
    if (session !== null && !isOut()) say({ session, person: person() });
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if ('ask' in data) tell();
    else if (answered && sessionOf(page) === null) {
      keepSession(page, data.session);
      answered();
    } else if (back && isOut() && data.session !== sessionOf(page) && (person() === null || data.person === person())) {
      keepSession(page, data.session);
      back();
      back = undefined;
    }
  });
  if (!hasLaunch && sessionOf(page) === null)
    await new Promise<void>((resolve) => {
      answered = resolve;
      setTimeout(resolve, patience);
      say({ ask: true });
    });
  answered = undefined;
  return {
    follow({ signedOut, whose }, comeBack) {
      isOut = () => signedOut.get();
      back = comeBack;
      const ask = (): void => {
        if (isOut()) say({ ask: true });
      };
      signedOut.subscribe(ask);
      // Who was to answer may have been busy.
      ask();
      const greet = async (): Promise<void> => {
        page.sessionStorage.setItem(personKey, await whose());
        tell();
      };
      greet().catch(() => undefined);
    },
    close: () => channel.close(),
  };
}
