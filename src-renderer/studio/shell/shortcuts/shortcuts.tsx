import { Button, Dialog } from '../../../ui/index.ts';
import { menus } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { openKeySettings } from '../settings/settings.tsx';
import { allKeysOf, keysOf, titleOf } from '../action-ui.ts';
import styles from './shortcuts.module.css';

/** Every action that has keys, by menu. */
export function Shortcuts() {
  const editor = useEditor();
  useCell(editor.preferences.bindings);
  return (
    <Dialog
      wide
      title={t('shortcuts')}
      about={t('shortcuts.about')}
      closeLabel={t('close')}
      footer={
        <Button look="outline" onClick={() => openKeySettings(editor)}>
          {t('shortcuts.change')}
        </Button>
      }
      onClose={() => editor.dialog.set(undefined)}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, with the keyboard alone, too */}
      <div className={styles['columns']} tabIndex={0} role="group" aria-label={t('shortcuts')}>
        {menus.map((menu) => {
          const actions = editor.actions
            .menu(menu)
            .flat()
            .filter((action) => keysOf(editor, action) !== undefined);
          return (
            actions.length > 0 && (
              <section key={menu} className={styles['area']}>
                <h3 className={styles['title']}>{t(`menu.${menu}`)}</h3>
                <ul>
                  {actions.map((action) => (
                    <li key={action.id} className={styles['row']}>
                      <span>{titleOf(action)}</span>
                      <kbd className={styles['keys']}>{allKeysOf(editor, action).join(', ')}</kbd>
                    </li>
                  ))}
                </ul>
              </section>
            )
          );
        })}
      </div>
    </Dialog>
  );
}
