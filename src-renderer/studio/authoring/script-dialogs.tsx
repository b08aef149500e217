import { useEffect, useState } from 'react';
import { Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { scriptName } from '../editor/files/file-deed.ts';
import { createScript, deleteScript, kpisOnlyOf, renameScript, scriptNameRefusal, usersOf } from './authoring.ts';
import { Confirm, Naming } from './naming.tsx';
import { type ScriptLanguage, scriptLanguages } from './starter.ts';
import { subjectOf } from './subject.ts';
import styles from './authoring.module.css';

/** Name, language, and whether the open level runs it; with one entity selected, whether it is about that one. */
export function NewScriptDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const level = useCell(editor.level);
  const [selected, ...others] = useCell(editor.selection.keys);
  const [language, setLanguage] = useState<ScriptLanguage>('ts');
  const [runsHere, setRunsHere] = useState(true);
  const [isForEntity, setForEntity] = useState(true);
  if (!project || !level) return null;
  const entity = others.length === 0 ? selected : undefined;
  const about = entity === undefined ? undefined : level.entity(entity).get();
  return (
    <Naming
      title={t('scripts.new')}
      about={t('scripts.new.about')}
      label={t('scripts.name')}
      placeholder={t('scripts.name.hint')}
      does={t('scripts.new.do')}
      refusal={(name) => scriptNameRefusal(project, name, language)}
      onDo={(name) => createScript(editor, { name, language, runsHere, entity: isForEntity ? entity : undefined })}
    >
      <Select
        label={t('scripts.language')}
        value={language}
        choices={scriptLanguages.map((value) => ({ value, label: t(`scripts.language.${value}`) }))}
        onChange={(value) => setLanguage(value as ScriptLanguage)}
      />
      <label className={styles['option']}>
        <input type="checkbox" checked={runsHere} onChange={(event) => setRunsHere(event.target.checked)} />
        {t('scripts.runsIn', { level: level.head.get().name })}
      </label>
      {about && (
        <label className={styles['option']}>
          <input type="checkbox" checked={isForEntity} onChange={(event) => setForEntity(event.target.checked)} />
          {t('scripts.forEntity', { name: about.name })}
        </label>
      )}
    </Naming>
  );
}

export function RenameScriptDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const path = subjectOf(editor).script;
  if (!project || path === undefined) return null;
  const file = scriptName(path);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const ending = file.slice(file.lastIndexOf('.') + 1);
  return (
    <Naming
      title={t('scripts.rename.title', { name: file })}
      about={t('scripts.rename.about')}
      label={t('scripts.name')}
      value={file.slice(folder.length, -ending.length - 1)}
      does={t('authoring.rename')}
      refusal={(name) => scriptNameRefusal(project, name, ending, path)}
      onDo={(name) => renameScript(editor, path, `scripts/${folder}${name}.${ending}`)}
    />
  );
}

export function DeleteScriptDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const path = subjectOf(editor).script;
  const [users, setUsers] = useState<readonly string[]>();
  const [kpis, setKpis] = useState<readonly string[]>([]);
  const [takesKpis, setTakesKpis] = useState(true);
  useEffect(() => {
    let isHere = true;
    if (project && path !== undefined) {
      usersOf(project, path).then((found) => isHere && setUsers(found), editor.notices.refuse);
      kpisOnlyOf(project, path).then((found) => isHere && setKpis(found), editor.notices.refuse);
    }
    return () => {
      isHere = false;
    };
  }, [editor, project, path]);
  if (!project || path === undefined) return null;
  return (
    <Confirm
      title={t('scripts.delete.title', { name: scriptName(path) })}
      about={t('scripts.delete.about')}
      does={t('authoring.delete')}
      onDo={() => deleteScript(editor, path, takesKpis ? kpis : [])}
    >
      {kpis.length > 0 && (
        <label className={styles['option']}>
          <input type="checkbox" checked={takesKpis} onChange={(event) => setTakesKpis(event.target.checked)} />
          {t('scripts.delete.kpis', { kpis })}
        </label>
      )}
      {users && <p>{users.length === 0 ? t('scripts.delete.unused') : t('scripts.delete.users', { levels: users })}</p>}
    </Confirm>
  );
}
