import { LedgerError } from '../kernel/error.ts';
import type { FieldSpec, Fields } from './fields.ts';
import { fieldSpec, fieldType } from './fields.ts';
import { z } from './zod.ts';

/** A component type, defined once. Validation, JSON Schema, inspector, script typings, column plan and docs all come from it. */
export interface ComponentType<Value = unknown> {
  readonly name: string;
  readonly help?: string;
  readonly fields: Fields;
  /** The whole value: unknown fields refused, absent ones filled with their defaults. */
  readonly schema: z.ZodType<Value>;
  /**
   * Takes part in a world only where the level names it, or the type that is named here, which brings it: every other world is laid out, and
   * hashed, as if there were no such type.
   */
  readonly onDemand?: boolean | string;
}

export interface ComponentOptions {
  /** One sentence for the person who considers adding it. */
  help?: string | undefined;
  /** For types that came after worlds were recorded; by name the type that brings it along. */
  onDemand?: boolean | string | undefined;
}

const COMPONENT_NAME = /^[A-Z][A-Za-z0-9]{0,63}$/;
const FIELD_NAME = /^[a-z][A-Za-z0-9_]{0,63}$/;

const refuse = (name: string, message: string, hint: string): LedgerError =>
  new LedgerError({ code: 'component-type', message: `Component type "${name}": ${message}`, hint, where: name });

const checkNames = (name: string, fields: readonly string[]): void => {
  if (!COMPONENT_NAME.test(name)) throw refuse(name, 'the name is not usable.', 'Begin with a capital letter; letters and digits only.');
  for (const field of fields) {
    if (!FIELD_NAME.test(field))
      throw refuse(name, `the field name "${field}" is not usable.`, 'Begin with a small letter; letters, digits and _ only.');
  }
};

/** Defines a component type from field helpers (`f32`, `vec3`, `decimal`...). Throws `component-type` for unusable names or fields. */
export const defineComponent = <Shape extends Record<string, z.ZodType>>(
  name: string,
  shape: Shape,
  { help, onDemand = false }: ComponentOptions = {},
): ComponentType<z.output<z.ZodObject<Shape>>> => {
  checkNames(name, Object.keys(shape));
  const fields: Record<string, FieldSpec> = {};
  for (const [field, type] of Object.entries(shape)) {
    const spec = fieldSpec(type);
    if (!spec) throw refuse(name, `the field "${field}" was not made by a field helper.`, 'Use the helpers of engine/model/fields.');
    fields[field] = spec;
  }
  const schema = z.strictObject(shape).meta({ title: name, ...(help && { description: help }) });
  return {
    name,
    fields,
    schema: schema as unknown as z.ZodType<z.output<z.ZodObject<Shape>>>,
    ...(help !== undefined && { help }),
    ...(onDemand !== false && { onDemand }),
  };
};

/** Defines a component type from data, as a project declares it. Throws `component-type` or `field-spec`, naming the field. */
export const defineComponentFromData = (name: string, { help, fields }: { help?: string | undefined; fields: Fields }): ComponentType => {
  const shape = Object.entries(fields).map(([field, spec]) => {
    try {
      return [field, fieldType(spec)] as const;
    } catch (error) {
      if (error instanceof LedgerError) throw refuse(name, `field "${field}": ${error.message}`, error.hint ?? '');
      throw error;
    }
  });
  return defineComponent(name, Object.fromEntries(shape), { help });
};
