import { Mirror } from './mirror.ts';
import type { Command, CommandRefused, FromSession, Level, Seat } from './protocol.ts';

/** What a player sees of a session. */
export interface View {
  readonly level: Level | undefined;
  readonly tick: number;
  readonly hash: string;
  readonly kpis: Readonly<Record<string, string | number>>;
  readonly seats: readonly Seat[];
  /** Entities of the seats that owe a command. */
  readonly waiting: readonly string[];
  /** Our own seat number; 0 before the first command. */
  readonly sender: number;
  readonly done: boolean;
  readonly phase: 'open' | 'paused' | 'ended';
}

export type News =
  | { readonly kind: 'welcome' | 'state' | 'paused' | 'resumed' | 'ended' | 'lost' | 'back' }
  /** The session knows us by our seat number. */
  | { readonly kind: 'joined' }
  /** A command is durable. */
  | { readonly kind: 'saved'; readonly seq: number }
  | { readonly kind: 'refused'; readonly message: string; readonly hint?: string }
  /** The session does not take this link. */
  | { readonly kind: 'closed' };

/** The part of a WebSocket that is needed. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close', listen: () => void): void;
  addEventListener(type: 'message', listen: (event: { data: unknown }) => void): void;
}

export interface SessionOptions {
  readonly connect: () => Socket;
  readonly onNews: (news: News) => void;
  /** 16 bytes at least that nobody else can guess, hex: what takes the same seat again. */
  readonly secret: string;
  readonly player: string;
}

/** Refusals that settle nothing: the command is sent again under its number. */
const passing = new Set(['out-of-order', 'busy', 'not-joined']);
const pause = { first: 250, longest: 10_000 };
/** Knocks that are refused before anything was seen, until the link is taken for a wrong one. */
const knocks = 3;
/** The gateway closes a socket that says nothing for ten minutes. */
const pingEvery = 300_000;

