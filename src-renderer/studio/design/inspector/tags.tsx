import { useId, useRef, useState } from 'react';
import type { EntityData } from '../../../../engine/model/level.ts';
import { classes, Icon, useLeaving } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { addTag, removeTag } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './tags.module.css';

const tagsOf = (entities: readonly EntityData[]): string[] => [...new Set(entities.flatMap(({ tags }) => tags ?? []))].toSorted();

/** The tags of what is selected, as chips. One that not all of them have is dashed: pressed, all have it. */
export function Tags({ level, keys, entities }: { level: LevelSession; keys: readonly string[]; entities: readonly EntityData[] }) {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  const [text, setText] = useState('');
  const [known, setKnown] = useState<readonly string[]>([]);
  const list = useId();
  const tags = tagsOf(entities);
  const add = (tag: string): void => void editor.do(addTag, { entities: keys, text: tag, of: level });
  const typed = useRef('');
  const type = (next: string): void => {
    typed.current = next;
    setText(next);
  };
  const take = (): void => {
    const tag = typed.current;
    type('');
    if (tag.trim() !== '') add(tag);
  };
  useLeaving(take);
  return (
    <div className={styles['tags']} role="group" aria-label={t('tags')}>
      {tags.map((tag) => {
        const isMixed = entities.some((entity) => !entity.tags?.includes(tag));
        return (
          <span key={tag} className={classes(styles['chip'], isMixed && styles['mixed'])}>
            {isMixed ? (
              <button
                type="button"
                disabled={!canEdit}
                title={t('tags.some')}
                aria-label={t('tags.toAll', { tag })}
                onClick={() => add(tag)}
              >
                <bdi>{tag}</bdi>
              </button>
            ) : (
              <bdi>{tag}</bdi>
            )}
            {canEdit && (
              <button
                type="button"
                aria-label={t('tags.remove', { tag })}
                onClick={() => void editor.do(removeTag, { entities: keys, tag })}
              >
                <Icon name="close" size={11} />
              </button>
            )}
          </span>
        );
      })}
      {canEdit && (
        <input
          className={styles['add']}
          aria-label={t('tags.add')}
          placeholder={t('tags.add')}
          list={list}
          maxLength={40}
          value={text}
          onFocus={() => setKnown(tagsOf(Object.values(level.level.get().entities)))}
          data-pending={text !== '' || undefined}
          onChange={({ target }) => type(target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            const last = tags.at(-1);
            if ((event.key === 'Enter' || event.key === ',') && text.trim() !== '') {
              event.preventDefault();
              take();
            } else if (event.key === 'Backspace' && text === '' && last !== undefined)
              void editor.do(removeTag, { entities: keys, tag: last });
          }}
        />
      )}
      <datalist id={list}>
        {known.map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </datalist>
    </div>
  );
}
