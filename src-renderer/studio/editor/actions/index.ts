import type { Action } from './action.ts';
import { arrangeActions } from './arrange.ts';
import { debugActions } from './debug.ts';
import { editActions } from './edit.ts';
import { entityActions } from './entity.ts';
import { playActions } from './play.ts';
import { prefabActions } from './prefab.ts';
import { projectActions } from './project.ts';
import { valueActions } from './values.ts';
import { settingsActions } from './settings.ts';
import { viewActions } from './view.ts';

export { debug, debugMoves, stopDebugging } from './debug.ts';
export { redo, undo } from './edit.ts';
export { addComponent, moveTo, removeComponent, renameTo, setFields } from './entity.ts';
export { copyHash, fork, playPause, run, step, stop } from './play.ts';
export { addInstance, applyToPrefab, createPrefab, resetInstance, revertInstance, unpack } from './prefab.ts';
export { copyComponent, copyField, copyFieldPath, pasteComponent, pasteComponentValues, pasteField, resetComponent } from './values.ts';
export { importKeys, resetKeys, setFormats, setKeys, setLanguage, setMotion, setTextSize, setTheme } from './settings.ts';
export { saveScenario } from './scenario.ts';

/** What the editor itself can do; the areas of Studio add theirs. */
export const editorActions: readonly Action[] = [
  ...projectActions,
  ...editActions,
  ...entityActions,
  ...arrangeActions,
  ...valueActions,
  ...prefabActions,
  ...viewActions,
  ...settingsActions,
  ...playActions,
  ...debugActions,
];
