import { movesTo, seatOf, seatProblem, withStages } from './seats.ts';
import { parseLink, socketOf } from './link.ts';
import { protocol } from './protocol.ts';
import { Session, type News, type Socket, type View } from './session.ts';
import { commandLines, figureLines, readCommand, seatLines, standingLine } from './words.ts';

/** Who plays: an opaque name, and what nobody else can guess. */
export interface Player {
  readonly player: string;
  readonly secret: string;
}

export interface Terminal {
  /** Who played here before: they come back to their seat. Without it somebody new plays. */
  readonly known?: Player | undefined;
  /** The session knows this player: they may come back as `known`. */
  readonly keep?: (player: Player) => void;
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
export async function playInTerminal(text: string, { known, keep, lines, print, width, piped = false }: Terminal): Promise<number> {
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

  const own = known ?? { player: `t-${drawn(8)}`, secret: drawn(16) };
  let shown = '';
  let ended: ((code: number) => void) | undefined;
  const isClosed = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const settled = new Set<() => void>();
  /** Before it is told how the session stands, and as whom, nothing that is typed can be understood. */
  let begin: (() => void) | undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let [isTold, isJoined, isKept] = [false, known === undefined, false];
  const start = (): void => {
    const { level, seats } = session.view;
    if (begin === undefined || level === undefined) return;
    for (const line of commandLines(withStages(level, seats))) print(line);
    begin();
    begin = undefined;
  };
  /** Somebody who was here before comes back first. */
  const startOnceTold = (): void => {
    const { level, phase } = session.view;
    if (begin === undefined || level === undefined || !isTold) return;
    if (isJoined || phase === 'ended') start();
    else session.join();
  };
  /** A seat was asked for, and nothing was heard of it yet. */
  let isSittingDown = false;
  const look = (): void => [...figureLines(session.view, width), standingLine(session.view)].forEach(print);
  let isRefused = false;
  const refuse = (sentence: string): void => {
    isRefused = true;
    print(sentence);
  };
  const leave = (): number => (piped && isRefused ? 1 : 0);
  /** When the last command was saved, and when it was last told how things stand. */
  let [savedAt, toldAt] = [-Infinity, -Infinity];
  const isAnswered = ({ phase, done, level }: View): boolean =>
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
        if (begin === undefined) return;
        print(`${view.level!.name}. ${help}`);
        setTimeout(start, outcome.longest).unref();
        startOnceTold();
        return;
      case 'joined': {
        if (!isKept) keep?.(own);
        isKept = true;
        const seat = seatOf(view);
        if (begin !== undefined && seat) print(`You are back at your seat: ${seat.name}.`);
        isJoined = true;
        startOnceTold();
        return;
      }
      case 'state': {
        toldAt = performance.now();
        if (seatOf(view)) isSittingDown = false;
        isTold = true;
        startOnceTold();
        const standing = standingLine(view);
        if (standing !== shown) look();
        shown = standing;
        return;
      }
      case 'refused':
        isSittingDown = false;
        // Who was here before is not known any more: that is no line that was refused.
        if (begin !== undefined) {
          start();
          return;
        }
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
    ...own,
  });

  const type = async (): Promise<number> => {
    // What is piped in is there before the session is.
    await hasBegun;
    for await (const line of lines) {
      const word = line.trim();
      if (word === 'quit') break;
      const level = session.view.level!;
      if (word === '' || word === 'look') look();
      else if (word === 'seats') seatLines(session.view).forEach(print);
      else if (word === 'help') [help, ...commandLines(withStages(level, session.view.seats))].forEach(print);
      else {
        const command = session.view.phase === 'ended' ? `The session has ended, and “${word}” was not sent.` : readCommand(word, level);
        const problem = typeof command === 'string' ? command : seatProblem(command, session.view, isSittingDown);
        if (problem !== undefined) refuse(problem);
        else if (typeof command !== 'string') {
          const move = movesTo(command, level);
          if (move !== undefined) isSittingDown = move === 'seat';
          session.send(command);
        }
      }
    }
    while (session.unsettled > 0) await new Promise<void>((resolve) => settled.add(resolve));
    while (piped && !isAnswered(session.view) && performance.now() - savedAt < outcome.longest)
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
