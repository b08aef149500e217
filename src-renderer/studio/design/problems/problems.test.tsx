import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { setFields } from '../../editor/actions/index.ts';
import { StatusBar } from '../../shell/status-bar/status-bar.tsx';
import { renderWith } from '../../testing/render.tsx';
import { openToyBuild } from '../../testing/toy-build.ts';
import { Problems } from './problems.tsx';

/** Every tick from the third on fails in the same line. */
const failing = async () => {
  const toy = await openToyBuild();
  const createWorld: typeof toy.createWorld = (level, start) => {
    const world = toy.createWorld(level, start);
    const step = world.step.bind(world);
    world.step = (commands, options) => {
      const done = step(commands, options);
      const faults = done.tick >= 3 ? [{ code: 'ERROR', message: 'missing is not defined', file: 'scripts/a.ts', line: 4, column: 3 }] : [];
      return { ...done, faults };
    };
    return world;
  };
  return { ...toy, createWorld };
};

test('what a run has wrong is counted in the status bar, leads to its line, and to the tick when it first happened', async () => {
  const { editor } = await renderWith(
    <>
      <Problems />
      <StatusBar />
    </>,
    { build: failing },
  );
  editor.preview.chooseScenario('slow');
  await editor.preview.run();
  await expect.element(page.getByRole('button', { name: '1 error', exact: false })).toBeVisible();
  await page.getByRole('button', { name: /missing is not defined.*scripts\/a\.ts:4.*Run: first at .*3 of 40.*, 38 times/ }).click();
  expect([editor.place.get(), editor.reveal.get()]).toEqual([{ file: 'scripts/a.ts', line: 4, column: 3 }, 'script']);
  await page.getByRole('button', { name: /^Go to .*3 of 40/ }).click();
  expect([editor.preview.transport.get().tick, editor.reveal.get()]).toEqual([3, 'timeline']);
  editor.preview.stop();
  await expect.element(page.getByRole('contentinfo').getByText('No problems')).toBeVisible();
});

test('two main cameras are told of by name, and either is made the main one in one step', async () => {
  const { editor } = await renderWith(<Problems />);
  await editor.do(editor.actions.get('entity.add.camera')!);
  await editor.do(editor.actions.get('entity.add.camera')!);
  const [second = ''] = editor.selection.keys.get();
  const main = () => editor.level.get()!.entity(second).get()!.components['Camera']!['main'] ?? true;
  await editor.do(setFields, { changes: [{ entity: second, component: 'Camera', field: 'main', value: true }], what: 'Camera.main' });
  await editor.until(() => editor.problems.get().length > 0);
  await expect.element(page.getByText(/^“Camera( 2)?” and “Camera( 2)?” are both the main camera/)).toBeVisible();
  expect(page.getByRole('list').element().textContent).not.toContain(second);
  const { steps } = editor.steps.get();
  await page.getByRole('button', { name: 'Make Camera the main camera' }).click();
  expect([main(), editor.steps.get().steps.length]).toEqual([false, steps.length + 1]);
  await editor.until(() => editor.problems.get().length === 0);
  await editor.press('Mod+Z');
  expect(main()).toBe(true);
});
