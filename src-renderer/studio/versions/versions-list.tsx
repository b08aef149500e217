import { useEffect } from 'react';
import { Button, EmptyState, Icon, type IconName } from '../../ui/index.ts';
import type { Version } from '../../../src-main/contract/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { saveVersion } from './actions.ts';
import styles from './versions.module.css';
import { ViewerNote } from './viewer-note.tsx';
import { VersionView } from './version-view.tsx';
import { titleOf, type Versions, versionsOf } from './versions.ts';

const icons: Readonly<Record<Version['reason'], IconName>> = { named: 'pin', automatic: 'timer', published: 'rocket', restored: 'reset' };

/** What the project was, newest first; one that is chosen is looked into. */
export function VersionsList() {
  const editor = useEditor();
  const versions = versionsOf(editor);
  const known = useCell(versions.known);
  const chosen = useCell(versions.chosen);
  const project = useCell(editor.project);
  useEffect(() => void versions.refresh(), [versions, project]);
  if (chosen) return <VersionView key={chosen.id} version={chosen} />;
  return (
    <>
      <SaveButton />
      <ViewerNote />
      {known?.damaged.map(({ file, message }) => (
        <p key={file} role="alert" className={styles['damaged']}>
          <Icon name="alert" size={13} />
          {message}
        </p>
      ))}
      {known && known.versions.length === 0 && <EmptyState icon="history" title={t('versions.none')} text={t('versions.none.hint')} />}
      {known && known.versions.length > 0 && (
        <ul className={styles['list']} aria-label={t('versions')}>
          {known.versions.map((version) => (
            <Row key={version.id} version={version} versions={versions} />
          ))}
        </ul>
      )}
    </>
  );
}

function SaveButton() {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  return (
    <div className={styles['bar']}>
      <Button look="outline" icon="plus" disabled={!canEdit} onClick={() => void editor.do(saveVersion)}>
        {t('action.saveVersion')}
      </Button>
    </div>
  );
}

function Row({ version, versions }: { version: Version; versions: Versions }) {
  const { author, at, reason } = version;
  return (
    <li>
      <button type="button" className={styles['row']} onClick={() => versions.choose(version)}>
        <span className={styles['sign']}>
          <Icon name={icons[reason]} size={13} />
        </span>
        <span className={styles['name']}>{titleOf(version)}</span>
        <span className={styles['about']}>{t('versions.by', { reason, author: author.name, at: new Date(at) })}</span>
      </button>
    </li>
  );
}
