import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { setMeta } from '../../../../engine/document/index.ts';
import { analysePanels } from '../../analyse/index.ts';
import { designPanels } from '../../design/index.ts';
import { shipPanels, shipSlots } from '../../ship/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { StudioWindow } from './studio-window.tsx';

// The scene is drawn in tests of its own.
const panels = [...designPanels, ...analysePanels, ...shipPanels].map((panel) =>
  panel.id === 'viewport' ? { ...panel, Content: () => <button type="button">Scene</button> } : panel,
);

async function open(width: number, height: number): Promise<TestEditor> {
  await page.viewport(width, height);
  const editor = await createTestStudio().join('Ada');
  await render(
    <div style={{ height }}>
      <StudioWindow editor={editor} panels={panels} slots={shipSlots} dialogs={{}} />
    </div>,
  );
  await editor.openProject('project-supply-chain' as never, 'Toy');
  editor.preferences.setPreset('design');
  await expect.element(page.getByRole('tab', { name: 'Viewport' })).toBeVisible();
  return editor;
}

const controls = 'button, [role="slider"], [role="status"], [role="listitem"]';
const placeOf = (element: Element): DOMRect => element.getBoundingClientRect();

/** What of these stands outside of the window, is cut, or stands on another. */
function faults(elements: readonly Element[]): string[] {
  const named = (element: Element): string => element.getAttribute('aria-label') ?? element.textContent ?? '';
  const own = elements.filter((element) => !elements.some((other) => other !== element && other.contains(element)));
  const out = own.filter((element) => {
    const { left, right, top, bottom, width, height } = placeOf(element);
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || width < 8 || height < 8;
  });
  const over = own.flatMap((one, index) =>
    own.slice(index + 1).flatMap((other) => {
      const [a, b] = [placeOf(one), placeOf(other)];
      const overlaps = a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      return overlaps ? [`${named(one)} on ${named(other)}`] : [];
    }),
  );
  return [...out.map((element) => `${named(element)} is not in the window`), ...over];
}

const within = (selector: string): Element[] => [...(document.querySelector(selector)?.querySelectorAll(controls) ?? [])];

/** Opens it, if it is there. */
async function faultsBehindMore(): Promise<string[]> {
  const more = page.getByRole('button', { name: 'More controls' });
  if (more.elements().length === 0) return [];
  await more.click();
  await vi.waitFor(() => page.getByRole('dialog', { name: 'More controls' }).element());
  return faults(within('[role="dialog"]'));
}

it.for([
  [1280, 720, 64],
  [1024, 640, 64],
  [640, 400, 40],
] as const)('in %i by %i the names of project and level can be read: other things go behind More first', async ([width, height, least]) => {
  const editor = await open(width, height);
  editor.project.get()!.edit('Called otherwise', [{ path: ['name'], value: 'The warehouses of the north' }]);
  editor.level.get()!.edit('Called otherwise', (document, origin) => setMeta(document, { name: 'Distribution centre' }, origin));
  await editor.until(() => editor.sync.get().state === 'saved');
  for (const name of ['The warehouses of the north', 'Level: Distribution centre']) {
    const crumb = page.getByRole('button', { name, exact: true });
    await expect.poll(() => placeOf(crumb.element()).width, { message: name }).toBeGreaterThan(least);
  }
  await expect.poll(() => faults(within('header'))).toEqual([]);
});

describe.for([
  [1024, 640],
  [640, 400],
] as const)('a window of %i by %i', ([width, height]) => {
  it('has every control of the top bar in it or behind More, none on another', async () => {
    const editor = await open(width, height);
    await editor.until(() => editor.sync.get().state === 'saved');
    const bar = document.querySelector('header')!;
    await expect.poll(() => bar.scrollWidth <= bar.clientWidth).toBe(true);
    expect(faults(within('header'))).toEqual([]);
    for (const name of ['Sync', 'Parity']) await expect.element(page.getByRole('status', { name, exact: true })).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Publish' })).toBeVisible();
    expect(await faultsBehindMore()).toEqual([]);
    for (const name of ['Menu', 'Undo', 'Redo', 'Play', 'Step', 'Stop', 'Fork here', 'Share'])
      expect(page.getByRole('button', { name, exact: true }).elements(), name).toHaveLength(1);
    for (const name of ['Time', 'State hash']) expect(page.getByRole('status', { name, exact: true }).elements(), name).toHaveLength(1);
    expect(page.getByRole('slider', { name: 'Tick' }).elements()).toHaveLength(1);
    expect(page.getByRole('list', { name: 'People' }).elements()).toHaveLength(1);
    await userEvent.keyboard('{Escape}');
  });

  it('leads to every tab, by the list of those that have no room, and to its panel', async () => {
    await open(width, height);
    const isIn = (element: Element): boolean => {
      const strip = placeOf(element.closest('.flexlayout__tabset_tabbar_inner')!);
      const { left, right } = placeOf(element);
      return left >= strip.left - 1 && right <= strip.right + 1 && right <= innerWidth;
    };
    const hidden = page
      .getByRole('tab')
      .elements()
      .filter((element) => !isIn(element));
    expect(hidden.length).toBeGreaterThan(0);
    const last = hidden.at(-1)!;
    const name = last.getAttribute('aria-label')!;
    const list = last.closest('.flexlayout__tabset_tabbar_outer')!.querySelector<HTMLElement>('[aria-label="Hidden tabs"]')!;
    expect(getComputedStyle(list).opacity).toBe('1');
    list.focus();
    await userEvent.keyboard('{Enter}');
    for (const element of hidden.filter((one) => one.closest('[role="tablist"]') === last.closest('[role="tablist"]')))
      await expect.element(page.getByRole('menuitem', { name: element.getAttribute('aria-label')! })).toBeVisible();
    await page.getByRole('menuitem', { name }).click();
    await expect.poll(() => isIn(page.getByRole('tab', { name, exact: true }).element())).toBe(true);
    const region = page.getByRole('region', { name, exact: true });
    await expect.element(region).toBeVisible();
    const { left, right, bottom, width: wide, height: high } = placeOf(region.element());
    expect(left >= 0 && right <= innerWidth && bottom <= innerHeight && wide >= 180 && high >= 96).toBe(true);
  });
});

it('has all controls in the top bar again once there is room', async () => {
  await open(640, 400);
  await expect.element(page.getByRole('button', { name: 'More controls' })).toBeVisible();
  await page.viewport(1600, 640);
  await expect.element(page.getByRole('button', { name: 'More controls' })).not.toBeInTheDocument();
  for (const name of ['Undo', 'Step', 'Share', 'Fork here'])
    await expect.element(page.getByRole('button', { name, exact: true })).toBeVisible();
  expect(faults(within('header'))).toEqual([]);
});
