import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { renameTo } from '../../editor/actions/index.ts';
import { toyProject } from '../../testing/test-editor.ts';
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
});
