import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { deleteEntities, rename as renameEntity, setFields } from '../../../engine/document/index.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { Levels } from '../design/levels/levels.tsx';
import type { Action } from '../editor/index.ts';
import { useCell, useEditor } from '../react.ts';
import { renderWith } from '../testing/render.tsx';
import type { TestEditor } from '../testing/test-editor.ts';
import { differencesIn } from '../versions/differences.ts';
import { versionsOf } from '../versions/versions.ts';
import { bringNews, detachDraft, dropDraft, takeOverDraft } from './actions.ts';
import { draftsDialogs } from './index.ts';

function Panel() {
  const open = useCell(useEditor().dialog);
  const Dialog = open === undefined ? undefined : draftsDialogs[open];
  return (
    <>
      <Levels />
      {Dialog && <Dialog />}
    </>
  );
}

const yard = 'levels/yard.json';
const night = 'levels/yard-night.json';
const nameIn = (editor: TestEditor, key: string): string | undefined => editor.level.get()?.entity(key).get()?.name;
const rename = (editor: TestEditor, key: string, name: string): void =>
  editor.level.get()?.edit(`Rename ${key}`, (document, origin) => renameEntity(document, key, name, origin));
const goTo = (editor: TestEditor, path: string): Promise<void> =>
  editor.openLevel(editor.project.get()!.levels.find((ref) => ref.path === path)!);
const openPath = (editor: TestEditor): string | undefined => editor.level.get()?.ref.path;
const notices = (editor: TestEditor): string[] => editor.notices.list.get().map(({ title }) => title);
const levels = () => page.getByRole('list', { name: 'Levels' });

/** Ada in a draft “Night” of the yard, and Ben in the yard. */
const begin = async (): Promise<{ editor: TestEditor; ben: TestEditor }> => {
  const { editor, studio } = await renderWith(<Panel />);
  await page.getByRole('button', { name: 'Begin a draft of this level…' }).click();
  await expect
    .element(page.getByRole('dialog', { name: 'Begin a draft of Yard' }).getByText(/scripts, parameters, prefabs and materials/))
    .toBeVisible();
  await page.getByRole('searchbox', { name: 'Name of the draft' }).fill('Night');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect.poll(() => openPath(editor)).toBe(night);
  const ben = await studio.join('Ben');
  await ben.openProject('project-supply-chain' as never, 'Toy');
  return { editor, ben };
};
const ask = (editor: TestEditor, action: Action): Promise<void> => editor.do(action);

