import { expect, test } from 'vitest';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { renameTo } from '../actions/index.ts';

/** A window whose scene can be looked at, and the pictures that its host was given. */
async function open(role?: 'viewer'): Promise<{ ada: TestEditor; kept: unknown[] }> {
  const kept: unknown[] = [];
  const studio = createTestStudio({ answers: { 'project.keepPicture': (request) => (kept.push(request), {}) } });
  const ada = await studio.join('Ada', role);
  await ada.openProject('project-supply-chain' as never, 'Toy');
  const nothing = (): void => {};
  const look = { position: [0, 0, 1], target: [0, 0, 0] } as never;
  const origin = (): [number, number, number] => [0, 0, 0];
  ada.viewport.set({ frame: nothing, show: nothing, point: origin, landing: origin, look, dropped: () => [], picture: () => '/9j/4AAQ' });
  return { ada, kept };
}
const picture = { project: 'project-supply-chain', jpeg: '/9j/4AAQ' };

test('a picture is kept some time after a level was opened or edited, however much is edited, and when the project is closed', async () => {
  const { ada, kept } = await open();
  ada.clock.pass(20_000);
  await ada.until(() => kept.length > 0);
  expect(kept).toEqual([picture]);
  for (const name of ['Lantern', 'Lamp', 'Light']) {
    await ada.do(renameTo, { entity: 'lamp', name });
    await ada.until(() => ada.sync.get().state === 'saved');
  }
  ada.clock.pass(20_000);
  await ada.until(() => kept.length > 1);
  ada.clock.pass(60_000);
  await ada.closeProject();
  expect(kept).toEqual([picture, picture, picture]);
});

test('a scene of which there is no picture yet is looked at again until there is one', async () => {
  const { ada, kept } = await open();
  const view = ada.viewport.get()!;
  ada.viewport.set({ ...view, picture: () => undefined });
  ada.clock.pass(20_000);
  await Promise.resolve();
  ada.clock.pass(20_000);
  expect(kept).toEqual([]);
  ada.viewport.set(view);
  await Promise.resolve();
  ada.clock.pass(20_000);
  await ada.until(() => kept.length > 0);
  expect(kept).toEqual([picture]);
});

test('who may only look keeps none', async () => {
  const { ada, kept } = await open('viewer');
  ada.clock.pass(60_000);
  await ada.closeProject();
  expect(kept).toEqual([]);
});
