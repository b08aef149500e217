import type { ProjectHandle } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';

/** A project left the list: who is at home sees it without, and a notice that says so puts it back. */
export async function sayRemoved(editor: Editor, project: ProjectHandle, notice: { title: string; text: string }): Promise<void> {
  const { bridge, notices } = editor;
  await editor.closeProject();
  const restore = async (): Promise<void> => {
    await bridge.invoke('project.restore', { project });
    await editor.closeProject();
  };
  notices.say({ tone: 'good', ...notice, action: { label: t('action.undo'), run: () => void restore().catch(notices.refuse) } });
}
