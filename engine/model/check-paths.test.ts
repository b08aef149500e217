import { expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { told as problemsOf, type Words } from './testing/told.ts';

/** Warnings, all of them: the level runs all the same. */
const told = (entities: Words): string[][] =>
  problemsOf(entities).map(([code, message, place, severity]) => {
    expect(severity).toBe('warning');
    return [code, message, place];
  });

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
