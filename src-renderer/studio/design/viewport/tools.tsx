import { IconButton, type IconName, Menu } from '../../../ui/index.ts';
import { pivots, spaces } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { actionEntry, keysOf, menuGroups, titleOf } from '../../shell/action-ui.ts';
import { SnapSettings } from './snap-settings.tsx';
import styles from './viewport.module.css';

/** The strip of tools over the picture. */
export function Tools() {
  return (
    <div className={styles['tools']} role="toolbar" aria-label={t('viewport.tools')}>
      {['view.tool.select', 'view.tool.move', 'view.tool.rotate', 'view.tool.scale'].map((id) => (
        <ToolButton key={id} id={id} />
      ))}
      <span className={styles['rule']} />
      <HandlesMenu />
      <span className={styles['rule']} />
      <ToolButton id="view.snap" />
      <SnapSettings />
      <span className={styles['rule']} />
      <ToolButton id="view.frame" />
      <ViewMenu />
    </div>
  );
}

export function ToolButton({ id }: { id: string }) {
  const editor = useEditor();
  useCell(editor.tool);
  useCell(editor.viewing.snap);
  const action = editor.actions.get(id);
  if (!action) return null;
  const pressed = action.checked?.(editor);
  return (
    <IconButton
      icon={action.icon as IconName}
      label={titleOf(action)}
      keys={keysOf(editor, action)}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      onClick={() => void editor.do(action)}
    />
  );
}

/** Along which axes the handles stand, and about what several things turn. */
function HandlesMenu() {
  const editor = useEditor();
  const space = useCell(editor.viewing.space);
  const entries = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const action = editor.actions.get(id);
      return action ? [actionEntry(editor, action)] : [];
    });
  const short = t(`space.${space}.short`);
  return (
    <Menu
      trigger={
        <button type="button" className={styles['choice']} aria-label={t('viewport.handles', { space: short })}>
          {short}
        </button>
      }
      groups={() => [entries(spaces.map((name) => `view.space.${name}`)), entries(pivots.map((name) => `view.pivot.${name}`))]}
    />
  );
}

/** From where one sees, and what is shown beside the level. */
function ViewMenu() {
  const editor = useEditor();
  return (
    <Menu
      trigger={
        <button type="button" className={styles['choice']}>
          {t('viewport.show')}
        </button>
      }
      groups={() => menuGroups(editor, 'view').filter((group) => group.some(({ id }) => id === 'view.isolate'))}
    />
  );
}
