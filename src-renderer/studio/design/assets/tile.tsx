import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { ContextMenu, IconButton, Menu, type MenuEntry, TextField } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './assets.module.css';

interface TileProps {
  name: string;
  /** Said beside the pointer. */
  title: string;
  /** A few words at the end of the caption. */
  note: string;
  picture: ReactNode;
  entries: (rename: () => void) => readonly (readonly MenuEntry[])[];
  /** What is left out cannot be done with it. */
  onDrag?: (data: DataTransfer) => void;
  onUse?: () => void;
  onRename?: (name: string) => void;
  onDelete: () => void;
}

/** One thing of the project with its picture, its name and what can be done with it. */
export function Tile({ name, title, note, picture, entries, onDrag, onUse, onRename, onDelete }: TileProps) {
  const editor = useEditor();
  const mayEdit = useCell(editor.canEdit);
  const [renaming, setRenaming] = useState(false);
  // Text has a menu of its own.
  const isNaming = renaming && onRename !== undefined;
  const groups = () => entries(() => setRenaming(true));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && onUse) onUse();
    else if (event.key === 'F2' && mayEdit && onRename) setRenaming(true);
    else if (event.key === 'Delete' && mayEdit) onDelete();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <ContextMenu groups={groups} className={styles['menu-area']}>
        <button
          type="button"
          className={styles['face']}
          aria-label={name}
          title={title}
          draggable={onDrag !== undefined}
          onDragStart={(event) => onDrag?.(event.dataTransfer)}
          onDoubleClick={onUse}
          onKeyDown={onKeyDown}
        >
          {picture}
        </button>
        {!isNaming && (
          <div className={styles['caption']}>
            <span className={styles['name']} dir="auto">
              {name}
            </span>
            <span className={styles['size']}>{note}</span>
          </div>
        )}
      </ContextMenu>
      {isNaming && (
        <div className={styles['caption']}>
          <TextField
            ref={(input) => input?.focus()}
            label={t('assets.rename', { name })}
            className={styles['rename']}
            value={name}
            onFocus={(event) => event.currentTarget.select()}
            onCommit={onRename}
            onBlurCapture={() => setRenaming(false)}
          />
        </div>
      )}
      <Menu
        align="end"
        trigger={<IconButton icon="more" size={13} label={t('assets.menu', { name })} className={styles['more']} />}
        groups={groups}
      />
    </>
  );
}
