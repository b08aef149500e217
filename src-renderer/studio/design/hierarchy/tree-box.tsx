import type { HTMLAttributes, RefObject } from 'react';
import type { Cell } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import styles from './hierarchy.module.css';
import { useAttribute } from './use-attribute.ts';

interface TreeBoxProps extends HTMLAttributes<HTMLDivElement> {
  ref: RefObject<HTMLDivElement | null>;
  focus: Cell<string | undefined>;
  isRow: (key: string) => boolean;
}

/** What takes the keys for the rows and says which of them they go to. */
export function TreeBox({ ref, focus, isRow, ...others }: TreeBoxProps) {
  useAttribute(
    ref,
    'aria-activedescendant',
    (listener) => focus.subscribe(listener),
    () => {
      const key = focus.get();
      return key !== undefined && isRow(key) ? `row-${key}` : undefined;
    },
  );
  return (
    <div
      {...others}
      ref={ref}
      role="tree"
      aria-label={t('tree')}
      aria-multiselectable
      tabIndex={0}
      className={styles['tree']}
      style={{ height: '100%' }}
    />
  );
}
