import { expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { told } from './testing/told.ts';

type Components = Record<string, Record<string, Json>>;
const region = (values: Record<string, Json> = {}, at: number[] = [0, 0, 0]) => ({
  components: { Transform: { position: at }, NavRegion: values } as Components,
});
const agent = (at: number[], more: Components = {}) => ({
  components: { Transform: { position: at }, NavAgent: {}, ...more } as Components,
});

test('a nav region with more cells than may be is refused, and how many it has is said', () => {
  expect(told({ ground: region({ size: [60, 2, 60], cell: 0.2 }) })).toEqual([
    ['too-many-cells', 'Entity ground has 300 times 300 cells; a nav region may have 65536.', 'ground.NavRegion.cell', 'error'],
  ]);
  expect(told({ ground: region({ size: [51.2, 2, 51.2], cell: 0.2 }) })).toEqual([]);
  expect(told({ ground: { components: { NavRegion: {} } } })).toEqual([
    ['unplaced-region', 'Entity ground is a nav region and has no Transform: it is nowhere.', 'ground.NavRegion', 'warning'],
  ]);
});

test('an agent that stands on no region, cannot be moved or is pushed by physics is told of', () => {
  const ground = region({}, [20, 0, 0]);
  const cart = { components: { Transform: { position: [20, 0, 0], rotation: [0, Math.SQRT1_2, 0, Math.SQRT1_2] } } };
  expect(told({ ground, ann: agent([24, 0, 0]), rider: { ...agent([0, 0, 4]), parent: 'cart' }, cart })).toEqual([]);
  expect(told({ ground, ann: agent([26, 0, 0]) })).toEqual([
    ['agent-off-ground', 'Entity ann is to find its way and stands on no nav region.', 'ann.NavAgent', 'warning'],
  ]);
  expect(told({ ann: agent([0, 0, 0]) })).toEqual([
    ['agent-off-ground', 'Entity ann is to find its way, and the level has no nav region.', 'ann.NavAgent', 'warning'],
  ]);
  expect(told({ ground, ann: { components: { NavAgent: {} } } }).map(([code]) => code)).toEqual(['unplaced-agent']);
  const body = (kind: string) => told({ ground, ann: agent([20, 0, 0], { RigidBody: { kind }, Collider: {} }) }).map(([code]) => code);
  expect([body('dynamic'), body('kinematic')]).toEqual([['pushed-agent'], []]);
});
