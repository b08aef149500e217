import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { renameTo, setFields } from '../../editor/actions/index.ts';
import { Transport } from '../../shell/top-bar/transport.tsx';
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

test('what a run has wrong is counted in the status bar, leads to its line, and to the moment when it first happened, beside it', async () => {
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
  await page.getByRole('button', { name: /missing is not defined.*scripts\/a\.ts:4.*Run: first at Week 3, 38 times/ }).click();
  expect([editor.place.get(), editor.reveal.get()]).toEqual([{ file: 'scripts/a.ts', line: 4, column: 3 }, 'script']);
  editor.reveal.set(undefined);
  await page.getByRole('button', { name: 'Go to Week 3', exact: true }).click();
  expect([editor.preview.transport.get().tick, editor.reveal.get()]).toEqual([3, undefined]);
  await page.getByRole('button', { name: 'Go to line 4', exact: true }).click();
  expect(editor.reveal.get()).toBe('script');
  editor.preview.stop();
  await expect.element(page.getByRole('contentinfo').getByText('No problems')).toBeVisible();
});

/** No world comes to be: the script fails while it is loaded. */
const broken = async () => {
  const createWorld = (): never => {
    throw Object.assign(new Error('threw {a: 1}'), { code: 'script-load', where: 'scripts/a.ts:2:1' });
  };
  return { ...(await openToyBuild()), createWorld };
};

test('a run that could not begin says so in the transport, and leads to the line, not to a moment that it does not have', async () => {
  const { editor } = await renderWith(
    <>
      <Transport without={() => false} />
      <Problems />
    </>,
    { build: broken },
  );
  const time = page.getByRole('status', { name: 'Time' });
  await expect.element(time).toHaveTextContent('Editing');
  await editor.preview.play();
  await expect.element(time).toHaveTextContent('Did not start');
  await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect.element(page.getByRole('button', { name: /threw \{a: 1\}.*scripts\/a\.ts:2.*before its first tick/ })).toBeVisible();
  expect(
    page
      .getByRole('button', { name: /^Go to/ })
      .elements()
      .map(({ textContent }) => textContent),
  ).toEqual(['Go to line 2']);
  await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
  await editor.until(() => editor.preview.stale.get());
  await expect.element(time).toHaveTextContent('Editing');
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
