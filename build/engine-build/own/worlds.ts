/** Worlds to try systems in: small levels of entities with the components that the systems name, their values drawn from their ranges. */
import type { Json } from '../../../engine/kernel/json.ts';
import { chance, type Chance } from '../../../engine/kernel/testing/chance.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import type { ComponentType } from '../../../engine/model/component.ts';
import { numberBounds, type FieldSpec } from '../../../engine/model/fields.ts';

const entities = 16;
const encoder = new TextEncoder();

/** The files of a project with one level. Entity 0 has every component whole; the others have some, with drawn values. */
export function worldFiles(types: readonly ComponentType[], seed: number): Map<string, Uint8Array> {
  const dice = chance(seed);
  const keys = Array.from({ length: entities }, (_, index) => `e${index.toString().padStart(2, '0')}`);
  const level = {
    format: 1,
    id: 'proof',
    name: 'Proof',
    clock: { kind: 'realtime', hz: 20 },
    scripts: [],
    entities: Object.fromEntries(
      keys.map((key, index) => {
        const has = types.filter(() => index === 0 || dice.next() < 0.75);
        const components = Object.fromEntries(has.map((type) => [type.name, valueOf(type, keys, dice)]));
        return [key, { name: key, parent: null, order: `a${index.toString().padStart(4, '0')}`, components }];
      }),
    ),
  };
  const project = {
    format: 1,
    id: 'proof',
    name: 'Proof',
    levels: ['levels/proof.json'],
    prefabs: { Thing: { components: { Transform: {} } } },
  };
  return new Map([
    ['ledgerquest.json', encoder.encode(prettyJson(project))],
    ['levels/proof.json', encoder.encode(prettyJson(level))],
  ]);
}

/** A value of a component: drawn where its own check takes it, else its defaults. */
function valueOf({ name, fields, schema }: ComponentType, keys: readonly string[], dice: Chance): Record<string, Json> {
  if (name === 'Spawner') return { prefab: 'Thing', every: 1 + dice.below(5) };
  const drawn = Object.fromEntries(Object.entries(fields).map(([field, spec]) => [field, fieldValue(spec, keys, dice)]));
  return schema.safeParse(drawn).success ? drawn : {};
}

const fieldValue = (spec: FieldSpec, keys: readonly string[], dice: Chance): Json =>
  spec.length === undefined ? oneValue(spec, keys, dice) : Array.from({ length: spec.length }, () => oneValue(spec, keys, dice));

function oneValue(spec: FieldSpec, keys: readonly string[], dice: Chance): Json {
  const number = (): number => {
    const { min, max } = numberBounds(spec);
    // Near zero, where values of one field meet: a field without bounds would be drawn from astronomy.
    const [low, high] = [Math.max(min, Math.min(-100, max - 200)), Math.min(max, Math.max(100, min + 200))];
    return low + dice.next() * (high - low);
  };
  switch (spec.kind) {
    case 'bool':
      return dice.next() < 0.5;
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
      return Math.round(number());
    case 'f32':
    case 'f64':
      return Number(number().toFixed(3)) + 0;
    case 'decimal':
      return number()
        .toFixed(spec.scale ?? 2)
        .replace(/^-(0(?:\.0*)?)$/, '$1');
    case 'enum':
      return dice.pick(spec.options ?? ['']);
    case 'flags':
      return (spec.options ?? []).filter(() => dice.next() < 0.5);
    case 'string':
      return dice.pick(['', 'harbour', 'hill', 'rung']);
    case 'entity':
      return dice.pick([null, ...keys]);
    case 'color':
      return dice.pick(['#ffffff', '#336699']);
    case 'vec2':
      return [Number(number().toFixed(2)) + 0, Number(number().toFixed(2)) + 0];
    case 'vec3':
      return [Number(number().toFixed(2)) + 0, Number(number().toFixed(2)) + 0, Number(number().toFixed(2)) + 0];
    case 'quat':
      return dice.pick([
        [0, 0, 0, 1],
        [0, 1, 0, 0],
      ]);
    case 'asset':
      return '';
  }
}
