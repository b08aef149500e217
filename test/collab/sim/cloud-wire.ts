/** A window's way to a room in the cloud: its own `cloudSocket`, with requests, answers and events that wait until the schedule lets them go. */
import {
  cloudSocket,
  type CloudSocketOptions,
  type EventSocket,
  type RoomSocket,
  type Timers,
} from '../../../src-renderer/studio/people/index.ts';
import type { Wire } from './host.ts';
import type { Fate } from './schedule.ts';
import { settled } from './settled.ts';

export type Reply = (status: number, body: string) => void;

export interface CloudWireOptions extends Required<Pick<CloudSocketOptions, 'room' | 'repairs' | 'timers' | 'packing'>> {
  /** A request has reached the function. */
  ask: (body: string, reply: Reply) => void;
  onGone: () => void;
}

type Down =
  | { kind: 'event'; deliver: () => void }
  /** Of the channel itself: its connection does not lose what it says. */
  | { kind: 'said'; deliver: () => void }
  | { kind: 'answer'; deliver: () => void; lose: () => void };

export class CloudWire implements Wire {
  readonly socket: RoomSocket;
  readonly #options: CloudWireOptions;
  #up: (() => void)[] = [];
  #down: Down[] = [];
  #events: EventSocket | undefined;
  #hears = false;
  #isGone = false;
  /** Requests without an answer. */
  readonly #asking = new Set<(error: Error) => void>();

  constructor(options: CloudWireOptions) {
    this.#options = options;
    const { room, repairs, timers, packing } = options;
    this.socket = cloudSocket('rooms', {
      room,
      repairs,
      timers,
      packing,
      fetch: ((_: string, { body }: { body: string }) => this.#fetch(body)) as unknown as typeof fetch,
      listen: () => this.#listen(),
    });
  }

  get isQuiet(): boolean {
    return this.#up.length === 0 && this.#down.length === 0;
  }

  /** Events on the channel. */
  hear(texts: readonly string[]): void {
    if (!this.#hears || this.#isGone) return;
    for (const event of texts) this.#down.push({ kind: 'event', deliver: () => this.#say({ type: 'data', event }) });
  }

  async send(count: number): Promise<void> {
    for (const go of this.#up.splice(0, count)) {
      go();
      await settled();
    }
  }

  async receive(fates: readonly Fate[]): Promise<void> {
    for (const fate of fates) {
      const next = this.#down.shift();
      if (!next) return;
      if (next.kind === 'said') next.deliver();
      else if (fate === 'late' && this.#down.length > 0) this.#down.push(next);
      else if (fate === 'lost') {
        if (next.kind === 'answer') next.lose();
      } else {
        if (fate === 'twice' && next.kind === 'event') this.#down.push(next);
        next.deliver();
      }
      await settled();
    }
  }

  cut(): void {
    if (this.#isGone) return;
    const events = this.#events;
    this.#end();
    events?.onclose?.(undefined as never);
  }

  #end(): void {
    this.#isGone = true;
    this.#up = [];
    this.#down = [];
    for (const fail of this.#asking) fail(new Error('There is no connection.'));
    this.#asking.clear();
    this.#options.onGone();
  }

  #fetch(body: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#isGone) return reject(new Error('There is no connection.'));
      this.#asking.add(reject);
      const reply: Reply = (status, text) => {
        if (this.#isGone) return;
        const deliver = (): void => {
          this.#asking.delete(reject);
          resolve({ ok: status === 200, status, json: async () => JSON.parse(text) as unknown } as Response);
        };
        const lose = (): void => {
          this.#asking.delete(reject);
          reject(new Error('The answer was lost.'));
        };
        this.#down.push({ kind: 'answer', deliver, lose });
      };
      this.#up.push(() => this.#options.ask(body, reply));
    });
  }

  #listen(): EventSocket {
    const events: EventSocket = {
      send: (text) => {
        const { type } = JSON.parse(text as string) as { type: string };
        this.#up.push(() => {
          if (type === 'subscribe') this.#hears = true;
          const answered = type === 'subscribe' ? 'subscribe_success' : 'connection_ack';
          this.#down.push({ kind: 'said', deliver: () => this.#say({ type: answered }) });
        });
      },
      close: () => {
        if (!this.#isGone) this.#end();
      },
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
    };
    this.#events = events;
    this.#down.push({ kind: 'said', deliver: () => events.onopen?.(undefined as never) });
    return events;
  }

  #say(message: object): void {
    this.#events?.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** Time that goes by when the schedule says so. */
export class SimTimers implements Timers {
  readonly #now: () => number;
  #waiting: { at: number; run: () => void }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  set(run: () => void, milliseconds: number): unknown {
    const timer = { at: this.#now() + milliseconds, run };
    this.#waiting.push(timer);
    return timer;
  }

  clear(timer: unknown): void {
    this.#waiting = this.#waiting.filter((one) => one !== timer);
  }

  chance(): number {
    return 0.5;
  }

  /** Everything that is due, in the order of its time. */
  fire(): void {
    for (;;) {
      const due = this.#waiting.filter(({ at }) => at <= this.#now()).toSorted((a, b) => a.at - b.at)[0];
      if (!due) return;
      this.clear(due);
      due.run();
    }
  }
}
