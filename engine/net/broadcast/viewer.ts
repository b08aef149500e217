import type { Bits, Frame } from '../wire/frame.ts';
import type { Broadcast } from './broadcast.ts';
import type { Interest } from './interest.ts';
import { withAncestors } from './scene.ts';

/** What a client was sent. */
interface Sent {
  readonly frame: Frame;
  readonly visible: Bits;
  /** It saw everybody. */
  readonly whole: boolean;
  readonly texts: ReadonlySet<number>;
}

/** One client as the world's side knows it: what it may see, and what it has. */
export class Viewer {
  readonly #broadcast: Broadcast;
  #sees: Interest;
  #epoch: number;
  #base: Sent | undefined;
  readonly #sent = new Map<number, Sent>();
  #known = new Set<number>([0]);
  #seen: Bits | undefined;
  #now: { frame: Frame; visible: Bits } | undefined;

  constructor(broadcast: Broadcast, sees: Interest) {
    this.#broadcast = broadcast;
    this.#sees = sees;
    this.#epoch = broadcast.epoch;
  }

  /** From the next tick on it sees others. */
  look(sees: Interest): void {
    this.#sees = sees;
    this.#now = undefined;
  }

  /** The tick that the client is known to have; -1: none. */
  get acknowledged(): number {
    return this.#base?.frame.tick ?? -1;
  }

  /** Its message for the world as it was last captured: a delta over what it acknowledged last, or a keyframe. May be asked for again. */
  message(): Uint8Array<ArrayBuffer> {
    const { scene, epoch, history } = this.#broadcast;
    if (this.#epoch !== epoch) this.resync();
    const { frame } = scene;
    if (this.#base && frame.tick - this.#base.frame.tick > history) this.#forget();
    const visible = this.#visible();
    const { bytes, brought } = this.#broadcast.message(this.#base, visible, (text) => this.#known.has(text));
    this.#sent.delete(frame.tick);
    this.#sent.set(frame.tick, { frame, visible, whole: visible === scene.alive, texts: brought });
    for (const tick of this.#sent.keys()) if (frame.tick - tick > history) this.#sent.delete(tick);
    return bytes;
  }

  /** The client has the message of a tick. One that it was not sent, or that is older than what it had, changes nothing. */
  ack(tick: number): void {
    const sent = this.#sent.get(tick);
    if (!sent) return;
    this.#base = sent;
    for (const text of sent.texts) this.#known.add(text);
    for (const older of this.#sent.keys()) if (older <= tick) this.#sent.delete(older);
  }

  /** The client lost its place: it gets a keyframe next. */
  resync(): void {
    this.#epoch = this.#broadcast.epoch;
    this.#sent.clear();
    this.#forget();
  }

  /** A keyframe needs nothing that the client has. */
  #forget(): void {
    this.#base = undefined;
    this.#known = new Set([0]);
  }

  #visible(): Bits {
    const { scene } = this.#broadcast;
    if (this.#now?.frame !== scene.frame) {
      const found = this.#sees(scene, this.#seen);
      const visible = found === scene.alive ? found : withAncestors(scene, found);
      this.#now = { frame: scene.frame, visible };
      this.#seen = visible;
    }
    return this.#now.visible;
  }
}
