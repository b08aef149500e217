/** What was sent, what was acknowledged, and what the others saw of it: latencies and losses come from here. */
import { createHash } from 'node:crypto';
import { Histogram } from './histogram.ts';
import { commandsEach, groupOf, playerAt, playersIn, roomCount, standing, type Place, type Shape } from './shape.ts';

/** What one watcher knows of its group, by seat from the group's first. */
interface Sight extends Place {
  readonly first: number;
  readonly moves: Uint32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
}

export interface Losses {
  /** Commands that were acknowledged and that somebody of the group never saw. */
  readonly lost: number;
  /** Commands that had effect more often than they were sent. */
  readonly twice: number;
  /** Players whom a watcher saw at the end in another place than their commands lead to. */
  readonly astray: number;
  /** Players whom nobody watches. */
  readonly unwatched: number;
}

export class Ledger {
  readonly #shape: Shape;
  readonly #each: number;
  /** When the player's command was sent, ms. */
  readonly #sentAt: Float64Array;
  readonly #sent: Uint32Array;
  readonly #acknowledged: Uint32Array;
  readonly #sights: Sight[] = [];
  /** From a command to another client that saw its effect. */
  readonly latency = new Histogram();
  /** How often anybody was seen with more moves than before. */
  sightings = 0;
  refused = 0;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.#each = commandsEach(shape);
    this.#sentAt = new Float64Array(shape.players * this.#each);
    this.#sent = new Uint32Array(shape.players);
    this.#acknowledged = new Uint32Array(shape.players);
  }

  get sent(): number {
    return total(this.#sent);
  }

  get acknowledged(): number {
    return total(this.#acknowledged);
  }

  send(player: number, nonce: number, at: number): void {
    this.#sentAt[player * this.#each + nonce - 1] = at;
    this.#sent[player] = nonce;
  }

  acknowledge(player: number): void {
    this.#acknowledged[player]! += 1;
  }

  /** A watcher at this place. Returns what it calls whenever it sees another's standing. */
  watch(
    place: Place,
  ): (seat: number, now: { readonly x: number; readonly y: number; readonly moves: number; readonly nonce: number }) => void {
    const { first, size } = groupOf(this.#shape, place);
    const sight: Sight = { ...place, first, moves: new Uint32Array(size), x: new Int32Array(size), y: new Int32Array(size) };
    this.#sights.push(sight);
    const room = place.room;
    // A world's keyframe shows others, too, who are not of the group.
    return (seat, { x, y, moves, nonce }) => {
      const at = seat - first;
      if (at < 0 || at >= size || moves === 0) return;
      const before = sight.moves[at]!;
      if (moves > before) this.sightings += 1;
      sight.moves[at] = moves;
      sight.x[at] = x;
      sight.y[at] = y;
      if (seat === place.seat || nonce === 0) return;
      const player = playerAt(this.#shape, { room, seat });
      const now = performance.now();
      // Commands that one message shows together were all seen by it: the number of the last says which they are.
      for (let shown = nonce - (moves - before) + 1; shown <= nonce; shown += 1)
        if (shown > 0) this.latency.add(now - this.#sentAt[player * this.#each + shown - 1]!);
    };
  }

  /** Whether every watcher has seen everything that was acknowledged. */
  settled(): boolean {
    return this.acknowledged === this.sent && this.#sights.every((sight) => this.#hasAll(sight));
  }

  losses(): Losses {
    const seen = new Map<number, { least: number; most: number; astray: boolean }>();
    for (const sight of this.#sights) {
      const inCompany = this.#hasCompany(sight);
      for (let at = 0; at < sight.moves.length; at += 1) {
        const seat = sight.first + at;
        if (seat === sight.seat && inCompany) continue;
        const player = playerAt(this.#shape, { room: sight.room, seat });
        const moves = sight.moves[at]!;
        const end = standing(this.#shape, player, moves);
        const astray = sight.x[at] !== end.x || sight.y[at] !== end.y;
        const known = seen.get(player) ?? { least: Infinity, most: 0, astray: false };
        seen.set(player, { least: Math.min(known.least, moves), most: Math.max(known.most, moves), astray: known.astray || astray });
      }
    }
    let [lost, twice, astray] = [0, 0, 0];
    for (const [player, { least, most, astray: isAstray }] of seen) {
      lost += Math.max(0, this.#acknowledged[player]! - least);
      twice += Math.max(0, most - this.#sent[player]!);
      astray += isAstray ? 1 : 0;
    }
    return { lost, twice, astray, unwatched: this.#shape.players - seen.size };
  }

  /** sha256 over where everybody is as the first watcher of each group ended up seeing it, and over where their commands lead: 16 digits each. */
  checksums(): { readonly seen: string; readonly due: string } {
    const [seen, due] = [createHash('sha256'), createHash('sha256')];
    const told = new Set<number>();
    for (const sight of this.#sights.toSorted((a, b) => a.room - b.room || a.first - b.first || a.seat - b.seat)) {
      const group = playerAt(this.#shape, { room: sight.room, seat: sight.first });
      if (told.has(group)) continue;
      told.add(group);
      for (let at = 0; at < sight.moves.length; at += 1) {
        const end = standing(this.#shape, group + at, this.#each);
        seen.update(`${group + at}:${sight.x[at]},${sight.y[at]},${sight.moves[at]}\n`);
        due.update(`${group + at}:${end.x},${end.y},${end.moves}\n`);
      }
    }
    return { seen: seen.digest('hex').slice(0, 16), due: due.digest('hex').slice(0, 16) };
  }

  #hasAll({ room, first, moves }: Sight): boolean {
    return moves.every((seen, at) => seen >= this.#acknowledged[playerAt(this.#shape, { room, seat: first + at })]!);
  }

  /** A watcher who is alone in its group is the only one who can tell of itself. */
  #hasCompany({ room, first }: Sight): boolean {
    return this.#sights.filter((other) => other.room === room && other.first === first).length > 1;
  }

  /** Effects that reached somebody: every command that was seen, times the players who see it. */
  updates(): number {
    let sum = 0;
    for (let room = 0; room < roomCount(this.#shape); room += 1)
      for (let seat = 1; seat <= playersIn(this.#shape, room); seat += 1)
        sum += this.#acknowledged[playerAt(this.#shape, { room, seat })]! * groupOf(this.#shape, { room, seat }).size;
    return sum;
  }
}

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);
