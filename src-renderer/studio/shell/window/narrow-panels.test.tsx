import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { afterEach, expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import { TooltipProvider } from '../../../ui/index.ts';
import { analysePanels } from '../../analyse/index.ts';
import { commentsPanels } from '../../comments/index.ts';
import { designPanels } from '../../design/index.ts';
import { Tools } from '../../design/viewport/tools.tsx';
import { type Language, setLanguage } from '../../i18n/index.ts';
import { pseudoMarks } from '../../i18n/pseudo.ts';
import { EditorProvider } from '../../react.ts';
import { shipPanels } from '../../ship/index.ts';
import { createTestStudio } from '../../testing/test-editor.ts';
import { PanelFrame } from '../dock/panel-frame.tsx';

// What the editor of a script has in it is Monaco's; of the scene it is the tools.
const panels = [...designPanels, ...analysePanels, ...shipPanels, ...commentsPanels]
  .filter(({ id }) => id !== 'script')
  .map((panel) => (panel.id === 'viewport' ? { ...panel, Content: Tools } : panel));
const controls = 'button, [role="button"], [role="combobox"], [role="switch"]';

/** Every panel of the window, each in a box as narrow as a panel can be made. */
async function open(language: Language): Promise<void> {
  const editor = await createTestStudio().join('Ada');
  await editor.openProject('project-supply-chain' as never, 'Toy');
  editor.preferences.setLanguage(language);
  editor.selection.set(['house']);
  await render(
    <EditorProvider value={editor}>
      <TooltipProvider>
        {panels.map((panel) => (
          <div key={panel.id} data-box={panel.id} style={{ position: 'relative', height: 300 }}>
            <PanelFrame panel={panel} />
          </div>
        ))}
      </TooltipProvider>
    </EditorProvider>,
  );
  // All of them are there: the slowest are fetched last.
  for (const { id } of panels)
    await expect
      .poll(() => document.querySelector(`[data-box="${id}"] section`)?.childElementCount, { timeout: 20_000 })
      .toBeGreaterThan(0);
}

/** Is there anything in it that is said and cannot be read? Names that people give may be cut: only the catalogue's words are marked. */
const isCut = (control: HTMLElement): boolean =>
  [control, ...control.querySelectorAll<HTMLElement>('*')].some(
    (element) => element.textContent?.includes(pseudoMarks[0]) && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1,
  );

/** The buttons that run out of their panel, or whose words do not fit into them. */
function clippedIn(panel: Element): string[] {
  const frame = panel.getBoundingClientRect();
  return [...panel.querySelectorAll<HTMLElement>(controls)].flatMap((control) => {
    const { left, right, width } = control.getBoundingClientRect();
    const isOut = width > 0 && !control.closest('[role="grid"]') && (right > frame.right + 1 || left < frame.left - 1);
    return isOut || isCut(control) ? [control.getAttribute('aria-label') ?? control.textContent ?? ''] : [];
  });
}

afterEach(() => setLanguage('en'));

it.for(['en', 'en-XA'] satisfies Language[])('no panel cuts a button off, however narrow it is (%s)', async (language) => {
  await open(language);
  const boxes = [...document.querySelectorAll<HTMLElement>('[data-box]')];
  expect(boxes.flatMap((box) => [...box.querySelectorAll(controls)]).length).toBeGreaterThan(20);
  for (const width of [180, 240, 320]) {
    for (const box of boxes) box.style.width = `${width}px`;
    const found = (): string[] => boxes.flatMap((box) => clippedIn(box).map((name) => `${box.dataset['box']}: ${name}`));
    await expect.poll(found, { message: `${width} pixels` }).toEqual([]);
  }
});
