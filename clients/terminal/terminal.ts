import { parseLink, socketOf } from './link.ts';
import { protocol } from './protocol.ts';
import { Session, type News, type Socket, type View } from './session.ts';
import { commandLines, figureLines, readCommand, seatLines, standingLine } from './words.ts';

export interface Terminal {
  /** What the player types, a line at a time; playing ends where it ends, once everything that was sent is saved. */
  readonly lines: AsyncIterable<string>;
  readonly print: (line: string) => void;
  /** Characters on a line. */
  readonly width: number;
  /** Nobody sits there and reads: that a line came to nothing is told by the exit code, and the end waits for the last figures. */
  readonly piped?: boolean;
}

const refused = 'No session takes this link. Ask whoever invited you to copy it again.';
const help = 'Type a command, or: look, seats, help, quit.';
/** What the last command came to is waited for so long, ms; where turns are played, until no more of it came for a moment. */
const outcome = { longest: 15_000, quiet: 500, look: 50 };

/**
 * Plays the session of a link until the player leaves.
 * @returns 0; 1 when a piped line was refused or not understood; 2 when the link is not whole, nobody answers there, or the session does not take it
 */
export async function playInTerminal(text: string, { lines, print, width, piped = false }: Terminal): Promise<number> {
  const link = parseLink(text);
  if (!link) {
    print('This link is not complete: it ends in #tenant=…&session=…&token=…. Ask whoever invited you for the whole link.');
    return 2;
  }
  let url: string | undefined;
  try {
    url = await socketOf(link, protocol);
  } catch (error) {
    const { cause, message } = error as Error;
    print(`Nobody answers at ${link.origin}: ${cause instanceof Error ? cause.message : message}. Is the session’s cloud running?`);
    return 2;
  }
  if (url === undefined) {
    print(refused);
    return 2;
  }

  let shown = '';
  let ended: ((code: number) => void) | undefined;
  const isClosed = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const settled = new Set<() => void>();
  let welcomed: (() => void) | undefined;
  const isWelcome = new Promise<void>((resolve) => {
    welcomed = resolve;
  });
  const look = (): void => [...figureLines(session.view, width), standingLine(session.view)].forEach(print);
  let isRefused = false;
  const refuse = (sentence: string): void => {
    isRefused = true;
    print(sentence);
  };
  const leave = (): number => (piped && isRefused ? 1 : 0);
  /** When the last command was saved, and when it was last told how things stand. */
  let [savedAt, toldAt] = [-Infinity, -Infinity];
  const isTold = ({ phase, done, level }: View): boolean =>
    phase !== 'open' || done || (toldAt > savedAt && performance.now() - toldAt >= (level!.clock.kind === 'turns' ? outcome.quiet : 0));
  const hear = (news: News): void => {
    const { view, unsettled } = session;
    tell(news, view);
    if (unsettled === 0) for (const wake of settled) wake();
    // What is piped in may still be on its way, and then it was not taken.
    if (unsettled === 0 && view.phase === 'ended' && view.hash !== '') setTimeout(() => ended!(leave()), piped ? outcome.quiet : 0);
  };
  const tell = (news: News, view: View): void => {
    switch (news.kind) {
      case 'welcome':
        welcomed!();
        print(`${view.level!.name}. ${help}`);
        for (const line of commandLines(view.level!)) print(line);
        return;
      case 'state': {
        toldAt = performance.now();
        const standing = standingLine(view);
        if (standing !== shown) look();
        shown = standing;
        return;
      }
      case 'refused':
        refuse(news.hint === undefined ? news.message : `${news.message} ${news.hint}`);
        return;
      case 'paused':
        print('The session is paused: nothing happens until it goes on. What you send is kept, and counts then.');
        return;
      case 'resumed':
        print('The session goes on.');
        return;
      case 'ended':
        print('The session was ended by whoever runs it.');
        return;
      case 'lost':
        print('The connection is lost. Trying again; nothing that you sent is lost.');
        return;
      case 'back':
        print('Connected again.');
        return;
      case 'closed':
        print(refused);
        ended!(2);
        return;
      case 'saved':
        savedAt = performance.now();
    }
  };
  const session = new Session({
    connect: () => new WebSocket(url) as unknown as Socket,
    onNews: (news) => hear(news),
    player: `t-${drawn(8)}`,
    secret: drawn(16),
  });

  const type = async (): Promise<number> => {
    // What is piped in is there before the session is.
    await isWelcome;
    for await (const line of lines) {
      const word = line.trim();
      if (word === 'quit') break;
      const level = session.view.level!;
      if (word === '' || word === 'look') look();
      else if (word === 'seats') seatLines(session.view).forEach(print);
      else if (word === 'help') [help, ...commandLines(level)].forEach(print);
      else {
        const command = session.view.phase === 'ended' ? `The session has ended, and “${word}” was not sent.` : readCommand(word, level);
        if (typeof command === 'string') refuse(command);
        else session.send(command);
      }
    }
    while (session.unsettled > 0) await new Promise<void>((resolve) => settled.add(resolve));
    while (piped && !isTold(session.view) && performance.now() - savedAt < outcome.longest)
      await new Promise<void>((resolve) => setTimeout(resolve, outcome.look));
    return leave();
  };
  const code = await Promise.race([type(), isClosed]);
  session.close();
  return code;
}

/** So many bytes that nobody can guess, hex. */
const drawn = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
