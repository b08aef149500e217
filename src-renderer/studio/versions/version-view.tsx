import { useEffect, useRef } from 'react';
import type { Version, VersionChange } from '../../../src-main/contract/index.ts';
import { Button, Icon, IconButton, type IconName, Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { type ChangeGroup, groupChanges, sentenceBelow } from './groups.ts';
import { goToChange } from './go-to-change.ts';
import { ViewerNote } from './viewer-note.tsx';
import styles from './versions.module.css';
import { titleOf, versionsOf } from './versions.ts';

/** One version: what has changed since, and the way back to it, as a whole or thing by thing. */
export function VersionView({ version }: { version: Version }) {
  const editor = useEditor();
  const versions = versionsOf(editor);
  const canEdit = useCell(editor.canEdit);
  const back = useRef<HTMLButtonElement>(null);
  // Who came here by keyboard goes on from here.
  useEffect(() => back.current?.focus(), []);
  useEffect(() => {
    versions.looking.set(true);
    return () => versions.looking.set(false);
  }, [versions]);
  return (
    <section className={styles['view']} aria-label={titleOf(version)}>
      <header className={styles['head']}>
        <IconButton ref={back} icon="back" label={t('versions.back')} onClick={() => versions.choose(undefined)} />
        <h3 className={styles['title']}>{titleOf(version)}</h3>
        <p className={styles['about']}>
          {t('versions.by', { reason: version.reason, author: version.author.name, at: new Date(version.at) })}
        </p>
      </header>
      <div className={styles['bar']}>
        <Against version={version} />
        <Button look="outline" icon="reset" disabled={!canEdit} onClick={() => void versions.restore(version)}>
          {t('versions.restore')}
        </Button>
      </div>
      <ViewerNote />
      <Changes version={version} />
    </section>
  );
}

function Against({ version }: { version: Version }) {
  const versions = versionsOf(useEditor());
  const known = useCell(versions.known);
  const against = useCell(versions.against);
  const others = (known?.versions ?? []).filter(({ id }) => id !== version.id);
  return (
    <Select
      label={t('versions.against')}
      className={styles['against']}
      value={against}
      choices={[
        { value: 'now', label: t('versions.now') },
        ...others.map((other) => ({ value: other.id, label: titleOf(other), hint: t('versions.at', { at: new Date(other.at) }) })),
      ]}
      onChange={(id) => versions.compareWith(id)}
    />
  );
}

function Changes({ version }: { version: Version }) {
  const versions = versionsOf(useEditor());
  const comparison = useCell(versions.comparison);
  const against = useCell(versions.against);
  if (comparison.at === 'refused') {
    return (
      <p role="alert" className={styles['damaged']}>
        <Icon name="alert" size={13} />
        {[comparison.message, comparison.hint].filter(Boolean).join(' ')}
      </p>
    );
  }
  if (comparison.at !== 'known') return <p className={styles['quiet']}>{t('versions.comparing')}</p>;
  const { changes, more } = comparison.difference;
  if (changes.length === 0) return <p className={styles['quiet']}>{t(against === 'now' ? 'versions.same' : 'versions.sameAs')}</p>;
  return (
    <>
      <ul className={styles['groups']} aria-label={t('versions.changes')}>
        {groupChanges(changes).map((group) => (
          <Group key={group.id} group={group} version={version} />
        ))}
      </ul>
      {more > 0 && <p className={styles['quiet']}>{t('versions.more', { count: more })}</p>}
    </>
  );
}

const signs: Readonly<Record<VersionChange['how'], IconName>> = {
  added: 'plus',
  removed: 'minus',
  renamed: 'pencil',
  moved: 'move',
  changed: 'pencil',
};

function Group({ group, version }: { group: ChangeGroup; version: Version }) {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  const name = group.subject ?? t('versions.part', { path: group.path });
  return (
    <li className={styles['group']}>
      <div className={styles['subject']}>
        <button type="button" className={styles['lead']} onClick={() => void goToChange(editor, group.changes[0]!)}>
          {name}
        </button>
        <IconButton
          icon="reset"
          size={13}
          label={t('versions.restore.one', { name })}
          disabled={!canEdit}
          onClick={() => void versionsOf(editor).restore(version, group.part)}
        />
      </div>
      <ul>
        {group.changes.map((change) => (
          <li key={`${change.component ?? ''} ${change.field ?? ''} ${change.line ?? ''} ${change.text}`}>
            <button type="button" className={styles['change']} onClick={() => void goToChange(editor, change)}>
              <span className={`${styles['sign']} ${styles[change.how]}`}>
                <Icon name={signs[change.how]} size={11} />
              </span>
              {sentenceBelow(change)}
            </button>
          </li>
        ))}
      </ul>
    </li>
  );
}
