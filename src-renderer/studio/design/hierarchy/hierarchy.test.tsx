import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { addTag, addComponent, moveTo, renameTo, setFields } from '../../editor/actions/index.ts';
import { toyProject } from '../../testing/test-editor.ts';
import { bindKeys } from '../../shell/keyboard.ts';
import { renderWith } from '../../testing/render.tsx';
import { Hierarchy } from './hierarchy.tsx';

const row = (name: string) => page.getByRole('treeitem', { name, exact: true });
const names = (): string[] => [...document.querySelectorAll('[role=treeitem]')].map((element) => element.getAttribute('aria-label') ?? '');

describe('the scene tree', () => {
  it('is a tree named Scene whose rows say where they stand', async () => {
    await renderWith(<Hierarchy />);
    await expect.element(page.getByRole('tree', { name: 'Scene' })).toBeVisible();
    const window = row('Window').element();
    expect(['aria-level', 'aria-posinset', 'aria-setsize', 'aria-selected'].map((name) => window.getAttribute(name))).toEqual([
      '2',
      '2',
      '2',
      'false',
    ]);
    expect(row('House').element().getAttribute('aria-expanded')).toBe('true');
    expect(row('Lamp').element().hasAttribute('aria-expanded')).toBe(false);
  });

  it('is walked, folded and extended with the keyboard', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await row('House').click();
    await userEvent.keyboard('{ArrowDown}');
    expect(editor.selection.keys.get()).toEqual(['door']);
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(editor.selection.keys.get()).toEqual(['door', 'window']);
    await userEvent.keyboard('{Home}{ArrowLeft}');
    await expect.poll(names).toEqual(['House', 'Lamp']);
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(editor.selection.keys.get()).toEqual(['door']);
    await userEvent.keyboard('{End}');
    expect(editor.selection.keys.get()).toEqual(['lamp']);
  });

  it('finds by name and by component, with the way to what it found', async () => {
    await renderWith(<Hierarchy />);
    const search = page.getByRole('searchbox', { name: 'Search entities' });
    await search.fill('wind');
    await expect.poll(names).toEqual(['House', 'Window']);
    await search.fill('light');
    await expect.poll(names).toEqual(['Lamp']);
    await search.fill('nothing');
    await expect.element(page.getByText('Nothing here is called “nothing”')).toBeVisible();
  });

  it('with a search on, all is what the search finds, and how many that is is said', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    const stop = bindKeys(editor, window);
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('o');
    await expect.poll(names).toEqual(['House', 'Door', 'Window']);
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('oo');
    await userEvent.click(row('Door'));
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(editor.selection.keys.get()).toEqual(['door']);
    expect(editor.notices.list.get()[0]?.title).toBe('1 entity selected: what the search of the tree finds');
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('');
    await userEvent.click(row('Door'));
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(editor.selection.keys.get()).toHaveLength(4);
    expect(editor.notices.announced.get()).toBe('4 entities selected');
    stop();
  });

  it('renames in place', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await row('Lamp').click();
    await editor.press('F2');
    const field = page.getByRole('textbox', { name: 'Name' });
    await field.fill('Lantern');
    await userEvent.keyboard('{Enter}');
    await expect.element(row('Lantern')).toBeVisible();
    expect(editor.steps.get().undo).toBe('Rename Lamp to Lantern');
  });

  it('puts what is dragged where it is dropped', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await row('Lamp').dropTo(row('Door'));
    await expect.poll(() => editor.level.get()?.entity('lamp').get()?.parent).toBe('door');
  });

  it('shows what others have selected, and hides for this person alone', async () => {
    const { editor, studio } = await renderWith(<Hierarchy />);
    const grace = await studio.join('Grace');
    await grace.openProject('project-supply-chain' as never, 'Toy');
    grace.selection.set(['lamp']);
    await expect.poll(() => row('Lamp').element().querySelectorAll('[style*="background"]').length).toBe(1);
    await row('Lamp').hover();
    await page.getByRole('button', { name: 'Hide Lamp' }).click();
    expect(editor.visibility.hidden.get().has('lamp')).toBe(true);
    expect(grace.visibility.hidden.get().has('lamp')).toBe(false);
  });

  it('keeps few rows in the page however many there are', async () => {
    const entities = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `e${index}`,
        { name: `Crate ${index}`, parent: null, order: `a${String(index).padStart(5, '0')}x`, components: {} },
      ]),
    );
    const level = JSON.stringify({ ...(JSON.parse(toyProject['levels/yard.json'] ?? '') as object), entities });
    const { editor } = await renderWith(<Hierarchy />, { templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': level } } });
    await expect.element(row('Crate 0')).toBeVisible();
    expect(names().length).toBeLessThan(80);
    editor.selection.set(['e4321']);
    await expect.element(row('Crate 4321')).toBeVisible();
    expect(row('Crate 4321').element().getAttribute('aria-selected')).toBe('true');
    expect(names().length).toBeLessThan(80);
    expect(document.querySelectorAll('[role=tree] *').length).toBeLessThan(400);
  });

  it('touches one row for one name, and two for a selection that goes from one to another', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await expect.element(row('Lamp')).toBeVisible();
    const touched = new Set<string>();
    const nameOf = (node: Node): string | null | undefined =>
      (node instanceof Element ? node : node.parentElement)?.closest('[role=treeitem]')?.getAttribute('aria-label');
    const observer = new MutationObserver((records) => records.forEach(({ target }) => touched.add(nameOf(target) ?? 'the tree')));
    observer.observe(document.querySelector('[role=tree]')!, { subtree: true, childList: true, characterData: true, attributes: true });
    editor.selection.set(['door']);
    await expect.element(row('Door')).toHaveAttribute('aria-selected', 'true');
    touched.clear();
    editor.selection.set(['window']);
    await expect.element(row('Window')).toHaveAttribute('aria-selected', 'true');
    expect([...touched].toSorted()).toEqual(['Door', 'Window', 'the tree']);
    touched.clear();
    await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await expect.element(row('Lantern')).toBeVisible();
    expect([...touched]).toEqual(['Lantern']);
    observer.disconnect();
  });

  it('finds by conditions, which stand as chips and can be taken away', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    const search = page.getByRole('searchbox', { name: 'Search entities' });
    await page.getByRole('button', { name: 'How to search' }).click();
    await page.getByRole('button', { name: 'is:hidden What you have hidden' }).click();
    await expect.element(search).toHaveValue('is:hidden');
    await userEvent.keyboard('{Escape}');
    await expect.poll(names).toEqual([]);
    editor.visibility.setHidden(['window', 'lamp'], true);
    await expect.poll(names).toEqual(['House', 'Window', 'Lamp']);
    await search.fill('is:hidden -type:Light');
    await expect.poll(names).toEqual(['House', 'Window']);
    const chips = page.getByRole('list', { name: 'Search for' });
    await chips.getByRole('button', { name: 'Take away is:hidden' }).click();
    await expect.element(search).toHaveValue('-type:Light');
    await search.fill('is:blue');
    await expect.element(chips.getByTitle('Nothing can be is:blue')).toBeVisible();
  });

  it('finds what is tagged', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await editor.do(addTag, { entities: ['window', 'lamp'], text: ' At Night ' });
    const search = page.getByRole('searchbox', { name: 'Search entities' });
    await search.fill('tag:at-night');
    await expect.poll(names).toEqual(['House', 'Window', 'Lamp']);
    await search.fill('tag:at -type:Light');
    await expect.poll(names).toEqual(['House', 'Window']);
  });

  it('marks the rows that have a problem, and finds them', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await editor.do(addComponent, { entities: ['lamp'], component: 'Spawner' });
    await editor.do(setFields, { changes: [{ entity: 'lamp', component: 'Spawner', field: 'prefab', value: 'Nobody' }], what: 'prefab' });
    await editor.until(() => editor.problems.get().some(({ entity }) => entity === 'lamp'));
    await expect.element(row('Lamp').getByRole('img', { name: 'Has an error' })).toBeVisible();
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('has:problem');
    await expect.poll(names).toEqual(['Lamp']);
  });

  it('drags all that is selected, and between rows', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    editor.selection.set(['door', 'window']);
    await row('Window').dropTo(row('Lamp'), { targetPosition: { x: 60, y: 2 } });
    await expect.poll(names).toEqual(['House', 'Door', 'Window', 'Lamp']);
    expect(editor.level.get()?.entity('door').get()?.parent).toBe(null);
    expect(editor.selection.keys.get()).toEqual(['door', 'window']);
    expect(editor.steps.get().steps).toHaveLength(1);
    await row('Window').click();
    expect(editor.selection.keys.get()).toEqual(['window']);
  });

  it('drops nothing into itself, nor into what stands below it', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await row('House').dropTo(row('Door'));
    expect(editor.steps.get().steps).toEqual([]);
  });

  it('moves by the keyboard, and says where to', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    editor.selection.set(['window']);
    await editor.press('Alt+ArrowUp');
    await expect.poll(names).toEqual(['House', 'Window', 'Door', 'Lamp']);
    expect(editor.notices.announced.get()).toBe('Window is 1 of 2 in House');
    await editor.press('Alt+ArrowUp');
    expect(editor.notices.announced.get()).toBe('Window can go no further this way');
    await editor.press('Alt+ArrowLeft');
    await expect.poll(names).toEqual(['House', 'Door', 'Window', 'Lamp']);
    await editor.press('Alt+ArrowDown');
    await expect.poll(names).toEqual(['House', 'Door', 'Lamp', 'Window']);
    await editor.press('Alt+ArrowRight');
    expect(editor.notices.announced.get()).toBe('Window is 1 of 1 in Lamp');
  });

  it('unfolds and folds everything below a row', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await editor.do(moveTo, { entities: ['lamp'], to: { parent: 'door' } });
    await row('House').click();
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    await expect.poll(names).toEqual(['House']);
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(names).toEqual(['House', 'Door', 'Window']);
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
    await expect.poll(names).toEqual(['House', 'Door', 'Lamp', 'Window']);
  });

  it('shows names that are written from right to left in their own direction, whatever stands around them', async () => {
    const { editor } = await renderWith(<Hierarchy />);
    await editor.do(renameTo, { entity: 'lamp', name: 'بيت (2)' });
    const name = row('بيت (2)').element().querySelector('bdi');
    expect(name?.textContent).toBe('بيت (2)');
    expect(getComputedStyle(name!).direction).toBe('rtl');
    expect(getComputedStyle(row('House').element().querySelector('bdi')!).direction).toBe('ltr');
  });

  it('brings into sight what is selected elsewhere, also after an entity was picked here', async () => {
    const entities = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `e${index}`,
        { name: `Crate ${index}`, parent: null, order: `a${String(index).padStart(5, '0')}x`, components: {} },
      ]),
    );
    const level = JSON.stringify({ ...(JSON.parse(toyProject['levels/yard.json'] ?? '') as object), entities });
    const { editor } = await renderWith(<Hierarchy />, { templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': level } } });
    editor.selection.pick({ label: 'Label source', choose: () => {} });
    await row('Crate 1').click();
    expect(editor.selection.keys.get()).toEqual([]);
    editor.selection.set(['e150']);
    await expect.element(row('Crate 150')).toBeVisible();
  });
});
