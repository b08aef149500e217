import { readFileSync } from 'node:fs';
import { NullEngine } from '@babylonjs/core/pure.js';
import { expect, test } from 'vitest';
import { createLevelView, type TextPainter, type ViewLevel } from '../../src-renderer/view/index.ts';

/** As wide as the product's face sets it, near enough. */
const paintText: TextPainter = (lines) => {
  const width = Math.round(Math.max(...lines.map((line) => line.length)) * 23 + 48);
  return { width, height: 64 * lines.length + 16, line: 64, rgba: new Uint8Array(4 * width * (64 * lines.length + 16)) };
};
const tools = { left: 10, top: 10, width: 308, height: 30 };

/** The labels of a template's first level, as its own camera shows them: where each is drawn, in pixels from the top, or that it is not. */
function drawn(template: string, level: string, [width, height]: readonly [number, number]): Map<string, number | undefined> {
  const engine = new NullEngine({
    renderWidth: width,
    renderHeight: height,
    textureSize: 64,
    deterministicLockstep: false,
    lockstepMaxSteps: 1,
  });
  const view = createLevelView(engine, { paintText });
  const { entities, environment } = JSON.parse(
    readFileSync(new URL(`../../samples/${template}/levels/${level}.json`, import.meta.url), 'utf8'),
  ) as ViewLevel;
  view.showLevel({ entities, ...(environment && { environment }) });
  view.keepClear([tools]);
  view.render();
  const labels = view.scene.meshes.filter(({ name }) => name.startsWith('label '));
  const places = labels.map((mesh): [string, number | undefined] => {
    const { x, y, z } = mesh.getAbsolutePosition();
    return [mesh.name.slice('label '.length), mesh.isVisible ? Math.round(view.screenOf([x, y, z])?.y ?? Number.NaN) : undefined];
  });
  view.dispose();
  return new Map(places);
}

const templates = [
  ['supply-chain', 'beer-game'],
  ['sales-force', 'sales-force'],
  ['household-budget', 'household-budget'],
] as const;

const hidden = (labels: ReadonlyMap<string, number | undefined>): string[] =>
  [...labels].filter(([, top]) => top === undefined).map(([key]) => key);

test.each(templates)('%s: every label of the scene is in the picture, beside the others and below the tools', (template, level) => {
  const labels = drawn(template, level, [944, 619]);
  expect(labels.size).toBeGreaterThan(7);
  expect(hidden(labels)).toEqual([]);
  for (const top of labels.values()) expect(top).toBeGreaterThan(tools.top + tools.height);
});

test.each(templates)('%s: in a small picture no label but the name of an account makes way', (template, level) => {
  expect(hidden(drawn(template, level, [763, 392])).filter((key) => !key.endsWith('-name'))).toEqual([]);
});
