import { sameInput } from './packet.ts';

export type InputStatus = 'confirmed' | 'predicted' | 'disconnected';

export interface PlayerInput {
  readonly player: number;
  readonly input: Uint8Array;
  readonly status: InputStatus;
}

const NOTHING = new Uint8Array(0);

/** One player's inputs by tick: those that are known, and what ticks were played with. */
export class Inputs {
  readonly player: number;
  /** All inputs up to this tick are known. */
  last = 0;
  /** The player is gone: from the tick after on it does nothing. */
  endsAt: number | undefined;
  readonly #known = new Map<number, Uint8Array>();
  readonly #played = new Map<number, Uint8Array>();

  constructor(player: number) {
    this.player = player;
  }

  /** The input of a known tick; nothing before the first. */
  known(tick: number): Uint8Array {
    return this.#known.get(tick) ?? NOTHING;
  }

  /** Takes the input of the tick after `last`. Returns whether that tick was played with another one. */
  add(input: Uint8Array): boolean {
    const tick = ++this.last;
    this.#known.set(tick, input);
    const played = this.#played.get(tick);
    return played !== undefined && !sameInput(played, input);
  }

  /** What a tick is played with: the known input, else the last known one again. */
  play(tick: number): PlayerInput {
    const { player } = this;
    if (this.endsAt !== undefined && tick > this.endsAt) {
      this.#played.set(tick, NOTHING);
      return { player, input: NOTHING, status: 'disconnected' };
    }
    const input = this.known(Math.min(tick, this.last));
    this.#played.set(tick, input);
    return { player, input, status: tick <= this.last ? 'confirmed' : 'predicted' };
  }

  /** Ends the player at a tick. Returns the first tick that was played otherwise, if there is one. */
  end(at: number, played: number): number | undefined {
    this.endsAt = at;
    for (let tick = at + 1; tick <= played; tick++) if ((this.#played.get(tick)?.length ?? 0) > 0) return tick;
    return undefined;
  }

  /** Inputs in memory. */
  get kept(): number {
    return this.#known.size + this.#played.size;
  }

  /** Forgets what lies before a tick; the last known input stays. */
  forget(before: number): void {
    for (const tick of this.#known.keys()) if (tick < before && tick < this.last) this.#known.delete(tick);
    for (const tick of this.#played.keys()) if (tick < before) this.#played.delete(tick);
  }
}
