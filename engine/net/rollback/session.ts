import { LedgerError } from '../../kernel/index.ts';
import { Hashes } from './hashes.ts';
import { Inputs } from './inputs.ts';
import type { Packet } from './packet.ts';
import { MOST_INPUT_BYTES, readPacket, writePacket } from './packet.ts';
import type { Gone, Notice, Request } from './requests.ts';
import type { Transport } from './transport.ts';

export interface SessionOptions {
  /** How many play, in all. They are numbered from 0. */
  readonly players: number;
  /** Which of them plays here. */
  readonly local: number;
  readonly transport: Transport;
  /** Ticks that a local input waits before it counts, so that it is there in time elsewhere; the same for all. See `delayFor`. */
  readonly delay?: number | undefined;
  /** Ticks that may be played ahead of what is known of everybody; 8 without it, and the same for all. 0: nothing is predicted. */
  readonly window?: number | undefined;
  /** Saves only what a rollback must be able to return to: for worlds that are slow to save. */
  readonly sparse?: boolean | undefined;
  /** State hashes of every how many ticks are exchanged; 10 without it. */
  readonly hashEvery?: number | undefined;
  /** Calls of `advance` without a word of a player after which it counts as gone; 300 without it. One that speaks and gives no input has twice that. */
  readonly patience?: number | undefined;
}

/**
 * So many of our inputs may be on the way to a player without a word that it has them; it then counts as gone. Whoever keeps to window and
 * delay cannot leave more than twice both unacknowledged: longer ones are given that room. The figure is that of ggrs.
 */
const UNACKNOWLEDGED = 128;

/** A packet brings at most so many ticks beyond the one played: more is not believed. */
const FARTHEST = 600;

/** Plays one world on several machines: everybody at once, on what is known and what is guessed, and again where the guess was wrong. */
export class RollbackSession {
  readonly window: number;
  readonly delay: number;
  /**
   * How many states back a `load` may ask for. A player plays at most a window ahead of what it has of somebody, and its inputs arrive a
   * delay before their ticks: whoever tells us that a third one is gone has at most twice the window and the delay less of it than we played.
   */
  readonly reach: number;
  readonly #local: number;
  readonly #sparse: boolean;
  readonly #hashEvery: number;
  readonly #patience: number;
  readonly #mostUnacknowledged: number;
  readonly #transport: Transport;
  readonly #players: readonly Inputs[];
  readonly #hashes: Hashes;
  /** By player: the last tick of ours that it has, calls since it was heard, and calls that waited for an input of it. */
  readonly #acked: number[];
  readonly #silent: number[];
  readonly #awaited: number[];
  /** By player: whether it said another window or delay than ours. */
  readonly #unequal: boolean[];
  /** Ticks whose states the host has, oldest first. */
  #held: number[] = [];
  #tick = 0;
  #announced = 0;
  #stalled = false;
  #notices: Notice[] = [];

  constructor({ players, local, transport, delay = 0, window = 8, sparse = false, hashEvery = 10, patience = 300 }: SessionOptions) {
    if (!(players >= 1) || !(local >= 0 && local < players) || !(delay >= 0) || !(window >= 0) || delay + window < 1)
      throw noSession(`${players} players, ${local} of them here, a delay of ${delay} and a window of ${window}`);
    this.window = window;
    this.delay = delay;
    // Sparse saves may lie two windows apart.
    this.reach = 2 * window + delay + 2 + (sparse ? 2 * window : 0);
    this.#local = local;
    this.#sparse = sparse;
    this.#hashEvery = hashEvery;
    this.#patience = patience;
    this.#mostUnacknowledged = Math.max(UNACKNOWLEDGED, 2 * (window + delay));
    this.#transport = transport;
    this.#players = Array.from({ length: players }, (_, player) => new Inputs(player));
    this.#hashes = new Hashes();
    this.#acked = this.#players.map(() => 0);
    this.#silent = this.#players.map(() => 0);
    this.#awaited = this.#players.map(() => 0);
    this.#unequal = this.#players.map(() => false);
    const own = this.#players[local]!;
    for (let tick = 0; tick < delay; tick++) own.add(new Uint8Array(0));
  }

  /** Ticks played, guesses included. */
  get tick(): number {
    return this.#tick;
  }

