import type { LevelView } from '../../../view/index.ts';
import { addAssetToScene, importFiles } from '../../editor/actions/index.ts';
import type { Editor } from '../../editor/index.ts';
import { assetIn, filesIn, holdsAsset, holdsFiles } from '../assets/drag.ts';

/** Takes what is dropped on the scene: it stands where the hand lets go. Returns how to stop. */
export function acceptDrops(editor: Editor, view: Pick<LevelView, 'pointAt' | 'look'>, canvas: HTMLCanvasElement): () => void {
  const over = (event: DragEvent): void => {
    if (!editor.canEdit.get() || !(holdsFiles(event.dataTransfer) || holdsAsset(event.dataTransfer))) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
  };
  const drop = (event: DragEvent): void => {
    const { dataTransfer: data } = event;
    if (!data || !(holdsFiles(data) || holdsAsset(data))) return;
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
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
