import { random } from '../../kernel/index.ts';
import type { Transport } from './transport.ts';

export interface NetworkOptions {
  readonly seed: number;
  /** Ticks that a packet takes at least. */
  readonly latency: number;
  /** Up to so many ticks more, by chance: so packets overtake one another. */
  readonly jitter?: number | undefined;
  /** Which part of the packets is lost, and which comes twice: 0 to 1. */
  readonly loss?: number | undefined;
  readonly twice?: number | undefined;
}

interface Flying {
  readonly due: number;
  readonly from: number;
  readonly to: number;
  readonly packet: Uint8Array;
}

/** A network for tests and for trying things out: all chance comes from the seed, and time is how often `step` was called. */
export class SimulatedNetwork {
  readonly #options: { readonly [Name in keyof NetworkOptions]-?: number };
  readonly #cut = new Set<number>();
  #flying: Flying[] = [];
  #now = 0;
  #packets = 0;
  /** Bytes sent, lost ones included. */
  bytes = 0;

  constructor({ seed, latency, jitter = 0, loss = 0, twice = 0 }: NetworkOptions) {
    this.#options = { seed, latency, jitter, loss, twice };
  }

  /** One tick passes. */
  step(): void {
    this.#now++;
  }

  /** From now on nothing reaches this peer, and nothing of it reaches others. */
  cut(player: number): void {
    this.#cut.add(player);
  }

  transport(player: number): Transport {
    return {
      send: (to, packet) => this.#send(player, to, packet),
      receive: () => {
        const due = this.#flying.filter((one) => one.to === player && one.due <= this.#now);
        if (due.length > 0) this.#flying = this.#flying.filter((one) => one.to !== player || one.due > this.#now);
        return due.filter(({ from }) => !this.#cut.has(from) && !this.#cut.has(player)).sort((a, b) => a.due - b.due);
      },
    };
  }

  #send(from: number, to: number, packet: Uint8Array): void {
    const { seed, latency, jitter, loss, twice } = this.#options;
    const chance = (n: number): number => random(seed, this.#packets, from, to, n);
    this.#packets++;
    this.bytes += packet.length;
    const fly = (n: number): void => {
      if (chance(n) < loss) return;
      this.#flying.push({ due: this.#now + latency + Math.floor(chance(n + 1) * (jitter + 1)), from, to, packet });
    };
    fly(0);
    if (chance(2) < twice) fly(3);
  }
}
