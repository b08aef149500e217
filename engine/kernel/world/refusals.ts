import { LedgerError } from '../error.ts';
import type { Entity } from './entity.ts';
import { generationOf, indexOf } from './entity.ts';
import type { ComponentPlan, FieldPlan, Plan } from './plan.ts';

/** Finds what a caller names, or refuses it with what to do next. */

export const entityGone = (entity: Entity): LedgerError =>
  new LedgerError({
    code: 'entity-gone',
    message: `The entity e:${entity} (index ${indexOf(entity)}, generation ${generationOf(entity)}) does not exist.`,
    hint: 'It was despawned; look it up again by key or query.',
    where: `e:${entity}`,
  });

export const entityUnknown = (key: string): LedgerError =>
  new LedgerError({ code: 'entity-unknown', message: `There is no entity "${key}".`, hint: 'Spawn it first, or use null.', where: key });

export const keyRefused = (key: string): LedgerError =>
  new LedgerError({
    code: 'key-refused',
    message: `An entity's key cannot be "${key}".`,
    hint: 'Keys are not empty and do not begin with "e:".',
  });

export const keyTaken = (key: string): LedgerError =>
  new LedgerError({
    code: 'key-taken',
    message: `There is already an entity "${key}".`,
    hint: 'Give the new one another key, or none.',
    where: key,
  });

export const componentAbsent = (entity: string, component: string): LedgerError =>
  new LedgerError({
    code: 'component-absent',
    message: `The entity "${entity}" has no ${component}.`,
    hint: `Add ${component} to it first.`,
    where: `${entity}.${component}`,
  });

export const findComponent = (plan: Plan, ref: string | number): ComponentPlan => {
  const component = typeof ref === 'number' ? plan.components[ref] : plan.byName.get(ref);
  if (component) return component;
  throw new LedgerError({
    code: 'component-unknown',
    message: `There is no component type "${ref}".`,
    hint: 'Declare it in the project, or correct the name.',
    where: String(ref),
  });
};

export const findField = ({ name: component, byName }: ComponentPlan, name: string): FieldPlan => {
  const field = byName.get(name);
  if (field) return field;
  const fields = [...byName.keys()].join(', ') || 'none';
  throw new LedgerError({
    code: 'field-unknown',
    message: `${component} has no field "${name}".`,
    hint: `Its fields are ${fields}.`,
    where: `${component}.${name}`,
  });
};
