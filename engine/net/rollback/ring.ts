import type { WorldPort } from './port.ts';

interface Slot {
  tick: number;
  buffer: Uint8Array<ArrayBuffer>;
  state: Uint8Array<ArrayBuffer>;
}

const empty = new Uint8Array(0);

/** The last states of a world, in buffers that are used again: once they are large enough, saving makes no new ones. */
export class StateRing {
  readonly #slots: Slot[];

  constructor(size: number) {
    this.#slots = Array.from({ length: size }, () => ({ tick: -1, buffer: empty, state: empty }));
  }

  /** Saves the world as it is, over the oldest state. */
  save(world: WorldPort): Uint8Array<ArrayBuffer> {
    const slot = this.#slots[world.tick % this.#slots.length]!;
    if (slot.buffer.length < world.room) slot.buffer = new Uint8Array(world.room);
    slot.tick = world.tick;
    slot.state = world.save(slot.buffer);
    return slot.state;
  }

  /** The state at a tick, if it is still held. */
  at(tick: number): Uint8Array<ArrayBuffer> | undefined {
    const slot = this.#slots[tick % this.#slots.length]!;
    return slot.tick === tick ? slot.state : undefined;
  }
}
