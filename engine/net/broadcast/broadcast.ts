import type { Arena, WorldLayout } from '../../kernel/index.ts';
import { LedgerError } from '../../kernel/index.ts';
import { Capture } from '../wire/capture.ts';
import type { Delta } from '../wire/delta.ts';
import { Encoder } from '../wire/delta.ts';
import type { Bits, Frame } from '../wire/frame.ts';
import type { Told } from '../wire/message.ts';
import { MessageWriter } from '../wire/message.ts';
import type { WireOptions, WirePlan } from '../wire/plan.ts';
import { planWire } from '../wire/plan.ts';
import { WireTexts } from '../wire/texts.ts';
import type { Interest } from './interest.ts';
import { everything } from './interest.ts';
import { Scene } from './scene.ts';
import { Viewer } from './viewer.ts';

export interface BroadcastOptions extends WireOptions {
  /** Ticks that a client's acknowledgement may lie back before it gets a keyframe; 64 without it. */
  readonly history?: number | undefined;
  /** Texts after which they are numbered anew and everybody gets a keyframe; 65,536 without it. */
  readonly texts?: number | undefined;
}

/** A world's side: takes it in once per tick, encodes what changed once per baseline, and gives every client its message. */
export class Broadcast {
  readonly plan: WirePlan;
  readonly history: number;
  readonly #mostTexts: number;
  #texts = new WireTexts();
  #capture: Capture;
  #encoder: Encoder;
  #writer: MessageWriter;
  #scene: Scene | undefined;
  #epoch = 0;
  readonly #deltas = new Map<Frame, Delta>();
  /** Messages of this tick to those who see everything, by what they build on. */
  readonly #wholes = new Map<Frame | undefined, Told>();

  constructor(layout: WorldLayout, options: BroadcastOptions = {}) {
    this.plan = planWire(layout, options);
    this.history = options.history ?? 64;
    this.#mostTexts = options.texts ?? 65_536;
    this.#capture = new Capture(this.plan, this.#texts);
    this.#encoder = new Encoder(this.plan);
    this.#writer = new MessageWriter(this.#encoder);
  }

  /** Takes the world as it is, after a tick; between systems, and once per tick. */
  capture(arena: Arena): void {
    if (this.#texts.count > this.#mostTexts || this.#encoder.patterns.count > this.#mostTexts) this.#renew();
    this.#deltas.clear();
    this.#wholes.clear();
    this.#scene = new Scene(this.#capture.take(arena), this.plan);
  }

  /** A client that joins. Its first message is a keyframe. */
  connect(sees: Interest = everything): Viewer {
    return new Viewer(this, sees);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The world at the last capture. Throws `net-capture` before the first. */
  get scene(): Scene {
    if (!this.#scene)
      throw new LedgerError({
        code: 'net-capture',
        message: 'There is no tick to tell of.',
        hint: 'Call capture(arena) after the tick first.',
      });
    return this.#scene;
  }

  /** A client's message. Those who see everything, build on the same state and have the same texts share one. */
  message(base: { frame: Frame; visible: Bits; whole: boolean } | undefined, visible: Bits, knows: (text: number) => boolean): Told {
    const { frame, alive } = this.scene;
    const whole = visible === alive && (!base || base.whole);
    const made = whole ? this.#wholes.get(base?.frame) : undefined;
    if (made && fits(made, knows)) return made;
    const told = base && { frame: base.frame, visible: base.visible, delta: this.#delta(base.frame) };
    const message = this.#writer.write({ frame, visible, base: told, texts: this.#texts, epoch: this.#epoch, knows });
    if (whole) this.#wholes.set(base?.frame, message);
    return message;
  }

  #delta(base: Frame): Delta {
    let delta = this.#deltas.get(base);
    if (!delta) this.#deltas.set(base, (delta = this.#encoder.delta(base, this.scene.frame)));
    return delta;
  }

  /** Numbers texts and patterns anew: everybody gets a keyframe. */
  #renew(): void {
    this.#epoch++;
    this.#texts = new WireTexts();
    this.#capture = new Capture(this.plan, this.#texts);
    this.#encoder = new Encoder(this.plan);
    this.#writer = new MessageWriter(this.#encoder);
  }
}

/** Whether a message brings exactly those texts that a client lacks. */
const fits = ({ needed, brought }: Told, knows: (text: number) => boolean): boolean => {
  for (const id of needed) if (knows(id) === brought.has(id)) return false;
  return true;
};

/** A world's side for a world of these component types. Throws `net-components` and `net-quantum`. */
export const createBroadcast = (layout: WorldLayout, options?: BroadcastOptions): Broadcast => new Broadcast(layout, options);
