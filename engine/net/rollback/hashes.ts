import type { Notice } from './requests.ts';

/** Hashes that are kept, by number of ticks: older ones were compared or never will be. */
const KEPT = 64;

/** State hashes of ourselves and of others, until they were compared. */
export class Hashes {
  readonly #ours = new Map<number, bigint>();
  #theirs: { player: number; tick: number; hash: bigint }[] = [];
  readonly #compared = new Map<string, number>();

  /** Our state at a tick, as it is played now. */
  ours(tick: number, hash: bigint): void {
    this.#ours.set(tick, hash);
    while (this.#ours.size > KEPT) this.#ours.delete(this.#ours.keys().next().value!);
  }

  /** From this tick on our states are played again: their hashes come anew. */
  forget(from: number): void {
    for (const tick of this.#ours.keys()) if (tick >= from) this.#ours.delete(tick);
  }

  /** From this tick on others play their states again too: theirs come anew. */
  forgetTheirs(from: number): void {
    this.#theirs = this.#theirs.filter(({ tick }) => tick < from);
    for (const [name, tick] of this.#compared) if (tick >= from) this.#compared.delete(name);
  }

  theirs(player: number, tick: number, hash: bigint): void {
    const name = `${player} ${tick}`;
    if (this.#compared.has(name)) return;
    this.#compared.set(name, tick);
    while (this.#compared.size > KEPT * 8) this.#compared.delete(this.#compared.keys().next().value!);
    this.#theirs.push({ player, tick, hash });
    while (this.#theirs.length > KEPT * 8) this.#theirs.shift();
  }

  /** Compares what is final by now, each once. */
  compare(confirmed: number): Notice[] {
    const notices: Notice[] = [];
    const waiting = this.#theirs.splice(0);
    for (const { player, tick, hash } of waiting) {
      const ours = tick > confirmed ? undefined : this.#ours.get(tick);
      if (ours === undefined && tick > confirmed - KEPT) this.#theirs.push({ player, tick, hash });
      if (ours !== undefined && ours !== hash) notices.push({ kind: 'desync', tick, player, ours, theirs: hash });
    }
    return notices;
  }

  /** Our last two that are final: what others are told. */
  last(confirmed: number): { tick: number; hash: bigint }[] {
    const final = [...this.#ours].filter(([tick]) => tick <= confirmed && tick > 0).sort(([a], [b]) => a - b);
    return final.slice(-2).map(([tick, hash]) => ({ tick, hash }));
  }
}
