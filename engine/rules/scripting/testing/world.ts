/** A small world for tests: entities by key, columns as the arena lays them out, effects applied as a run applies them. */
import type { Json } from '../../../kernel/json.ts';
import { formatDecimal, parseDecimal } from '../../../kernel/math/decimal.ts';
import { KINDS, fieldDefault } from '../../../kernel/world/field.ts';
import type { FieldSpec } from '../../../kernel/world/field.ts';
import type { Fields } from '../../../model/fields.ts';
import type { Lane, ScriptEffect, ScriptWorld, TextKind } from '../world.ts';

const CAPACITY = 64;

const columnOf = (spec: FieldSpec, capacity: number): Lane => {
  const size = capacity * (spec.length ?? 1);
  switch (KINDS[spec.kind].column) {
    case 'u8':
      return new Uint8Array(size);
    case 'u16':
      return new Uint16Array(size);
    case 'i32':
      return new Int32Array(size);
    case 'u32':
      return new Uint32Array(size);
    case 'f32':
      return new Float32Array(size);
    case 'f64':
      return new Float64Array(size);
  }
};

export type Rows = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>;

export class TestWorld implements ScriptWorld {
  tick = 0;
  dt = 1;
  readonly components: ReadonlyMap<string, { fields: Fields }>;
  readonly #keys: (string | undefined)[] = [];
  readonly #texts: string[] = [''];
  readonly #lanes = new Map<string, Lane[]>();
  readonly #has = new Map<string, Set<number>>();

  constructor(components: Readonly<Record<string, Fields>>, rows: Rows, capacity = CAPACITY) {
    this.components = new Map(Object.entries(components).map(([name, fields]) => [name, { fields }]));
    for (const [name, fields] of Object.entries(components)) {
      this.#has.set(name, new Set());
      for (const [field, spec] of Object.entries(fields))
        this.#lanes.set(
          `${name}.${field}`,
          KINDS[spec.kind].lanes.map(() => columnOf(spec, capacity)),
        );
    }
    for (const key of Object.keys(rows)) this.#keys.push(key);
    for (const [key, values] of Object.entries(rows)) this.add(key, values);
  }

  add(key: string, values: Rows[string]): void {
    if (!this.#keys.includes(key)) this.#keys.push(key);
    const index = this.#keys.indexOf(key);
    for (const [component, fields] of Object.entries(values)) {
      this.#has.get(component)!.add(index);
      for (const [field, spec] of Object.entries(this.components.get(component)!.fields))
        this.write(key, component, field, fields[field] ?? fieldDefault(spec));
    }
  }

  remove(key: string, component?: string): void {
    const index = this.#keys.indexOf(key);
    for (const [name, has] of this.#has) if (component === undefined || name === component) has.delete(index);
    if (component === undefined) this.#keys[index] = undefined;
  }

  get time(): number {
    return this.tick * this.dt;
  }

  members(component: string): number[] {
    return [...this.#has.get(component)!].toSorted((a, b) => a - b);
  }

  lanes(component: string, field: string): Lane[] {
    return this.#lanes.get(`${component}.${field}`)!;
  }

  keyOf(index: number): string {
    return this.#keys[index]!;
  }

  text(kind: TextKind, raw: number): string {
    return kind === 'entity' ? (this.#keys[raw - 1] ?? '') : this.#texts[raw]!;
  }

  raw(kind: TextKind, text: string): number | undefined {
    if (kind === 'entity') return text === '' ? 0 : this.#keys.includes(text) ? this.#keys.indexOf(text) + 1 : undefined;
    if (!this.#texts.includes(text)) this.#texts.push(text);
    return this.#texts.indexOf(text);
  }

  write(key: string, component: string, field: string, value: Json): void {
    const spec = this.components.get(component)!.fields[field]!;
    const lanes = this.lanes(component, field);
    const index = this.#keys.indexOf(key);
    const width = spec.length ?? 1;
    for (let k = 0; k < width; k++) {
      const one = spec.length === undefined ? value : (value as Json[])[k]!;
      lanes.forEach((lane, i) => {
        lane[index * width + k] = this.#encode(spec, lanes.length > 1 ? (one as number[])[i]! : one);
      });
    }
  }

  read(key: string, component: string, field: string): Json {
    const spec = this.components.get(component)!.fields[field]!;
    const lanes = this.lanes(component, field);
    const index = this.#keys.indexOf(key);
    const width = spec.length ?? 1;
    const all = Array.from({ length: width }, (_, k) => {
      const values = lanes.map((lane) => this.#decode(spec, lane[index * width + k]!));
      return lanes.length > 1 ? values : values[0]!;
    });
    return spec.length === undefined ? all[0]! : all;
  }

  /** Applies field writes; gives back the other effects. */
  apply(effects: readonly ScriptEffect[]): ScriptEffect[] {
    return effects.filter((effect) => {
      if (effect.kind !== 'column') return true;
      const lane = this.lanes(effect.component, effect.field)[effect.lane]!;
      effect.slots.forEach((slot, i) => {
        lane[slot] = effect.values[i]!;
      });
      return false;
    });
  }

  #encode(spec: FieldSpec, value: Json): number {
    switch (spec.kind) {
      case 'bool':
        return value === true ? 1 : 0;
      case 'enum':
        return spec.options!.indexOf(value as string);
      case 'flags':
        return (value as string[]).reduce((bits, name) => bits | (1 << spec.options!.indexOf(name)), 0);
      case 'string':
      case 'asset':
      case 'entity':
        return this.raw(spec.kind, (value as string | null) ?? '')!;
      case 'color':
        return Number.parseInt((value as string).slice(1), 16);
      case 'decimal':
        return parseDecimal(value as string, spec.scale ?? 2);
      case 'u8':
      case 'u16':
      case 'i32':
      case 'u32':
      case 'f32':
      case 'f64':
      case 'vec2':
      case 'vec3':
      case 'quat':
        return value as number;
    }
  }

  #decode(spec: FieldSpec, n: number): Json {
    switch (spec.kind) {
      case 'bool':
        return n !== 0;
      case 'enum':
        return spec.options![n]!;
      case 'flags':
        return spec.options!.filter((_, bit) => (n & (1 << bit)) !== 0);
      case 'string':
      case 'asset':
        return this.text(spec.kind, n);
      case 'entity':
        return this.text(spec.kind, n) || null;
      case 'color':
        return `#${n.toString(16).padStart(6, '0')}`;
      case 'decimal':
        return formatDecimal(n, spec.scale ?? 2);
      case 'u8':
      case 'u16':
      case 'i32':
      case 'u32':
      case 'f32':
      case 'f64':
      case 'vec2':
      case 'vec3':
      case 'quat':
        return n;
    }
  }
}