/** A player's side of a session: keeps its place, and sends until it is answered what it was given to send. */
export class Session {
  readonly #options: SessionOptions;
  readonly #mirror = new Mirror();
  #view: View = { level: undefined, tick: 0, hash: '', kpis: {}, seats: [], waiting: [], sender: 0, done: false, phase: 'open' };
  #socket: Socket | undefined;
  #isOpen = false;
  #isClosed = false;
  #failures = 0;
  #seated: 'no' | 'asking' | 'yes' = 'no';
  /** Whether a session has told us how far our numbers are. */
  #isNumbered = false;
  #unsettled: { seq: number; command: Command }[] = [];
  #last = 0;
  #parts: { id: string; texts: string[] } = { id: '', texts: [] };
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#later(() => this.#ping(), pingEvery);
    this.#open();
  }

  get view(): View {
    return this.#view;
  }
  get mirror(): Mirror {
    return this.#mirror;
  }
  /** How many commands are on their way. */
  get unsettled(): number {
    return this.#unsettled.length;
  }

  send(command: Command): void {
    this.#last += 1;
    this.#unsettled.push({ seq: this.#last, command });
    if (this.#seated === 'yes') this.#sendOne(this.#unsettled.at(-1)!);
    else this.#join();
  }

  /** Takes the seat number again that player and secret had before. */
  join(): void {
    this.#join();
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket?.close();
  }

  #open(): void {
    const socket = this.#options.connect();
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#isOpen = true;
      this.#seated = 'no';
      this.#parts = { id: '', texts: [] };
      if (this.#failures > 0 && this.#view.level) this.#options.onNews({ kind: 'back' });
      this.#failures = 0;
      this.#say({ type: 'hello' });
    });
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    socket.addEventListener('close', () => {
      if (this.#isClosed || this.#socket !== socket) return;
      this.#isOpen = false;
      // It comes back only to learn what became of what it sent.
      if (this.#view.phase === 'ended' && this.unsettled === 0) return;
      this.#failures += 1;
      if (this.#view.level === undefined && this.#failures >= knocks) {
        this.close();
        this.#options.onNews({ kind: 'closed' });
        return;
      }
      if (this.#failures === 1 && this.#view.level) this.#options.onNews({ kind: 'lost' });
      this.#later(() => this.#open(), Math.min(pause.longest, pause.first * 2 ** this.#failures));
    });
  }

  #later(run: () => void, milliseconds: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#isClosed) run();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #ping(): void {
    this.#say({ type: 'ping' });
    this.#later(() => this.#ping(), pingEvery);
  }

  #say(message: object): void {
    if (this.#isOpen) this.#socket?.send(JSON.stringify(message));
  }

  #sendOne({ seq, command }: { seq: number; command: Command }): void {
    this.#say({ type: 'command', seq, command });
  }

  #join(): void {
    if (this.#seated !== 'no') return;
    this.#seated = 'asking';
    const { player, secret } = this.#options;
    this.#say({ type: 'join', player, secret });
  }

  #hear(text: string): void {
    const message = JSON.parse(text) as FromSession | { readonly type?: never };
    // The gateway says in words of its own that the session could not be reached.
    if (message.type === undefined) {
      this.#later(() => this.#say({ type: 'hello' }), pause.first);
      this.#sendAgain();
    } else this.#take(message);
  }

  #take(message: FromSession): void {
    const { onNews } = this.#options;
    switch (message.type) {
      case 'part': {
        if (message.index === 0) this.#parts = { id: message.id, texts: [] };
        const { id, texts } = this.#parts;
        if (message.id !== id || message.index !== texts.length) return;
        texts.push(message.text);
        if (texts.length === message.of) this.#hear(texts.join(''));
        return;
      }
      case 'welcome':
        // A session that is paused or over says so next.
        this.#view = { ...this.#view, level: message.level, tick: message.tick, phase: 'open' };
        onNews({ kind: 'welcome' });
        if (this.#last > 0) this.#join();
        return;
      case 'joined':
        this.#seated = 'yes';
        this.#view = { ...this.#view, sender: message.sender };
        if (!this.#isNumbered) this.#goOnFrom(message.seq);
        onNews({ kind: 'joined' });
        // What it knows of is answered again, without another effect.
        for (const one of this.#unsettled) this.#sendOne(one);
        return;
      case 'ack':
        this.#settle(message.clientSeq);
        onNews({ kind: 'saved', seq: message.clientSeq });
        return;
      case 'refused': {
        const isUnseated = message.clientSeq === undefined && this.#seated !== 'yes';
        if (message.code === 'not-joined' || message.clientSeq === undefined) this.#seated = 'no';
        if (passing.has(message.code)) {
          this.#sendAgain();
          return;
        }
        if (message.clientSeq !== undefined) this.#settle(message.clientSeq);
        // There is no seat to be had: what waits for one is over too.
        else if (isUnseated) this.#unsettled = [];
        onNews({ kind: 'refused', message: message.message, ...(message.hint !== undefined && { hint: message.hint }) });
        return;
      }
      case 'paused':
      case 'resumed':
      case 'ended':
        this.#view = { ...this.#view, phase: message.type === 'resumed' ? 'open' : message.type };
        onNews({ kind: message.type });
        return;
      case 'waiting':
        this.#view = { ...this.#view, waiting: message.waiting, seats: message.seats };
        onNews({ kind: 'state' });
        return;
      case 'keyframe':
        this.#mirror.replace(message.entities);
        this.#stand(message, message.tick);
        return;
      case 'frames':
        if (message.fromTick !== this.#view.tick) {
          if (message.fromTick > this.#view.tick) this.#say({ type: 'resume' });
          return;
        }
        for (const frame of message.frames) this.#mirror.apply(frame);
        this.#stand(message, message.toTick);
        for (const { type, payload } of message.events) if (type === 'CommandRefused') this.#tellOwn(payload as unknown as CommandRefused);
    }
  }

  /** A command of ours was taken, and its tick found that it can have no effect. */
  #tellOwn({ sender, message, hint }: CommandRefused): void {
    if (sender !== 0 && sender === this.#view.sender)
      this.#options.onNews({ kind: 'refused', message, ...(hint !== undefined && { hint }) });
  }

  /** Our numbers go on from those that this player used before. */
  #goOnFrom(seq: number): void {
    this.#isNumbered = true;
    this.#last += seq;
    this.#unsettled = this.#unsettled.map((one) => ({ ...one, seq: one.seq + seq }));
  }

  #stand({ hash, kpis, seats, waiting, done }: Extract<FromSession, { type: 'keyframe' | 'frames' }>, tick: number): void {
    this.#view = { ...this.#view, tick, hash, kpis, seats, waiting, done };
    this.#options.onNews({ kind: 'state' });
  }

  #settle(seq: number): void {
    this.#unsettled = this.#unsettled.filter((one) => one.seq !== seq);
  }

  #sendAgain(): void {
    this.#later(() => {
      if (this.#seated === 'yes') for (const one of this.#unsettled) this.#sendOne(one);
      else if (this.#last > 0) {
        this.#seated = 'no';
        this.#join();
      }
    }, pause.first);
  }
}
