/** JSON Schema (draft 2020-12) of project files: what an editor outside the Studio completes and checks by. */
import { LevelFile } from './level.ts';
import { ProjectFile } from './project.ts';
import type { Registry } from './registry.ts';
import { z } from './zod.ts';

type Schema = Record<string, unknown>;

/** Of `ledgerquest.json`. */
export const projectJsonSchema = (): Schema => z.toJSONSchema(ProjectFile, { io: 'input' }) as Schema;

/** Of `levels/*.json`, with the component types that the registry knows. */
export function levelJsonSchema(registry: Registry): Schema {
  const schema = z.toJSONSchema(LevelFile, { io: 'input' }) as unknown as {
    $defs?: Schema;
    properties: { entities: { additionalProperties: { properties: Schema } } };
  } & Schema;
  const { $defs: types } = registry.jsonSchema();
  const components = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      registry.types.map(({ name, help }) => [name, { $ref: `#/$defs/${name}`, ...(help !== undefined && { description: help }) }]),
    ),
  };
  schema.properties.entities.additionalProperties.properties['components'] = components;
  return { ...schema, $defs: { ...schema.$defs, ...types } };
}
