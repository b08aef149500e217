import type { Action } from './action.ts';
import { assetActions } from './asset.ts';
import { debugActions } from './debug.ts';
import { editActions } from './edit.ts';
import { entityActions } from './entity.ts';
import { playActions } from './play.ts';
import { prefabActions } from './prefab.ts';
import { projectActions } from './project.ts';
import { viewActions } from './view.ts';

export { addAssetToScene, deleteAssets, importFiles, renameAsset, replaceAsset } from './asset.ts';
export { debug, debugMoves, stopDebugging } from './debug.ts';
export { redo, undo } from './edit.ts';
export { addComponent, moveTo, removeComponent, renameTo, setFields } from './entity.ts';
export { copyHash, fork, playPause, run, step, stop } from './play.ts';
export { addInstance, applyToPrefab, createPrefab, resetInstance, revertInstance, unpack } from './prefab.ts';
export { saveScenario } from './scenario.ts';

/** What the editor itself can do; the areas of Studio add theirs. */
export const editorActions: readonly Action[] = [
  ...projectActions,
  ...editActions,
  ...entityActions,
  ...prefabActions,
  ...assetActions,
  ...viewActions,
  ...playActions,
  ...debugActions,
];
