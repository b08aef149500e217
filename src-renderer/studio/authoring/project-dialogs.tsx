import type { RecentProject } from '../../../src-main/contract/index.ts';
import type { Editor } from '../editor/index.ts';
import { sayRemoved } from '../editor/project/say-removed.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import { Confirm, Naming } from './naming.tsx';
import { subjectOf } from './subject.ts';

type Project = Pick<RecentProject, 'handle' | 'name'>;

/** The list of projects is read anew by whoever comes home. */
async function rename(editor: Editor, { handle }: Project, name: string): Promise<void> {
  await editor.bridge.invoke('project.rename', { project: handle, name });
  await editor.closeProject();
}

async function remove(editor: Editor, { handle, name }: Project): Promise<void> {
  await editor.bridge.invoke('project.delete', { project: handle });
  await sayRemoved(editor, handle, { title: t('home.deleted', { name }), text: t('home.deleted.hint') });
}

export function RenameProjectDialog() {
  const editor = useEditor();
  const { project } = subjectOf(editor);
  if (!project) return null;
  return (
    <Naming
      title={t('home.rename.title', project)}
      about={t('home.rename.about')}
      label={t('home.rename.name')}
      value={project.name}
      does={t('authoring.rename')}
      refusal={(name) => (name === '' ? t('home.rename.empty') : undefined)}
      onDo={(name) => rename(editor, project, name)}
    />
  );
}

export function DeleteProjectDialog() {
  const editor = useEditor();
  const { project } = subjectOf(editor);
  if (!project) return null;
  return (
    <Confirm
      title={t('home.delete.title', project)}
      about={t('home.delete.about')}
      does={t('authoring.delete')}
      onDo={() => remove(editor, project)}
    />
  );
}
