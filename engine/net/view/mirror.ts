import { ByteReader } from '../../kernel/bytes/index.ts';
import type { Entity, WorldLayout } from '../../kernel/index.ts';
import { noBaseline, refusals } from '../refusal.ts';
import type { WireOptions, WirePlan } from '../wire/plan.ts';
import { planWire } from '../wire/plan.ts';
import type { Held, TextBook } from '../wire/read-message.ts';
import { readBody, readHead } from '../wire/read-message.ts';
import { View } from './view.ts';

/** What a message did: who ended, who is out of sight, who came into sight. */
export interface Taken {
  readonly view: View;
  readonly ended: readonly Entity[];
  readonly left: readonly Entity[];
  readonly entered: readonly Entity[];
}

/** Most views that are held for messages to build on. */
const MOST_HELD = 128;

/** A client's side: takes messages and holds what it sees. */
export class Mirror {
  readonly plan: WirePlan;
  readonly #views = new Map<number, View>();
  #book: TextBook = { epoch: -1, texts: new Map() };
  #view: View | undefined;

  constructor(layout: WorldLayout, options?: WireOptions) {
    this.plan = planWire(layout, options);
  }

  /** What is seen now; undefined before the first keyframe. */
  get view(): View | undefined {
    return this.#view;
  }

  /** The tick of the view: what the client acknowledges; -1 before the first. */
  get tick(): number {
    return this.#view?.tick ?? -1;
  }

  /**
   * Takes a message; one that is not newer than the view changes nothing and gives undefined. Throws `net-format`, `net-layout`, `net-baseline`,
   * `net-cut` or `net-value`, and then what is seen and held stays as it was.
   */
  receive(bytes: Uint8Array): Taken | undefined {
    const reader = new ByteReader(bytes, refusals);
    const { tick, base, epoch } = readHead(reader, this.plan);
    if (tick <= this.tick) return undefined;
    const held = base === undefined ? this.#nothing(epoch) : this.#views.get(base)?.held;
    if (!held) throw noBaseline(base ?? 0);
    const message = readBody(reader, this.plan, tick, held, base !== undefined);
    const { book, rows, brought } = message;
    for (const [id, text] of brought) book.texts.set(id, text);
    this.#book = book;
    if (base === undefined) for (const [at, view] of this.#views) if (view.held.book !== book) this.#views.delete(at);
    for (const at of this.#views.keys()) if (at < (base ?? 0) || this.#views.size >= MOST_HELD) this.#views.delete(at);
    const view = new View(tick, this.plan, { rows, book });
    this.#views.set(tick, view);
    this.#view = view;
    const was = (index: number): Entity => held.rows[index]!.entity;
    return {
      view,
      ended: message.ended.map(was),
      left: message.left.map(was),
      entered: message.entered.map((index) => rows[index]!.entity),
    };
  }

  #nothing(epoch: number): Held {
    return { rows: [], book: this.#book.epoch === epoch ? this.#book : { epoch, texts: new Map([[0, '']]) } };
  }
}

/** A client's side of a world of these component types, with the options of the other side. */
export const createMirror = (layout: WorldLayout, options?: WireOptions): Mirror => new Mirror(layout, options);
