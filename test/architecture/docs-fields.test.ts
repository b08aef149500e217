/** The tables of fields in the documentation are what the component definitions say, row by row. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComponentType } from '../../engine/model/component.ts';
import { Character } from '../../engine/model/components/character.ts';
import { Collider } from '../../engine/model/components/collider.ts';
import { Joint } from '../../engine/model/components/joint.ts';
import { NavAgent } from '../../engine/model/components/nav-agent.ts';
import { NavObstacle } from '../../engine/model/components/nav-obstacle.ts';
import { NavRegion } from '../../engine/model/components/nav-region.ts';
import { Path } from '../../engine/model/components/path.ts';
import { PathFollower } from '../../engine/model/components/path-follower.ts';
import { RigidBody } from '../../engine/model/components/rigid-body.ts';
import { fieldDefault, numberBounds, type FieldSpec } from '../../engine/model/fields.ts';
import { builtinBackends, PhysicsSettings } from '../../engine/model/physics.ts';

const textOf = (page: string): string => readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8');

/** The rows of the table below a heading of a page, without its head. */
const rowsBelow = (heading: string, page = 'physics.md'): string[] => {
  const section = textOf(page).split(`\n### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
  return section.split('\n').filter((line) => line.startsWith('| `'));
};

const kinds: Partial<Record<FieldSpec['kind'], string>> = {
  bool: 'true or false',
  entity: 'an entity',
  enum: 'one word',
  f32: 'number',
  f64: 'number',
  string: 'a text',
  u16: 'whole number',
  vec3: '3 numbers',
};

function range(spec: FieldSpec): string {
  if (spec.kind === 'enum') return (spec.options ?? []).join(', ');
  if (spec.kind === 'bool' || spec.kind === 'entity' || spec.kind === 'string') return '';
  const { min, max } = numberBounds(spec);
  if (Math.abs(min) > 1e15) return 'any';
  return max > 1e15 ? `${min} or more` : `${min} to ${max}`;
}

const rowsOf = ({ fields }: ComponentType): string[] =>
  Object.entries(fields).map(([name, spec]) =>
    `| \`${name}\` | ${kinds[spec.kind]} | ${spec.unit ?? ''} | ${range(spec)} | ${JSON.stringify(fieldDefault(spec)).replaceAll('"', '')} | ${spec.help ?? ''} |`.replaceAll(
      /\| +(?=\|)/g,
      '| ',
    ),
  );

test.each([RigidBody, Collider, Joint, Character] as ComponentType[])('docs/physics.md lists the fields of $name', (type) => {
  expect(rowsBelow(type.name)).toEqual(rowsOf(type));
});

test.each([Path, PathFollower, NavRegion, NavObstacle, NavAgent] as ComponentType[])('docs/ways.md lists the fields of $name', (type) => {
  expect(rowsBelow(type.name, 'ways.md')).toEqual(rowsOf(type));
});

test('docs/physics.md lists the settings of a level', () => {
  const { backend, gravity, substeps } = PhysicsSettings.shape;
  const axis = gravity.unwrap().def.items[0];
  const { minValue, maxValue } = substeps.unwrap();
  const defaults = PhysicsSettings.parse({});
  expect(Object.keys(PhysicsSettings.shape)).toEqual(['backend', 'gravity', 'substeps']);
  expect(backend.unwrap().safeParse('rapier').success).toBe(true);
  const [first, second, third, ...more] = rowsBelow('Settings of a level');
  expect(more).toEqual([]);
  expect(first).toContain(`| \`backend\` | one word | | ${builtinBackends.map(({ name }) => name).join(', ')}, `);
  expect(first).toContain(`| ${defaults.backend} |`);
  expect(second).toContain(
    `| \`gravity\` | 3 numbers | m/s² | ${axis.minValue} to ${axis.maxValue} | ${JSON.stringify(defaults.gravity)} |`,
  );
  expect(third).toContain(`| \`substeps\` | whole number | | ${minValue} to ${maxValue} | ${defaults.substeps} |`);
});
