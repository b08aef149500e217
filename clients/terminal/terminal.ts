import { parseLink, socketOf } from './link.ts';
import { protocol } from './protocol.ts';
import { Session, type News, type Socket } from './session.ts';
import { commandLines, figureLines, readCommand, seatLines, standingLine } from './words.ts';

export interface Terminal {
  /** What the player types, a line at a time; playing ends where it ends, once everything that was sent is saved. */
  readonly lines: AsyncIterable<string>;
  readonly print: (line: string) => void;
  /** Characters on a line. */
  readonly width: number;
}

const help = 'Type a command, or: look, seats, help, quit.';

/**
 * Plays the session of a link until the player leaves.
 * @returns 0; 2 when the link is not whole, nobody answers there, or the session does not take it
 */
export async function playInTerminal(text: string, { lines, print, width }: Terminal): Promise<number> {
  const link = parseLink(text);
  if (!link) {
    print('This link is not complete: it ends in #tenant=…&session=…&token=…. Ask whoever invited you for the whole link.');
    return 2;
  }
  let url: string;
  try {
    url = await socketOf(link, protocol);
  } catch (error) {
    const { cause, message } = error as Error;
    print(`Nobody answers at ${link.origin}: ${cause instanceof Error ? cause.message : message}. Is the session’s cloud running?`);
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
  const hear = (news: News): void => {
    const { view, unsettled } = session;
    if (unsettled === 0) for (const tell of settled) tell();
    if (unsettled === 0 && view.phase === 'ended' && view.hash !== '') ended!(0);
    switch (news.kind) {
      case 'welcome':
        welcomed!();
        print(`${view.level!.name}. ${help}`);
        for (const line of commandLines(view.level!)) print(line);
        return;
      case 'state': {
        const standing = standingLine(view);
        if (standing !== shown) look();
        shown = standing;
        return;
      }
      case 'refused':
        print(news.hint === undefined ? news.message : `${news.message} ${news.hint}`);
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
        print('This session does not take this link. It may have ended; ask for a new one.');
        ended!(2);
        return;
      case 'saved':
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
        const command = readCommand(word, level);
        if (typeof command === 'string') print(command);
        else session.send(command);
      }
    }
    while (session.unsettled > 0) await new Promise<void>((resolve) => settled.add(resolve));
    return 0;
  };
  const code = await Promise.race([type(), isClosed]);
  session.close();
  return code;
}

/** So many bytes that nobody can guess, hex. */
const drawn = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
