/** What one transaction may weigh: a room refuses an update that is too big, and everything behind it waits until it is through. */
import type { Json } from '../../kernel/json.ts';
import type { FieldChange, NewEntity } from './edit.ts';

/** Bytes, far below what any room takes at once. */
const heaviest = 1 << 20;

/** Cuts a list into parts of which none weighs more than `most`, unless one thing alone does. */
export function inParts<T>(things: readonly T[], weigh: (thing: T) => number, most = heaviest): T[][] {
  const parts: T[][] = [];
  let weight = Infinity;
  for (const thing of things) {
    const own = weigh(thing);
    if (weight + own > most) {
      parts.push([]);
      weight = 0;
    }
    parts.at(-1)!.push(thing);
    weight += own;
  }
  return parts;
}

/** What a register takes beside its key and its value. */
const around = 16;

/** About how many bytes a value has as an update. */
const weightOfValue = (value: Json): number => (typeof value === 'number' ? 9 : JSON.stringify(value).length);

/** About how many bytes a field has as an update, with the mark that the entity has the component. */
export const weightOfField = ({ entity, component, field, value }: FieldChange): number =>
  2 * (around + entity.length + component.length) + field.length + weightOfValue(value);

/** About how many bytes a register has as an update. */
export const weightOfRegister = (key: string, value: Json | undefined): number =>
  around + key.length + (value === undefined ? 0 : weightOfValue(value));

/** About how many bytes an entity has as an update. */
export function weightOf({ name = '', components = {} }: Partial<Pick<NewEntity, 'name' | 'components'>>): number {
  let weight = 100 + 3 * name.length;
  for (const [component, fields] of Object.entries(components)) {
    weight += around + component.length;
    for (const [field, value] of Object.entries(fields)) weight += around + component.length + field.length + weightOfValue(value);
  }
  return weight;
}
