import type { HTMLAttributes, Ref } from 'react';
import type { Cell } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell } from '../../react.ts';
import styles from './hierarchy.module.css';

interface TreeBoxProps extends HTMLAttributes<HTMLDivElement> {
  ref: Ref<HTMLDivElement>;
  focus: Cell<string | undefined>;
  isRow: (key: string) => boolean;
}

/** What takes the keys for the rows and says which of them they go to. */
export function TreeBox({ focus, isRow, ...others }: TreeBoxProps) {
  const key = useCell(focus);
  return (
    <div
      {...others}
      role="tree"
      aria-label={t('tree')}
      aria-multiselectable
      tabIndex={0}
      aria-activedescendant={key !== undefined && isRow(key) ? `row-${key}` : undefined}
      className={styles['tree']}
      style={{ height: '100%' }}
    />
  );
}
