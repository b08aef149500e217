import { type ComponentType, useRef } from 'react';
import { classes, IconButton, Menu, Popover } from '../../../ui/index.ts';
import { menus } from '../../editor/index.ts';
import { redo, undo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { isEnabled, keysOf, menuGroups } from '../action-ui.ts';
import type { TopBarSlots } from '../slots.ts';
import { LevelMenu } from './level-menu.tsx';
import { Logo } from './logo.tsx';
import { ShareChip } from '../share/share-chip.tsx';
import { People } from './people.tsx';
import { SyncChip } from './sync.tsx';
import styles from './top-bar.module.css';
import { Transport, type TransportPart, transportParts } from './transport.tsx';
import { useFold } from './use-fold.ts';

type Part = TransportPart | 'cost' | 'sharing' | 'share' | 'people' | 'history';

/** What goes behind "More" where there is no room, the least important first. The menu, the level, Sync, Play, Parity and Publish stay. */
const goes: readonly Part[] = ['hash', 'cost', 'fork', 'sharing', 'share', 'history', 'people', 'slider', 'steps', 'time'];

export function TopBar({ slots: { parity: Parity, cost: Cost, publish: Publish } }: { slots: TopBarSlots }) {
  const bar = useRef<HTMLElement>(null);
  // When all has gone the chips shorten what they say.
  const folded = useFold(bar, goes.length + 1);
  const without = (part: Part): boolean => goes.indexOf(part) < folded;
  const parts: Readonly<Record<Part, ComponentType | undefined>> = {
    ...transportParts,
    cost: Cost,
    sharing: ShareChip,
    share: ShareButton,
    people: People,
    history: Steps,
  };
  const show = (part: Part, isThere = !without(part)): React.ReactNode => {
    const Part = parts[part];
    return isThere && Part && <Part key={part} />;
  };
  return (
    <header ref={bar} className={classes(styles['bar'], without('slider') && styles['folded'], folded > goes.length && styles['tight'])}>
      <div className={styles['group']}>
        <MainMenu />
        <LevelMenu />
        <SyncChip />
        {!without('history') && <span className={styles['rule']} />}
        {show('history')}
      </div>
      <Transport without={without} />
      <div className={classes(styles['group'], styles['end'])}>
        {show('sharing')}
        {show('people')}
        {show('share')}
        {show('cost')}
        {folded > 0 && (
          <Popover label={t('topBar.more')} trigger={<IconButton icon="more" label={t('topBar.more')} />} className={styles['behind']}>
            {goes.toReversed().map((part) => show(part, without(part)))}
          </Popover>
        )}
        {Parity && <Parity />}
        {Publish && <Publish />}
      </div>
    </header>
  );
}

function MainMenu() {
  const editor = useEditor();
  return (
    <Menu
      trigger={
        <IconButtonLike label={t('menu')}>
          <Logo />
        </IconButtonLike>
      }
      groups={() => [menus.map((id) => ({ id, label: t(`menu.${id}`), submenu: () => menuGroups(editor, id) }))]}
    />
  );
}

/** Undo and Redo. */
function Steps() {
  const editor = useEditor();
  const steps = useCell(editor.steps);
  useCell(editor.stepsWaiting);
  useCell(editor.canEdit);
  return (
    <div className={styles['steps']}>
      <IconButton
        icon="undo"
        label={t('action.undo')}
        keys={steps.undo === undefined ? keysOf(editor, undo) : `${steps.undo} ${keysOf(editor, undo) ?? ''}`}
        disabled={!isEnabled(editor, undo)}
        onClick={() => void editor.do(undo)}
      />
      <IconButton
        icon="redo"
        label={t('action.redo')}
        keys={steps.redo === undefined ? keysOf(editor, redo) : `${steps.redo} ${keysOf(editor, redo) ?? ''}`}
        disabled={!isEnabled(editor, redo)}
        onClick={() => void editor.do(redo)}
      />
    </div>
  );
}

function ShareButton() {
  const { dialog } = useEditor();
  return <IconButton icon="share" label={t('share')} onClick={() => dialog.set('share')} />;
}

function IconButtonLike({ label, children, ...rest }: { label: string; children: React.ReactNode }) {
  return (
    <button type="button" aria-label={label} className={classes(styles['crumb'], styles['mark'])} {...rest}>
      {children}
    </button>
  );
}
