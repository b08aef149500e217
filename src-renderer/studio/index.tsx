import { analyseActions, analysePanels } from './analyse/index.ts';
import { designPanels } from './design/index.ts';
import { createEditor, type Editor, type EditorPorts } from './editor/index.ts';
import { editorActions } from './editor/actions/index.ts';
import { shipActions, shipDialogs, shipPanels, shipSlots } from './ship/index.ts';
import { shellActions } from './shell/actions.ts';
import { versionsActions, versionsDialogs } from './versions/index.ts';
import { StudioWindow } from './shell/window/studio-window.tsx';

const panels = [...designPanels, ...analysePanels, ...shipPanels];
const actions = [...editorActions, ...shellActions, ...analyseActions, ...shipActions, ...versionsActions];
const dialogs = { ...shipDialogs, ...versionsDialogs };

/** The editor with everything that Studio's areas add to it. */
export const createStudio = (ports: EditorPorts): Editor => createEditor(ports, actions);

export function Studio({ editor }: { editor: Editor }) {
  return <StudioWindow editor={editor} panels={panels} slots={shipSlots} dialogs={dialogs} />;
}
