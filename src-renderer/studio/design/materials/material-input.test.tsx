import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { addComponent, importFiles } from '../../editor/actions/index.ts';
import { boxGlb } from '../../../view/testing/glb.ts';
import { renderWith } from '../../testing/render.tsx';
import type { TestEditor } from '../../testing/test-editor.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { newMaterial, wearMaterial } from './actions.ts';

const materials = (editor: TestEditor) => editor.project.get()!.file.get().materials;
const png = async (): Promise<Uint8Array> => {
  const canvas = new OffscreenCanvas(4, 4);
  canvas.getContext('2d');
  return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
};
const bring = (editor: TestEditor, files: Record<string, Uint8Array>): Promise<void> =>
  editor.do(importFiles, {
    files: Object.entries(files).map(([name, bytes]) => ({ name, size: bytes.length, bytes: () => Promise.resolve(bytes) })),
  });

describe('the material of an entity', () => {
  it('is made, named and changed where it is worn; a slider is one step, and others who wear it are said', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['house'], component: 'Material' });
    editor.selection.set(['house']);
    await page.getByRole('button', { name: 'Material material: None' }).click();
    await page.getByRole('option', { name: 'New material' }).click();
    const metallic = page.getByRole('spinbutton', { name: 'Material metallic', exact: true });
    await metallic.fill('0.5');
    await userEvent.keyboard('{Enter}');
    expect(materials(editor)['material']?.metallic).toBe(0.5);
    await editor.press('Mod+Z');
    await expect.element(metallic).toHaveValue('0');
    await editor.do(wearMaterial, { entities: ['lamp'], material: 'material' });
    await page.getByRole('button', { name: 'Make a copy for this' }).click();
    await expect.element(page.getByRole('button', { name: 'Material material: Material 2' })).toBeVisible();
    expect(editor.level.get()?.entity('lamp').get()?.components['Material']).toEqual({ material: 'material' });
  });
});

describe('an asset in a field', () => {
  it('is found by keyboard among those that fit, and cleared', async () => {
    const { editor } = await renderWith(<Inspector />);
    await bring(editor, { 'Wood.png': await png(), 'Horn.ogg': new TextEncoder().encode('OggS') });
    await editor.do(addComponent, { entities: ['house'], component: 'Sound' });
    editor.selection.set(['house']);
    const trigger = page.getByRole('button', { name: 'Sound asset: None' });
    await expect.element(trigger).toBeVisible();
    (trigger.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('option', { name: 'None' })).toBeVisible();
    expect(
      page
        .getByRole('option')
        .elements()
        .map((option) => option.getAttribute('aria-label')),
    ).toEqual(['None', 'Horn.ogg']);
    await userEvent.keyboard('horn{Enter}');
    const asset = (): unknown => editor.level.get()?.entity('house').get()?.components['Sound']?.['asset'];
    await expect.poll(asset).toBe('assets/Horn.ogg');
    await page.getByRole('button', { name: 'Clear Sound asset' }).click();
    expect(asset()).toBe('');
  });

  it('is brought in by a file that is dropped on it, in one step; another kind is refused in words', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(newMaterial, { entities: ['house'] });
    editor.selection.set(['house']);
    const field = page.getByRole('button', { name: 'Material colour picture: None' });
    await expect.element(field).toBeVisible();
    const drop = (name: string, bytes: Uint8Array): void => {
      const data = new DataTransfer();
      data.items.add(new File([bytes as BlobPart], name));
      field.element().dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    };
    drop('Crate.glb', boxGlb());
    await expect
      .poll(() => editor.notices.list.get().map(({ title }) => title))
      .toContain('Material colour picture takes another kind of asset');
    const steps = editor.steps.get().steps.length;
    drop('Wood.png', await png());
    await expect.poll(() => materials(editor)['material']?.colorMap).toBe('assets/Wood.png');
    expect(editor.steps.get().steps.length).toBe(steps + 1);
    expect(editor.assets.list.get().map(({ path }) => path)).toEqual(['assets/Wood.png']);
  });
});
