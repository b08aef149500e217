import type { Entity, Json } from '../../kernel/index.ts';
import { indexOf } from '../../kernel/index.ts';
import type { Row } from '../wire/frame.ts';
import type { WireField, WirePlan } from '../wire/plan.ts';
import type { Held } from '../wire/read-message.ts';
import type { Naming } from '../wire/value.ts';
import { valueOf } from '../wire/value.ts';

/** What a client sees of a world at a tick. It never changes. */
export class View {
  readonly tick: number;
  readonly plan: WirePlan;
  readonly #held: Held;
  readonly #naming: Naming;
  #keys: Map<string, Entity> | undefined;

  constructor(tick: number, plan: WirePlan, held: Held) {
    this.tick = tick;
    this.plan = plan;
    this.#held = held;
    this.#naming = {
      text: (id) => held.book.texts.get(id) ?? '',
      entity: (id) => (this.row(id as Entity) ? this.nameOf(id as Entity) : null),
    };
  }

  /** What this view is made of: what the next message builds on. */
  get held(): Held {
    return this.#held;
  }

  row(entity: Entity): Row | undefined {
    const row = this.#held.rows[indexOf(entity)];
    return row?.entity === entity ? row : undefined;
  }

  /** Who can be seen, ascending by index. */
  entities(): Entity[] {
    return this.#held.rows.flatMap((row) => (row ? [row.entity] : []));
  }

  /** The entity's key, else "e:" and its id. */
  nameOf(entity: Entity): string {
    const key = this.row(entity)?.key ?? 0;
    return key === 0 ? `e:${entity}` : this.#naming.text(key);
  }

  byKey(key: string): Entity | undefined {
    this.#keys ??= new Map(this.entities().map((entity) => [this.nameOf(entity), entity]));
    return this.#keys.get(key);
  }

  parentOf(entity: Entity): Entity | undefined {
    return this.row(entity)?.parent || undefined;
  }

  /** Names of the components that were sent of an entity, sorted. */
  componentsOf(entity: Entity): string[] {
    const row = this.row(entity);
    return row ? this.plan.components.filter(({ id }) => row.parts[id]).map(({ name }) => name) : [];
  }

  /** A component's value as the world would tell it, within the quanta of its fields; undefined where it was not sent. */
  get(entity: Entity, component: string): Record<string, Json> | undefined {
    const plan = this.plan.byName.get(component);
    const lanes = plan && this.row(entity)?.parts[plan.id];
    return lanes && Object.fromEntries(plan.fields.map((field) => [field.name, this.read(field, lanes)]));
  }

  /** A field's value from the lanes of its component. */
  read(field: WireField, lanes: readonly number[]): Json {
    const one = (element: number): Json => {
      const { spec, codec, per, first, lanes: size } = field;
      const at = first + element * size;
      if (spec.kind !== 'vec2' && spec.kind !== 'vec3') return valueOf(spec, codec, per, lanes, at, this.#naming);
      const parts = spec.kind === 'vec2' ? 2 : 3;
      return Array.from({ length: parts }, (_, part) => valueOf(spec, codec, per, lanes, at + (part * size) / parts, this.#naming));
    };
    return field.spec.length === undefined ? one(0) : Array.from({ length: field.width }, (_, element) => one(element));
  }
}
