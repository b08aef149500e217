import { expect, test } from 'vitest';
import { componentTypes } from './component-types.ts';
import { levelJsonSchema, projectJsonSchema } from './json-schema.ts';
import { createRegistry } from './registry.ts';

const schema = levelJsonSchema(createRegistry(componentTypes({ Till: { fields: { cash: { kind: 'decimal', scale: 2 } } } })));

test('the schema of a level knows the component types of engine and project, and no others', () => {
  const { components } = (
    schema as never as {
      properties: {
        entities: { additionalProperties: { properties: { components: { properties: object; additionalProperties: boolean } } } };
      };
    }
  ).properties.entities.additionalProperties.properties;
  expect(components.properties).toMatchObject({ Till: { $ref: '#/$defs/Till' }, Transform: { $ref: '#/$defs/Transform' } });
  expect(components.additionalProperties).toBe(false);
});

test('every reference leads somewhere', () => {
  for (const document of [schema, projectJsonSchema()]) {
    const defs = Object.keys((document['$defs'] ?? {}) as object);
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/\$defs\/([^"]+)"/g)) expect(defs).toContain(name);
  }
});

test('the schema of a project names its parts', () => {
  expect(Object.keys((projectJsonSchema() as { properties: object }).properties).toSorted((a, b) => a.localeCompare(b, 'en'))).toEqual([
    'assets',
    'charts',
    'commands',
    'components',
    'description',
    'engine',
    'format',
    'id',
    'kpis',
    'levels',
    'machines',
    'materials',
    'name',
    'parameters',
    'prefabs',
    'scenarios',
  ]);
});
