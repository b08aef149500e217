import type { Action } from './action.ts';
import { arrangeActions } from './arrange.ts';
import { assetActions } from './asset.ts';
import { debugActions } from './debug.ts';
import { editActions } from './edit.ts';
import { entityActions } from './entity.ts';
import { handleActions } from './handles.ts';
import { lookActions } from './look.ts';
import { playActions } from './play.ts';
import { pointActions } from './points.ts';
import { prefabActions } from './prefab.ts';
import { prefabPartActions } from './prefab-parts.ts';
import { projectActions } from './project.ts';
import { selectActions } from './select.ts';
import { valueActions } from './values.ts';
import { settingsActions } from './settings.ts';
import { viewActions } from './view.ts';

export { addAssetToScene, deleteAssets, importFiles, renameAsset, replaceAsset } from './asset.ts';
export { debug, debugMoves, stopDebugging } from './debug.ts';
export { pasteHere, redo, undo } from './edit.ts';
export { nameOf } from './edit-words.ts';
export { addComponent, addHere, moveTo, removeComponent, renameTo, setFields } from './entity.ts';
export { toggleOutlook } from './look.ts';
export { setStep } from './handles.ts';
export { copyHash, fork, playPause, run, step, stop } from './play.ts';
export {
  addInstance,
  applyToPrefab,
  createBranchPrefab,
  createPrefab,
  createVariant,
  resetInstance,
  revertInstance,
  unpack,
} from './prefab.ts';
export { bringParts, removePart } from './prefab-parts.ts';
export { copyComponent, copyField, copyFieldPath, pasteComponent, pasteComponentValues, pasteField, resetComponent } from './values.ts';
export {
  importKeys,
  resetKeys,
  setFormats,
  setGraphics,
  setKeys,
  setLanguage,
  setMotion,
  setTextSize,
  setTheme,
  setZoom,
} from './settings.ts';
export { atHome, forgetProject, mayMake, ownsList } from './project.ts';
export { keepInScenario, saveScenario } from './scenario.ts';
export { addTag, removeTag } from './tags.ts';
export { isolate } from './select.ts';

/** What the editor itself can do; the areas of Studio add theirs. */
export const editorActions: readonly Action[] = [
  ...projectActions,
  ...editActions,
  ...selectActions,
  ...entityActions,
  ...pointActions,
  ...arrangeActions,
  ...valueActions,
  ...prefabActions,
  ...prefabPartActions,
  ...handleActions,
  ...lookActions,
  ...assetActions,
  ...viewActions,
  ...settingsActions,
  ...playActions,
  ...debugActions,
];
