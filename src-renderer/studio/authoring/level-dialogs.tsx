import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { createLevel, deleteLevel, levelNameRefusal, renameLevel } from './authoring.ts';
import { Confirm, Naming } from './naming.tsx';
import { subjectOf } from './subject.ts';

export function NewLevelDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  if (!project) return null;
  return (
    <Naming
      title={t('levels.new')}
      about={t('levels.new.about')}
      label={t('levels.name')}
      placeholder={t('levels.name.hint')}
      does={t('levels.new.do')}
      refusal={(name) => levelNameRefusal(project, name)}
      onDo={(name) => createLevel(editor, name)}
    />
  );
}

export function DuplicateLevelDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const { level } = subjectOf(editor);
  if (!project || !level) return null;
  return (
    <Naming
      title={t('levels.duplicate.title', level)}
      about={t('levels.duplicate.about')}
      label={t('levels.name')}
      value={t('levels.copyOf', level)}
      does={t('levels.duplicate.do')}
      refusal={(name) => levelNameRefusal(project, name)}
      onDo={(name) => createLevel(editor, name, level)}
    />
  );
}

export function RenameLevelDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const { level } = subjectOf(editor);
  if (!project || !level) return null;
  return (
    <Naming
      title={t('levels.rename.title', level)}
      about={t('levels.rename.about')}
      label={t('levels.name')}
      value={level.name}
      does={t('authoring.rename')}
      refusal={(name) => levelNameRefusal(project, name, level.path)}
      onDo={(name) => renameLevel(editor, level, name)}
    />
  );
}

export function DeleteLevelDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const { level } = subjectOf(editor);
  if (!project || !level) return null;
  const drafts = project.levels.filter(({ draft }) => draft?.of === level.path).map(({ name }) => name);
  return (
    <Confirm
      title={t('levels.delete.title', level)}
      about={t('levels.delete.about')}
      does={t('authoring.delete')}
      onDo={() => deleteLevel(editor, level)}
    >
      {drafts.length > 0 && <p>{t('levels.delete.drafts', { drafts })}</p>}
    </Confirm>
  );
}
