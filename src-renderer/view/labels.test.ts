import { NullEngine, type TransformNode } from '@babylonjs/core/pure.js';
import { expect, test } from 'vitest';
import empty from '../../samples/empty/levels/first.json';
import household from '../../samples/household-budget/levels/household-budget.json';
import territories from '../../samples/sales-force/levels/sales-force.json';
import harbour from '../../samples/supply-chain/levels/beer-game.json';
import type { TextPainter } from './labels.ts';
import type { ViewEntity, ViewLevel } from './level.ts';
import { createLevelView, type LevelView } from './level-view.ts';

/** As wide as the product's face sets it, near enough. */
const paintText: TextPainter = (lines) => {
  const width = Math.round(Math.max(...lines.map((line) => line.length)) * 23 + 48);
  return { width, height: 64 * lines.length + 16, line: 64, rgba: new Uint8Array(4 * width * (64 * lines.length + 16)) };
};
const tools = { left: 10, top: 10, width: 308, height: 30 };

/** A template's first level, as its own camera shows it, with other entities. */
function open(
  { entities }: object & { entities: object },
  [width, height]: readonly [number, number],
  others: Record<string, ViewEntity> = {},
): LevelView {
  const size = { renderWidth: width, renderHeight: height, textureSize: 64 };
  const view = createLevelView(new NullEngine({ ...size, deterministicLockstep: false, lockstepMaxSteps: 1 }), { paintText });
  view.showLevel({ entities: { ...(entities as ViewLevel['entities']), ...others } });
  view.keepClear([tools]);
  view.render();
  return view;
}

/** Where its labels are drawn, in pixels from the top, or that they are not. */
function drawn(...asked: Parameters<typeof open>): Map<string, number | undefined> {
  const view = open(...asked);
  const labels = view.scene.meshes.filter(({ name }) => name.startsWith('label '));
  const places = labels.map((mesh): [string, number | undefined] => {
    const { x, y, z } = mesh.getAbsolutePosition();
    return [mesh.name.slice('label '.length), mesh.isVisible ? Math.round(view.screenOf([x, y, z])?.y ?? Number.NaN) : undefined];
  });
  view.dispose();
  return new Map(places);
}

const templates = [
  ['the supply chain', harbour],
  ['the sales territory', territories],
  ['the household', household],
] as const;

const hidden = (labels: ReadonlyMap<string, number | undefined>): string[] =>
  [...labels].filter(([, top]) => top === undefined).map(([key]) => key);

test.each(templates)('every label of %s is in the picture, beside the others and below the tools', (_name, level) => {
  const labels = drawn(level, [944, 619]);
  expect(labels.size).toBeGreaterThan(7);
  expect(hidden(labels)).toEqual([]);
  for (const top of labels.values()) expect(top).toBeGreaterThan(tools.top + tools.height);
});

test('where the Playground shows the sales territory no account is called by the name of another', () => {
  const view = open(territories, [760, 760]);
  const names = view.scene.meshes.filter(({ name }) => name.endsWith('-name'));
  const at = (node: (typeof names)[number]['parent'] | (typeof names)[number]) => {
    const { x, y, z } = (node as TransformNode).getAbsolutePosition();
    return view.screenOf([x, y, z])!;
  };
  const things = names.map(({ name, parent }) => ({ name, ...at(parent) }));
  const shown = names.filter(({ isVisible }) => isVisible);
  const readAs = shown.map((mesh) => {
    const { x, y } = at(mesh);
    return things.toSorted((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0]!.name;
  });
  view.dispose();
  expect(shown.length).toBeGreaterThan(15);
  expect(readAs).toEqual(shown.map(({ name }) => name));
});

test.each(templates)('in a small picture of %s no label but the name of an account makes way', (_name, level) => {
  expect(hidden(drawn(level, [763, 392])).filter((key) => !key.endsWith('-name'))).toEqual([]);
});

test('the sign of a short loan has its place in the household as well', () => {
  const { Transform, Household } = household.entities.home.components;
  const home = { ...household.entities.home, components: { Transform, Household: { ...Household, loanShown: 'Short loan $520.00' } } };
  for (const size of [
    [944, 619],
    [763, 392],
  ] as const) {
    const labels = drawn(household, size, { home });
    expect(labels.get('loan-sign')).toBeDefined();
    expect(hidden(labels)).toEqual([]);
  }
});

test('a new label reads well beside a box of a metre in an empty level', () => {
  const label = { name: 'Label', parent: null, components: { Transform: { position: [0, 1.1, 0] }, Label: { text: 'Label' } } };
  const view = open(empty, [944, 619], { label });
  const { minimumWorld, maximumWorld } = view.scene.getMeshByName('label label')!.getBoundingInfo().boundingBox;
  view.dispose();
  expect(maximumWorld.y - minimumWorld.y).toBeGreaterThan(0.25);
  expect(maximumWorld.y - minimumWorld.y, 'less than half of the box').toBeLessThan(0.5);
});
