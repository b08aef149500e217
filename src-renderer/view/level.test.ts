import { describe, expect, test } from 'vitest';
import { LevelState } from './level.ts';

const state = (): LevelState => {
  const made = new LevelState();
  made.show({ entities: { shop: { name: 'Shop', parent: null, components: { Stage: { inventory: 12, cost: '46.00' } } } } });
  return made;
};

describe('the level as the view keeps it', () => {
  test('fills labels from fields, name and tick, and shows a dash for what is not there', () => {
    const level = state();
    level.tick = 7;
    expect(level.fill('{name}, week {tick}: {Stage.inventory} cases, ${Stage.cost}, {Stage.none} {Nothing.at}', 'shop')).toBe(
      'Shop, week 7: 12 cases, $46.00, – –',
    );
  });

  test('writes numbers in labels as figures, and money behind a $ with its sign before it', () => {
    const level = state();
    level.apply({ entity: 'shop', component: 'Stage', value: { sold: 12000, cost: '-1234.50', share: 1 / 3, code: '007', whole: '3800' } });
    expect(level.fill('{Stage.sold} · ${Stage.cost} · {Stage.share} · {Stage.code} · ${Stage.whole} · {Stage.cost}', 'shop')).toBe(
      '12,000 · −$1,234.50 · 0.333 · 007 · $3,800 · −1,234.50',
    );
  });

  test('takes changes, new entities and departures', () => {
    const level = state();
    expect(level.apply({ entity: 'shop', component: 'Stage', value: { inventory: 3 } })).toBe(true);
    expect(level.read('shop', 'Stage.inventory')).toBe(3);
    expect(level.apply({ entity: 'van', component: 'Transform', value: { position: [1, 0, 0] } })).toBe(true);
    expect(level.apply({ entity: 'van', component: '', value: null })).toBe(true);
    expect(level.entities.has('van')).toBe(false);
    expect(level.apply({ entity: 'van', component: 'Transform', value: null })).toBe(false);
  });

  test('has who comes below their parent, and keeps them there when they change', () => {
    const level = new LevelState();
    level.apply({ entity: 'car/wheel', component: '', value: {}, parent: 'car' });
    level.apply({ entity: 'car/wheel', component: 'Shape', value: { kind: 'cylinder' } });
    expect(level.entities.get('car/wheel')).toEqual({ name: 'car/wheel', parent: 'car', components: { Shape: { kind: 'cylinder' } } });
  });
});