  /** Up to this tick the inputs of everybody are known. */
  get confirmed(): number {
    return Math.min(this.#tick, this.#known());
  }

  /** Whether the last `advance` played no new tick: too little is known of somebody. Its input was not taken; give it again. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Inputs in memory, of all players: what is not known to be everywhere yet, and as far back as a rollback reaches. */
  get kept(): number {
    return this.#players.reduce((sum, player) => sum + player.kept, 0);
  }

  /** What there is to tell since the last call. */
  notices(): readonly Notice[] {
    const notices = this.#notices;
    this.#notices = [];
    return notices;
  }

  /** One step of the host's clock: takes what came, and says what to do with the world. Refuses an input of more than 1,024 bytes with `net-input`. */
  advance(input: Uint8Array): readonly Request[] {
    if (input.length > MOST_INPUT_BYTES)
      throw new LedgerError({
        code: 'net-input',
        message: `An input of ${input.length} bytes is too large.`,
        hint: `Inputs have at most ${MOST_INPUT_BYTES} bytes.`,
      });
    const requests: Request[] = [];
    if (this.#held.length === 0) this.#save(requests, 0);
    const wrong = Math.min(this.#receive(), this.#expectAnswers());
    if (wrong <= this.#tick) this.#replay(requests, wrong);
    this.#stalled = this.#tick - this.#known() >= this.window;
    if (!this.#stalled) {
      this.#players[this.#local]!.add(input.slice());
      this.#play(requests, ++this.#tick);
    }
    const saved = this.#held.at(-1)!;
    if (this.#sparse && this.#tick - saved >= this.window && this.confirmed > saved) this.#replay(requests, saved + 1);
    for (; this.#announced < this.confirmed; requests.push({ kind: 'confirm', tick: this.#announced })) this.#announced++;
    this.#send();
    this.#forget();
    return requests;
  }

  /** The hash of a state that was asked for. */
  hashed(tick: number, hash: bigint): void {
    this.#hashes.ours(tick, hash);
  }

  /** Up to this tick everybody's inputs are known. */
  #known(): number {
    let least = Infinity;
    for (const { last, endsAt } of this.#players) if (endsAt === undefined && last < least) least = last;
    return least;
  }

  // The world

  #play(requests: Request[], tick: number): void {
    requests.push({ kind: 'advance', tick, inputs: this.#players.map((player) => player.play(tick)) });
    const known = this.#known();
    const due = tick % this.#hashEvery === 0;
    if (!this.#sparse || (tick <= known && (due || tick === Math.min(known, this.#tick)))) this.#save(requests, tick);
  }

  #save(requests: Request[], tick: number): void {
    requests.push({ kind: 'save', tick, hash: tick % this.#hashEvery === 0 });
    this.#held.push(tick);
    while (this.#held[0]! < tick - this.reach) this.#held.shift();
  }

  /** Goes back before a tick, and plays up to where the world was. */
  #replay(requests: Request[], from: number): void {
    while (this.#held.at(-1)! >= from) this.#held.pop();
    const back = this.#held.at(-1)!;
    this.#hashes.forget(back + 1);
    requests.push({ kind: 'load', tick: back });
    for (let tick = back + 1; tick <= this.#tick; tick++) this.#play(requests, tick);
  }

  // The others

  /** Takes what came. Returns the first tick that was played with a wrong guess; Infinity: none. */
  #receive(): number {
    let wrong = Infinity;
    for (const { from, packet } of this.#transport.receive()) {
      const player = this.#players[from];
      if (!player || from === this.#local || player.endsAt !== undefined) continue;
      try {
        wrong = Math.min(wrong, this.#take(player, readPacket(packet)));
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        this.#notices.push({ kind: 'refused', player: from, code: error.code });
      }
    }
    return wrong;
  }

  #take(player: Inputs, { window, delay, ack, first, inputs, gone, hashes }: Packet): number {
    let wrong = Infinity;
    const from = player.player;
    if (window !== this.window || delay !== this.delay) {
      if (!this.#unequal[from]) this.#notices.push({ kind: 'unequal', player: from, window, delay });
      this.#unequal[from] = true;
      return wrong;
    }
    const ends = gone.flatMap(({ player: who, last }) => {
      const other = this.#players[who];
      return other && who !== this.#local && who !== from ? [{ other, at: Math.min(last, other.last) }] : [];
    });
    for (const { other, at } of ends) if (at < this.#held[0]! && (other.endsAt ?? Infinity) > at) throw tooLongAgo(other.player, at);
    this.#silent[from] = 0;
    this.#acked[from] = Math.max(this.#acked[from]!, Math.min(ack, this.#players[this.#local]!.last));
    for (let k = 0; k < inputs.length; k++) {
      const tick = first + k;
      if (tick !== player.last + 1 || tick > this.#tick + FARTHEST) continue;
      this.#awaited[from] = 0;
      if (player.add(inputs[k]!)) wrong = Math.min(wrong, tick);
    }
    for (const { other, at } of ends) wrong = Math.min(wrong, this.#end(other, at, 'net-told'));
    // A state after somebody's end is compared with one after the same end: who does not know of it yet will play it again.
    const saysTheSame = ({ player: who, endsAt }: Inputs): boolean => gone.some((one) => one.player === who && one.last === endsAt);
    for (const { tick, hash } of hashes)
      if (this.#players.every((one) => (one.endsAt ?? tick) >= tick || saysTheSame(one))) this.#hashes.theirs(from, tick, hash);
    return wrong;
  }

  /**
   * Ends who was silent for too long; who speaks and gives no input while everybody waits for it, after twice that, since it may itself be
   * waiting for somebody silent; and who never says that it heard us: what it lacks would be kept for ever.
   */
  #expectAnswers(): number {
    let wrong = Infinity;
    for (const player of this.#players) {
      const { player: who, last, endsAt } = player;
      if (who === this.#local || endsAt !== undefined) continue;
      if (this.#tick - last >= this.window) this.#awaited[who]!++;
      if (++this.#silent[who]! > this.#patience)
        wrong = Math.min(wrong, this.#end(player, last, this.#unequal[who] ? 'net-unequal' : 'net-silent'));
      else if (this.#awaited[who]! > 2 * this.#patience) wrong = Math.min(wrong, this.#end(player, last, 'net-idle'));
      else if (this.#players[this.#local]!.last - this.#acked[who]! > this.#mostUnacknowledged)
        wrong = Math.min(wrong, this.#end(player, last, 'net-unacknowledged'));
    }
    return wrong;
  }

  #end(player: Inputs, at: number, code: Gone): number {
    if (player.endsAt !== undefined && player.endsAt <= at) return Infinity;
    const wrong = player.end(at, this.#tick);
    this.#hashes.forgetTheirs(at + 1);
    this.#notices.push({ kind: 'disconnected', player: player.player, tick: at, code });
    return wrong ?? Infinity;
  }

  #send(): void {
    const own = this.#players[this.#local]!;
    const gone = this.#players.flatMap(({ player, endsAt }) => (endsAt === undefined ? [] : [{ player, last: endsAt }]));
    this.#notices.push(...this.#hashes.compare(this.confirmed));
    const hashes = this.#hashes.last(this.confirmed);
    for (const { player, last, endsAt } of this.#players) {
      if (player === this.#local || endsAt !== undefined) continue;
      const first = this.#acked[player]! + 1;
      const inputs = Array.from({ length: own.last - first + 1 }, (_, k) => own.known(first + k));
      this.#transport.send(player, writePacket({ window: this.window, delay: this.delay, ack: last, first, inputs, gone, hashes }));
    }
  }

  #forget(): void {
    let before = this.confirmed;
    for (const { player, endsAt } of this.#players)
      if (player !== this.#local && endsAt === undefined) before = Math.min(before, this.#acked[player]!);
    // As far as the host's states reach: a player who turns out to have gone earlier may take us back there.
    for (const player of this.#players) player.forget(Math.min(before, this.#held[0]!));
  }
}

/** A session at tick 0. Throws `net-session` where the numbers make none. */
export const createRollbackSession = (options: SessionOptions): RollbackSession => new RollbackSession(options);

/** The delay with which a window is enough: latency and jitter one way, in ticks; a lost packet is caught up by the next within the rest of it. */
export const delayFor = ({ latency, jitter = 0, window = 8 }: { latency: number; jitter?: number; window?: number }): number =>
  Math.max(0, Math.ceil(latency + jitter) + 2 - window);

const tooLongAgo = (player: number, tick: number): LedgerError =>
  new LedgerError({
    code: 'net-window',
    message: `Player ${player} is said to be gone since tick ${tick}, and no state as old as that is held.`,
    hint: 'A peer that keeps to window and delay cannot say so; it counts as silent while it does.',
  });

const noSession = (what: string): LedgerError =>
  new LedgerError({
    code: 'net-session',
    message: `There is no session of ${what}.`,
    hint: 'Give at least one player, a local one among them, and a delay or a window of at least 1.',
  });
