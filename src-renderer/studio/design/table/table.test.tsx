import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { undo } from '../../editor/actions/index.ts';
import { renderWith } from '../../testing/render.tsx';
import { toyProject } from '../../testing/test-editor.ts';
import { tableOf } from './table-state.ts';
import { TablePanel } from './table.tsx';

/** A yard with three lamps. */
const entities = {
  house: { name: 'House', parent: null, order: 'a0', components: { Transform: {}, Shape: { kind: 'box' } } },
  lamp1: { name: 'Lamp 1', parent: null, order: 'a1', components: { Transform: {}, Light: { intensity: 3 } } },
  lamp2: { name: 'Lamp 2', parent: null, order: 'a2', components: { Transform: {}, Light: { intensity: 1 } } },
  lamp3: { name: 'Lamp 3', parent: null, order: 'a3', components: { Transform: {}, Light: { intensity: 2 } } },
};
const withEntities = (own: object): Parameters<typeof renderWith>[1] => {
  const level = JSON.stringify({ ...(JSON.parse(toyProject['levels/yard.json']!) as object), entities: own });
  return { templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': level } } };
};

const cell = (name: string, column: number) => page.getByRole('row', { name }).getByRole('gridcell').nth(column);
const names = (): string[] =>
  [...document.querySelectorAll('[role=row] [aria-colindex="1"][role=gridcell]')].map(({ textContent }) => textContent);
const heading = (name: string) => page.getByRole('columnheader', { name, exact: true });

/** The table of the lamps with their intensity, which is its second column. */
async function lamps(role?: 'viewer') {
  const rendered = await renderWith(<TablePanel />, withEntities(entities), role);
  const table = tableOf(rendered.editor);
  table.query.set('type:Light');
  table.columns.set(['Light.intensity']);
  await expect.element(cell('Lamp 3', 1)).toHaveTextContent('2');
  const intensities = (): unknown[] =>
    ['lamp1', 'lamp2', 'lamp3'].map((key) => rendered.editor.level.get()?.entity(key).get()?.components['Light']?.['intensity']);
  return { ...rendered, intensities };
}

describe('the table of entities', () => {
  it('is a grid whose rows are what the search finds, with the columns of the components that it names', async () => {
    const { editor } = await renderWith(<TablePanel />, withEntities(entities));
    const grid = page.getByRole('grid', { name: 'Entities' });
    await expect.element(grid).toHaveAttribute('aria-rowcount', '5');
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('type:Light');
    await expect.poll(names).toEqual(['Lamp 1', 'Lamp 2', 'Lamp 3']);
    await expect.element(heading('Light · Intensity')).toHaveAttribute('aria-sort', 'none');
    const headings = (): string[] => [...document.querySelectorAll('[role=columnheader]')].map(({ textContent }) => textContent);
    expect(
      headings()
        .slice(2)
        .every((title) => title.startsWith('Light')),
    ).toBe(true);
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('');
    await expect.poll(headings).toContain('Transform · Position (m)');
    expect(headings()).not.toContain('Shape · Kind');
    editor.selection.set(['lamp2']);
    await expect.element(page.getByRole('row', { name: 'Lamp 2' })).toHaveAttribute('aria-selected', 'true');
  });

  it('is edited with the keyboard: typing replaces, numbers are computed, each edit is one step', async () => {
    const { editor, intensities } = await lamps();
    await cell('Lamp 1', 1).click();
    expect(editor.selection.keys.get()).toEqual(['lamp1']);
    await userEvent.keyboard('2*4{Enter}');
    expect(intensities()).toEqual([8, 1, 2]);
    await userEvent.keyboard('{Enter}');
    const input = page.getByRole('textbox', { name: 'Lamp 2, Light · Intensity' });
    await input.fill('much');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Found “much”; expected a number from 0 to 20.');
    await userEvent.keyboard('{Escape}{F2}+=1,5{Control>}{Enter}{/Control}');
    expect(intensities()).toEqual([8, 2.5, 2]);
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}*=2{Control>}{Enter}{/Control}');
    expect(intensities()).toEqual([8, 5, 4]);
    expect(editor.steps.get().steps).toHaveLength(3);
    expect(editor.steps.get().undo).toBe('Set Light.intensity of 2 entities');
  });

  it('takes what a spreadsheet copied as one step, or nothing of it and says why', async () => {
    const { editor, intensities } = await lamps();
    await cell('Lamp 1', 1).click();
    editor.clipboardText.push('7\r\n8,5\r\n9\r\n');
    await userEvent.keyboard('{Control>}v{/Control}');
    await expect.poll(intensities).toEqual([7, 8.5, 9]);
    expect(editor.steps.get().undo).toBe('Paste 3 cells');
    await expect.poll(() => document.querySelectorAll('[role=gridcell][aria-selected=true]').length).toBe(3);
    await editor.do(undo);
    expect(intensities()).toEqual([3, 1, 2]);
    editor.clipboardText.push('7\n#DIV/0!\n9\n');
    await userEvent.keyboard('{Control>}v{/Control}');
    await editor.until(() => editor.notices.list.get().length > 0);
    expect(editor.notices.list.get().at(-1)?.text).toContain('Lamp 2, Light · Intensity: Found “#DIV/0!”; expected a number from 0 to 20.');
    expect(intensities()).toEqual([3, 1, 2]);
  });

  it('copies what is chosen as a spreadsheet takes it, fills down and resets', async () => {
    const { editor, intensities } = await lamps();
    await cell('Lamp 1', 0).click();
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowDown}{/Shift}{Control>}c{/Control}');
    await expect.poll(() => editor.clipboardText.at(-1)).toBe('Lamp 1\t3\nLamp 2\t1');
    await cell('Lamp 1', 1).click();
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Control>}d{/Control}');
    expect(intensities()).toEqual([3, 3, 3]);
    await userEvent.keyboard('{Delete}');
    expect(intensities()).toEqual([1, 1, 1]);
    expect(editor.level.get()?.size.get()).toBe(4);
    expect(editor.steps.get().steps).toHaveLength(2);
  });

  it('is sorted by a heading, by press and by key, and stays so while one edits', async () => {
    await lamps();
    await heading('Light · Intensity').click();
    await expect.poll(names).toEqual(['Lamp 2', 'Lamp 3', 'Lamp 1']);
    await expect.element(heading('Light · Intensity')).toHaveAttribute('aria-sort', 'ascending');
    await cell('Lamp 2', 1).click();
    await userEvent.keyboard('9{Enter}');
    expect(names()).toEqual(['Lamp 2', 'Lamp 3', 'Lamp 1']);
    await userEvent.keyboard('{Control>}{ArrowUp}{/Control}{ArrowUp}{Enter}');
    await expect.poll(names).toEqual(['Lamp 2', 'Lamp 1', 'Lamp 3']);
  });

  it('leaves what is locked as it is, and says so', async () => {
    const { editor, intensities } = await lamps();
    editor.visibility.setLocked(['lamp1'], true);
    await cell('Lamp 1', 1).click();
    await userEvent.keyboard('5');
    expect(editor.notices.list.get().at(-1)?.text).toContain('Lamp 1 is locked');
    expect(document.querySelector('[role=grid] input')).toBe(null);
    expect(intensities()).toEqual([3, 1, 2]);
  });

  it('lets nobody write who may only look, and says so', async () => {
    const { editor, intensities } = await lamps('viewer');
    await cell('Lamp 1', 1).click();
    await userEvent.keyboard('5{Delete}');
    expect(editor.notices.list.get().at(-1)?.title).toBe('Nothing was changed');
    expect(intensities()).toEqual([3, 1, 2]);
  });

  it('shows what only a newer version knows, and what an entity does not have, and lets nobody write there', async () => {
    const odd = {
      ...entities,
      gate: { name: 'Gate', parent: null, order: 'a4', components: { Transform: {}, Teleporter: { to: 'moon' } } },
    };
    const { editor } = await renderWith(<TablePanel />, withEntities(odd));
    tableOf(editor).columns.set(['Teleporter', 'Light.intensity']);
    const said = (): string | undefined => editor.notices.list.get().at(-1)?.text;
    await expect.element(heading('Teleporter')).toBeVisible();
    await page.getByRole('gridcell', { name: '{"to":"moon"}' }).click();
    await userEvent.keyboard('x');
    expect(said()).toContain('This project does not know Teleporter');
    await cell('House', 1).click();
    await userEvent.keyboard('3');
    expect(said()).toContain('House has no Light');
    expect(
      page
        .getByRole('gridcell')
        .elements()
        .filter((one) => one.ariaReadOnly === 'true'),
    ).toHaveLength(7);
  });

  it('has the columns that one chooses, single ones or all of a component, until one leaves it to the search', async () => {
    const { editor } = await renderWith(<TablePanel />, withEntities(entities));
    const chosen = (): readonly string[] | undefined => tableOf(editor).columns.get();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'All of Transform' }).click();
    await page.getByRole('checkbox', { name: 'Tags' }).click();
    expect(chosen()?.filter((id) => id === 'tags' || id.startsWith('Transform'))).toEqual([]);
    await page.getByRole('checkbox', { name: 'Position' }).click();
    await expect.element(heading('Transform · Position (m)')).toBeVisible();
    await page.getByRole('button', { name: 'Choose by the search' }).click();
    expect(chosen()).toBe(undefined);
  });

  it('keeps what one writes while one scrolls far away', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [
        `e${at}`,
        { name: `Crate ${at}`, parent: null, order: `a${String(at).padStart(5, '0')}x`, components: {} },
      ]),
    );
    const { editor } = await renderWith(<TablePanel />, withEntities(many));
    await cell('Crate 0', 0).click();
    await userEvent.keyboard('Box');
    page.getByRole('grid').element().scrollTop = 5000;
    await expect.element(cell('Crate 210', 0)).toBeVisible();
    await userEvent.keyboard('es{Enter}');
    expect(editor.level.get()?.entity('e0').get()?.name).toBe('Boxes');
  });

  it('keeps few rows in the page however many there are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [
        `e${at}`,
        { name: `Crate ${at}`, parent: null, order: `a${String(at).padStart(5, '0')}x`, components: { Transform: {} } },
      ]),
    );
    const { editor } = await renderWith(<TablePanel />, withEntities(many));
    await expect.element(cell('Crate 0', 0)).toBeVisible();
    expect(names().length).toBeLessThan(80);
    editor.selection.set(['e8765']);
    await expect.element(cell('Crate 8765', 0)).toBeVisible();
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-activedescendant', 'cell-e8765-0');
  });

  it('takes what is typed into a cell for its own entity when the selection is led elsewhere, also what was only opened', async () => {
    const { editor, intensities } = await lamps();
    await userEvent.dblClick(cell('Lamp 1', 0));
    editor.selection.set(['lamp2']);
    await expect.element(page.getByRole('textbox')).not.toBeInTheDocument();
    expect(editor.steps.get().steps).toEqual([]);
    await userEvent.click(cell('Lamp 1', 1));
    await userEvent.keyboard('7');
    editor.selection.set(['lamp3']);
    await expect.poll(intensities).toEqual([7, 1, 2]);
    expect(editor.steps.get().steps).toHaveLength(1);
  });
});
