import type { Json } from '../json.ts';
import type { Entity } from './entity.ts';
import { entityAt, indexOf, release } from './entity.ts';
import type { Column, Memory } from './memory.ts';
import { clearParent, familyOf } from './parents.ts';
import type { ComponentPlan, FieldPlan } from './plan.ts';
import { CORE } from './plan.ts';
import type { Names } from './values.ts';
import { writeField } from './values.ts';
import { fieldDefault } from './field.ts';

/** Immediate changes of a world's structure. Everything an entity leaves behind is zeroed, so that no history shows. */

/** Whether the entity at an index has the component. */
export const hasComponent = (memory: Memory, index: number, { presence }: ComponentPlan): boolean =>
  (memory.views[presence]![index >>> 5]! & (1 << (index & 31))) !== 0;

/** The columns of a field, one per lane. */
export const lanesOf = (memory: Memory, { sections }: FieldPlan): Column[] => sections.map((section) => memory.views[section]!);

/** Gives an entity its stable key (a string id that no living entity owns). */
export const setKey = (memory: Memory, entity: Entity, key: number): void => {
  memory.keys[indexOf(entity)] = key;
  memory.views[CORE.keyOwner]![key] = entity;
};

/** Ends an entity and everything below it, children before parents. */
export const despawn = (memory: Memory, entity: Entity): void => {
  if (memory.children[indexOf(entity)] === 0) {
    end(memory, indexOf(entity));
    return;
  }
  const family = familyOf(memory, entity, (index) => entityAt(memory, index));
  for (let i = family.length - 1; i >= 0; i--) end(memory, family[i]!);
};

const end = (memory: Memory, index: number): void => {
  const { components } = memory.plan;
  const { views } = memory;
  const word = index >>> 5;
  const bit = 1 << (index & 31);
  for (let i = 0; i < components.length; i++) {
    const component = components[i]!;
    if ((views[component.presence]![word]! & bit) !== 0) clearComponent(memory, index, component);
  }
  clearParent(memory, index);
  const { keys } = memory;
  if (keys[index] !== 0) {
    views[CORE.keyOwner]![keys[index]!] = 0;
    keys[index] = 0;
  }
  release(memory, index);
};

/** Adds a component with its defaults, then writes the given (checked) fields; on an entity that has it, only the latter. */
export const addComponent = (
  memory: Memory,
  index: number,
  component: ComponentPlan,
  value: Readonly<Record<string, Json>> | undefined,
  names: Names,
): void => {
  if (!hasComponent(memory, index, component)) {
    memory.views[component.presence]![index >>> 5]! |= 1 << (index & 31);
    const { defaults, textDefaults } = component;
    for (let i = 0; i < defaults.length; i++) {
      const { section, values } = defaults[i]!;
      const column = memory.views[section]!;
      if (values.length === 1) column[index] = values[0]!;
      else column.set(values, index * values.length);
    }
    for (const field of textDefaults) writeField(field, memory, index, fieldDefault(field.spec), names);
  }
  if (value) writeFields(memory, index, component, value, names);
};

/** Writes checked values into the columns of an entity that has the component. */
export const writeFields = (
  memory: Memory,
  index: number,
  { byName }: ComponentPlan,
  value: Readonly<Record<string, Json>>,
  names: Names,
): void => {
  for (const name of Object.keys(value)) {
    const field = byName.get(name)!;
    writeField(field, memory, index, value[name]!, names);
  }
};

/** Takes a component off an entity that may have it. */
export const removeComponent = (memory: Memory, index: number, component: ComponentPlan): void => {
  if (hasComponent(memory, index, component)) clearComponent(memory, index, component);
};

const clearComponent = ({ views }: Memory, index: number, { presence, sections, widths }: ComponentPlan): void => {
  views[presence]![index >>> 5]! &= ~(1 << (index & 31));
  for (let i = 0; i < sections.length; i++) {
    const column = views[sections[i]!]!;
    const width = widths[i]!;
    if (width === 1) column[index] = 0;
    else column.fill(0, index * width, (index + 1) * width);
  }
};
