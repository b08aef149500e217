import { analyseActions, analysePanels } from './analyse/index.ts';
import { authoringActions, authoringDialogs } from './authoring/index.ts';
import { commentsActions, commentsOf, commentsPanels } from './comments/index.ts';
import { designActions, designDialogs, designPanels } from './design/index.ts';
import { desktopActions, desktopDialogs, followDesktop } from './desktop/index.ts';
import { draftsActions, draftsDialogs } from './drafts/index.ts';
import { createEditor, type Editor, type EditorPorts } from './editor/index.ts';
import { editorActions } from './editor/actions/index.ts';
import { languages } from './i18n/index.ts';
import { shipActions, shipDialogs, shipPanels, shipSlots } from './ship/index.ts';
import { shellActions } from './shell/actions.ts';
import { hearCalls } from './shell/calls.ts';
import { tourActions } from './tour/actions.ts';
import { versionsActions, versionsDialogs } from './versions/index.ts';
import { StudioWindow } from './shell/window/studio-window.tsx';

const panels = [...designPanels, ...analysePanels, ...shipPanels, ...commentsPanels];
const actions = [
  ...editorActions,
  ...shellActions,
  ...designActions,
  ...analyseActions,
  ...shipActions,
  ...versionsActions,
  ...draftsActions,
  ...authoringActions,
  ...commentsActions,
  ...tourActions,
];
const dialogs = { ...designDialogs, ...shipDialogs, ...versionsDialogs, ...draftsDialogs, ...authoringDialogs, ...desktopDialogs };

/**
 * The editor with everything that Studio's areas add to it.
 * @param asked the tag of a language that the page was opened in; any other is no wish
 */
export function createStudio(ports: EditorPorts, asked?: string | null): Editor {
  const editor = createEditor(ports, ports.desktop ? [...actions, ...desktopActions] : actions);
  const language = languages.find((tag) => tag === asked);
  if (language !== undefined) editor.preferences.setLanguage(language);
  // Who is named is told, whether or not a panel shows comments.
  commentsOf(editor);
  followDesktop(editor);
  hearCalls(editor);
  return editor;
}

export function Studio({ editor }: { editor: Editor }) {
  return <StudioWindow editor={editor} panels={panels} slots={shipSlots} dialogs={dialogs} />;
}
