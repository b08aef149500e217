import { expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { prettyJson } from './canonical.ts';
import { compileLevel } from './compile.ts';

type Words = Record<string, { parent?: string; components: Record<string, Record<string, Json>> }>;

/** What is told of a level of these entities: code, message and place. */
function told(entities: Words): [code: string, message: string, place: string][] {
  const files = {
    'ledgerquest.json': { format: 1, id: 'test', name: 'Test', levels: ['levels/test.json'] },
    'levels/test.json': {
      format: 1,
      id: 'test',
      name: 'Test',
      clock: { kind: 'realtime', hz: 20 },
      scripts: [],
      entities: Object.fromEntries(
        Object.entries(entities).map(([key, { parent = null, components }]) => [key, { name: key, parent, order: 'a0', components }]),
      ),
    },
  };
  const bytes = new Map(Object.entries(files).map(([path, value]) => [path, new TextEncoder().encode(prettyJson(value))]));
  const { ok, problems } = compileLevel(bytes, undefined, { strip: (code) => ({ code }) });
  expect(ok, 'the level runs all the same').toBe(true);
  return problems.map(({ severity, code, message, entity, component, field }) => {
    expect(severity).toBe('warning');
    return [code, message, [entity, component, field].filter(Boolean).join('.')];
  });
}

const point = { parent: 'path', components: { Transform: {} } };

test('a path that has fewer than two points is told of, and one that has them is not', () => {
  const path = { components: { Path: {} } };
  expect(told({ path })).toEqual([['short-path', 'Entity path is a path and has no points: nobody moves along it.', 'path.Path']]);
  expect(told({ path, one: point, sign: { parent: 'path', components: { Label: {} } } })).toEqual([
    ['short-path', 'Entity path is a path and has only one point: nobody moves along it.', 'path.Path'],
  ]);
  expect(told({ path, one: point, two: point })).toEqual([]);
});

test('who follows no path, cannot be moved or is pushed by physics is told of', () => {
  const path = { path: { components: { Path: {} } }, one: point, two: point };
  const follows = (components: Record<string, Record<string, Json>>, followed: string | null = 'path') =>
    told({ ...path, cart: { components: { PathFollower: { path: followed }, ...components } } });
  expect(follows({ Transform: {} })).toEqual([]);
  expect(follows({ Transform: {} }, null)).toEqual([['no-path', 'Entity cart follows no path.', 'cart.PathFollower.path']]);
  expect(follows({ Transform: {} }, 'one')).toEqual([
    ['no-path', 'Entity cart follows Entity one, which is no path: it stays where it is.', 'cart.PathFollower.path'],
  ]);
  expect(follows({})).toEqual([['unplaced-follower', 'Entity cart follows a path and has no Transform to move.', 'cart.PathFollower']]);
  const body = (kind: string) => follows({ Transform: {}, Collider: {}, RigidBody: { kind } });
  expect(body('dynamic')).toEqual([
    ['pushed-follower', 'Entity cart follows a path and is a body that physics moves: the path does not move it.', 'cart.PathFollower'],
  ]);
  expect(body('kinematic')).toEqual([]);
});
