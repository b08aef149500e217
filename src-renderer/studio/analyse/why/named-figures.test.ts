import { expect, test } from 'vitest';
import { figuresNamed } from './named-figures.ts';

const stage = (order: number, inventory: number) => ({ components: { Stage: { order, inventory, cost: '24.0000' } } });
const entities = new Map<string, { components: Record<string, unknown> }>([
  ['retailer', stage(4, 12)],
  ['wholesaler', stage(9, 12)],
  ['street', { components: { Town: { people: 3 } } }],
]);
const named = (code: string, kpi: string, said?: number | string): string[] =>
  figuresNamed(code, { kpi }, said, entities).map(
    ({ entity, component, field, value }) => `${entity} ${component}.${field} ${JSON.stringify(value)}`,
  );

test('a KPI leads on to the figures that its line names, of the entity in its name', () => {
  expect(named('kpi(`${place}_order`, Stage.order);', 'wholesaler_order', 9)).toEqual(['wholesaler Stage.order 9']);
  expect(named('kpi(`${place}_net`, Stage.inventory - Stage.order);', 'retailer_net', 8)).toEqual([
    'retailer Stage.inventory 12',
    'retailer Stage.order 4',
  ]);
});

test('…else of the only one that has it, else of those that hold the same', () => {
  expect(named("kpi('people', Town.people * 2)", 'people', 6)).toEqual(['street Town.people 3']);
  expect(named("kpi('most', Stage.order)", 'most', 9)).toEqual(['wholesaler Stage.order 9']);
  expect(named("kpi('cost', Stage.cost)", 'cost', '24.00')).toEqual(['retailer Stage.cost "24.0000"', 'wholesaler Stage.cost "24.0000"']);
  expect(named("kpi('sum', Stage.order)", 'sum', 13)).toEqual([]);
});

test('a field leads on to the others of its entity, and not to itself', () => {
  const target = { entity: 'retailer', component: 'Stage', field: 'order' };
  expect(figuresNamed('Stage.order = Stage.inventory - gone.Nothing.here;', target, 4, entities)).toEqual([
    { entity: 'retailer', component: 'Stage', field: 'inventory', value: 12 },
  ]);
});

test('a line that names nothing leads nowhere', () => {
  expect(named("kpi('total_cost', dollars(total));", 'total_cost', '48.00')).toEqual([]);
});
