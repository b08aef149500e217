import { classes, IconButton, Menu } from '../../../ui/index.ts';
import { menus } from '../../editor/index.ts';
import { redo, undo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { keysOf, menuGroups } from '../action-ui.ts';
import type { TopBarSlots } from '../slots.ts';
import { LevelMenu } from './level-menu.tsx';
import { Logo } from './logo.tsx';
import { ShareChip } from '../share/share-chip.tsx';
import { People } from './people.tsx';
import { SyncChip } from './sync.tsx';
import styles from './top-bar.module.css';
import { Transport } from './transport.tsx';

export function TopBar({ slots: { parity: Parity, cost: Cost, publish: Publish } }: { slots: TopBarSlots }) {
  const editor = useEditor();
  const steps = useCell(editor.steps);
  return (
    <header className={styles['bar']}>
      <div className={styles['group']}>
        <Menu
          trigger={
            <IconButtonLike label={t('menu')}>
              <Logo />
            </IconButtonLike>
          }
          groups={() => [menus.map((id) => ({ id, label: t(`menu.${id}`), submenu: () => menuGroups(editor, id) }))]}
        />
        <LevelMenu />
        <SyncChip />
        <span className={styles['rule']} />
        <IconButton
          icon="undo"
          label={t('action.undo')}
          keys={steps.undo === undefined ? keysOf(editor, undo) : `${steps.undo} ${keysOf(editor, undo) ?? ''}`}
          disabled={steps.undo === undefined}
          onClick={() => void editor.do(undo)}
        />
        <IconButton
          icon="redo"
          label={t('action.redo')}
          keys={steps.redo === undefined ? keysOf(editor, redo) : `${steps.redo} ${keysOf(editor, redo) ?? ''}`}
          disabled={steps.redo === undefined}
          onClick={() => void editor.do(redo)}
        />
      </div>
      <Transport />
      <div className={classes(styles['group'], styles['end'])}>
        <ShareChip />
        <People />
        <IconButton icon="share" label={t('share')} onClick={() => editor.dialog.set('share')} />
        {Parity && <Parity />}
        {Cost && <Cost />}
        {Publish && <Publish />}
      </div>
    </header>
  );
}

function IconButtonLike({ label, children, ...rest }: { label: string; children: React.ReactNode }) {
  return (
    <button type="button" aria-label={label} className={classes(styles['crumb'], styles['mark'])} {...rest}>
      {children}
    </button>
  );
}
