import type { LevelView } from '../../../view/index.ts';
import { addAssetToScene, importFiles } from '../../editor/actions/index.ts';
import type { Editor } from '../../editor/index.ts';
import { assetIn, filesIn, holdsAsset, holdsFiles, holdsMaterial, materialIn } from '../assets/drag.ts';

/** Takes what is dropped on the scene: it stands where the hand lets go. Returns how to stop. */
export function acceptDrops(editor: Editor, view: Pick<LevelView, 'pointAt' | 'pick' | 'look'>, canvas: HTMLCanvasElement): () => void {
  const over = (event: DragEvent): void => {
    const { dataTransfer: held } = event;
    if (!editor.canEdit.get() || !(holdsFiles(held) || holdsAsset(held) || holdsMaterial(held))) return;
    event.preventDefault();
    held!.dropEffect = 'copy';
  };
  const drop = (event: DragEvent): void => {
    const { dataTransfer: data } = event;
    if (!data || !(holdsFiles(data) || holdsAsset(data) || holdsMaterial(data))) return;
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    if (holdsMaterial(data)) {
      const under = view.pick(event.clientX - box.left, event.clientY - box.top);
      if (under !== null) void wear(editor, under, materialIn(data));
      return;
    }
    const at = view.pointAt(event.clientX - box.left, event.clientY - box.top) ?? view.look.target;
    if (holdsAsset(data)) void editor.do(addAssetToScene, { path: assetIn(data), at });
    else void filesIn(data).then((files) => editor.do(importFiles, { files, at }));
  };
  canvas.addEventListener('dragover', over);
  canvas.addEventListener('drop', drop);
  return () => {
    canvas.removeEventListener('dragover', over);
    canvas.removeEventListener('drop', drop);
  };
}

/** What a material is let go over wears it. */
async function wear(editor: Editor, entity: string, material: string): Promise<void> {
  const { wearMaterial } = await import('../materials/actions.ts');
  await editor.do(wearMaterial, { entities: [entity], material });
}