describe('a draft of a level', () => {
  it('is begun by name, opened, and listed under its level with who and when', async () => {
    const { editor, ben } = await begin();
    await expect.element(levels().getByRole('button', { name: /Night Draft Ada, .*21/ })).toHaveAttribute('aria-current', 'true');
    expect(
      levels()
        .getByRole('listitem')
        .elements()
        .map((row) => row.textContent),
    ).toEqual([expect.stringMatching(/^Yard/), expect.stringMatching(/^Night/)]);
    rename(editor, 'house', 'Palace');
    expect([openPath(ben), nameIn(ben, 'house')]).toEqual([yard, 'House']);
    await goTo(ben, night);
    expect(nameIn(ben, 'house'), 'others can join').toBe('Palace');
    rename(ben, 'door', 'Gate');
    expect(nameIn(editor, 'door')).toBe('Gate');
  });

  it('is taken over as one step: its own changes unasked, by choice where both changed the same, and without what is left out', async () => {
    const { editor, ben } = await begin();
    rename(editor, 'house', 'Palace');
    rename(editor, 'door', 'Gate');
    rename(editor, 'window', 'Bay');
    rename(ben, 'house', 'Villa');
    rename(ben, 'lamp', 'Lantern');
    await ask(editor, takeOverDraft);
    const dialog = page.getByRole('dialog', { name: 'Take over “Night” into Yard' });
    const house = dialog.getByRole('group', { name: 'Palace: name' });
    await expect.element(house.getByRole('radio', { name: /Level “Villa” by Client/ })).toBeChecked();
    await house.getByRole('radio', { name: /Draft “Palace” by Client/ }).click();
    await expect.element(dialog.getByText('“Villa” renamed to “Palace”')).toBeVisible();
    await dialog.getByRole('checkbox', { name: 'Bay' }).click();
    await dialog.getByRole('button', { name: 'Take over 2 changes' }).click();
    await expect.poll(() => openPath(editor)).toBe(yard);
    for (const one of [editor, ben])
      expect(['house', 'door', 'window', 'lamp'].map((key) => nameIn(one, key))).toEqual(['Palace', 'Gate', 'Window', 'Lantern']);
    expect(editor.steps.get().undo).toBe('Take over the draft “Night”');
    await editor.press('Mod+Z');
    for (const one of [editor, ben])
      expect(['house', 'door', 'window', 'lamp'].map((key) => nameIn(one, key))).toEqual(['Villa', 'Door', 'Window', 'Lantern']);
  });

  it('gets the news of its level, from which it goes on', async () => {
    const { editor, ben } = await begin();
    rename(editor, 'door', 'Gate');
    rename(ben, 'lamp', 'Lantern');
    ben.level.get()?.edit('Delete', (document, origin) => deleteEntities(document, ['window'], origin));
    await ask(editor, bringNews);
    await page.getByRole('button', { name: 'Bring 2 changes' }).click();
    await expect.poll(() => nameIn(editor, 'lamp')).toBe('Lantern');
    expect(['door', 'window'].map((key) => nameIn(editor, key))).toEqual(['Gate', undefined]);
    rename(ben, 'lamp', 'Beacon');
    await ask(editor, bringNews);
    await page.getByRole('button', { name: 'Bring 1 change' }).click();
    await expect.poll(() => nameIn(editor, 'lamp')).toBe('Beacon');
    await editor.press('Mod+Z');
    await editor.press('Mod+Z');
    expect(
      ['lamp', 'window'].map((key) => nameIn(editor, key)),
      'undo takes the news back',
    ).toEqual(['Lamp', 'Window']);
  });

  it('is compared with its level: what either changed, and what both did', async () => {
    const { editor, ben } = await begin();
    rename(editor, 'house', 'Palace');
    rename(ben, 'house', 'Villa');
    const position = { entity: 'lamp', component: 'Transform', field: 'position', value: [4, 0, 0] };
    ben.level.get()?.edit('Move', (document, origin) => setFields(document, [position], origin));
    await page.getByRole('button', { name: 'Compare draft with its level' }).click();
    const dialog = page.getByRole('dialog', { name: '“Night” and Yard' });
    const said = async (region: string, text: RegExp): Promise<void> => {
      await expect.element(dialog.getByRole('region', { name: region }).getByText(text)).toBeVisible();
    };
    await said('Changed on both sides', /“Palace” in the draft, “Villa” in the level/);
    await said('Changed in the draft', /“House” renamed to “Palace”/);
    await said('Changed in the level since', /^Transform position/);
    await dialog.getByRole('button', { name: 'Palace' }).click();
    expect([editor.dialog.get(), editor.selection.keys.get()]).toEqual([undefined, ['house']]);
  });

  it('marks in the scene what it changed, until that is enough or another level is opened', async () => {
    const { editor } = await begin();
    rename(editor, 'house', 'Palace');
    editor.level.get()?.edit('Delete', (document, origin) => deleteEntities(document, ['lamp'], origin));
    const marked = () => versionsOf(editor).marked.get();
    await page.getByRole('button', { name: 'Compare draft with its level' }).click();
    await page.getByRole('button', { name: 'Mark in the scene' }).click();
    await expect.poll(() => marked()?.path).toBe(night);
    const { changes, before } = marked()!;
    expect(differencesIn(changes, before, {})).toEqual([
      { entity: 'lamp', how: 'removed', stood: { position: [0, 0, 0], size: [0.5, 0.5, 0.5] } },
      { entity: 'house', how: 'changed' },
    ]);
    await page.getByRole('button', { name: 'Mark no differences' }).click();
    expect(marked()).toBeUndefined();
  });

  it('whose beginning is not kept any more asks about everything that differs, and says why', async () => {
    const { editor, ben } = await begin();
    rename(editor, 'door', 'Gate');
    rename(ben, 'lamp', 'Lantern');
    const level = editor.level.get()!;
    const { draft } = LevelFile.parse(level.file());
    level.edit('Elsewhere', ({ doc }) => void doc.getMap('meta').set('draft', { ...draft, base: 'f'.repeat(64) }));
    await ask(editor, takeOverDraft);
    await expect.element(page.getByText(/nobody knows which side changed what/)).toBeVisible();
    await page.getByRole('button', { name: 'All of the draft' }).click();
    await page.getByRole('button', { name: 'Take over 2 changes' }).click();
    await expect.poll(() => nameIn(editor, 'door')).toBe('Gate');
  });

  it('is dropped when one is asked; who is in it is led to its level and told', async () => {
    const { editor, ben } = await begin();
    await goTo(ben, night);
    await ask(editor, dropDraft);
    await page.getByRole('dialog', { name: 'Drop the draft “Night”?' }).getByRole('button', { name: 'Drop draft' }).click();
    await expect.poll(() => [openPath(editor), openPath(ben)]).toEqual([yard, yard]);
    await expect.poll(() => notices(ben)).toContain('“Night” is not there any more');
    expect(notices(editor)).toEqual(expect.not.arrayContaining(['“Night” is not there any more']));
    expect(editor.notices.list.get()).toContainEqual(
      expect.objectContaining({ action: expect.objectContaining({ label: 'Bring it back' }) }),
    );
    await expect.poll(() => levels().getByRole('listitem').elements().length).toBe(1);
  });

  it('becomes a level of its own, in one step with the project’s list of levels', async () => {
    const { editor } = await begin();
    await ask(editor, detachDraft);
    expect([editor.level.get()?.head.get().draft, editor.project.get()?.file.get().levels]).toEqual([undefined, [yard, night]]);
    await editor.press('Mod+Z');
    expect([editor.level.get()?.head.get().draft?.of, editor.project.get()?.file.get().levels]).toEqual([yard, [yard]]);
  });

  it('is for a viewer to look at and compare', async () => {
    await renderWith(<Panel />, {}, 'viewer');
    await expect.element(page.getByRole('button', { name: 'Begin a draft of this level…' })).toBeDisabled();
    await expect.element(page.getByText(/drafts are begun, taken over and dropped by who has the role editor/)).toBeVisible();
  });
});
