import { LedgerError } from '../kernel/error.ts';
import { compareText } from '../kernel/json.ts';
import { layoutHashOf } from '../kernel/world/plan.ts';
import type { ComponentType } from './component.ts';
import { z } from './zod.ts';

/** The component types of one world. Their order, and with it the world's layout, depends on names only. */
export interface Registry {
  /** Sorted by name. */
  readonly types: readonly ComponentType[];
  /** SHA-256 (hex) of the canonical layout: two registries with equal hashes lay out equal worlds. */
  readonly layoutHash: string;
  get(name: string): ComponentType | undefined;
  /** One JSON Schema (draft 2020-12) with a definition per component type; each field carries its FieldSpec as `field`. */
  jsonSchema(): { $schema: string; $defs: Record<string, unknown> };
}

/** Makes a registry. Throws `component-type` where two types share a name. */
export const createRegistry = (types: readonly ComponentType[]): Registry => {
  const sorted = [...types].sort((a, b) => compareText(a.name, b.name));
  const byName = new Map<string, ComponentType>();
  for (const type of sorted) {
    if (byName.has(type.name)) {
      throw new LedgerError({
        code: 'component-type',
        message: `There are two component types named "${type.name}".`,
        hint: 'Rename one; built-in names are taken.',
        where: type.name,
      });
    }
    byName.set(type.name, type);
  }
  return {
    types: sorted,
    layoutHash: layoutHashOf(sorted),
    get: (name) => byName.get(name),
    jsonSchema: () => ({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: Object.fromEntries(sorted.map(({ name, schema }) => [name, definition(schema)])),
    }),
  };
};

const definition = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  return rest;
};
