import { LedgerError } from '../error.ts';
import type { Column, Memory } from './memory.ts';
import { WORD } from './memory.ts';
import type { FieldPlan } from './plan.ts';

/** Finds states that no sequence of checked operations makes: what a system that writes columns directly may have done. */

const refuse = (where: string, message: string): LedgerError =>
  new LedgerError({
    code: 'world-check',
    message: `${where} ${message}.`,
    hint: 'A system wrote a column that its component type does not allow.',
    where,
  });

const valueFault = ({ spec }: FieldPlan, value: number, memory: Memory): string | undefined => {
  switch (spec.kind) {
    case 'f32':
    case 'f64':
    case 'vec2':
    case 'vec3':
    case 'quat':
      return Number.isFinite(value) ? undefined : `is ${value}`;
    case 'decimal':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? undefined
        : `is ${Object.is(value, -0) ? '-0' : value}, not a scaled integer`;
    case 'bool':
      return value <= 1 ? undefined : `is ${value}, not 0 or 1`;
    case 'enum':
      return value < spec.options!.length ? undefined : `is ${value} of ${spec.options!.length} options`;
    case 'flags':
      return spec.options!.length === 32 || value < (1 << spec.options!.length) >>> 0 ? undefined : `has unknown flags ${value}`;
    case 'color':
      return value <= 0xff_ffff ? undefined : `is ${value}, not a color`;
    case 'string':
    case 'asset':
      return value < memory.length('string') ? undefined : `names text ${value} of ${memory.length('string')}`;
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'entity':
      return undefined;
  }
};

const bit = (bits: Column, index: number): boolean => (bits[index >>> 5]! & (1 << (index & 31))) !== 0;

/** Throws `world-check` for the first fault, naming entity, component and field. */
export const checkWorld = (memory: Memory, nameOf: (index: number) => string): void => {
  const high = memory.length('entity');
  const alive = memory.alive;
  let count = 0;
  for (let index = 0; index < high; index++) if (bit(alive, index)) count++;
  if (count !== memory.header[WORD.alive]) throw refuse('The world', `counts ${memory.header[WORD.alive]} entities but has ${count}`);
  for (const component of memory.plan.components) {
    const presence = memory.views[component.presence]!;
    for (let index = 0; index < high; index++) {
      const has = bit(presence, index);
      if (has && !bit(alive, index)) throw refuse(`Index ${index}`, `has ${component.name} but no entity`);
      for (const field of component.fields) {
        for (const section of field.sections) {
          for (let k = index * field.width; k < (index + 1) * field.width; k++) {
            const value = memory.views[section]![k]!;
            const fault = has ? valueFault(field, value, memory) : value === 0 ? undefined : `is ${value} though the entity lacks it`;
            if (fault) throw refuse(`${bit(alive, index) ? nameOf(index) : `Index ${index}`}.${component.name}.${field.name}`, fault);
          }
        }
      }
    }
  }
};
