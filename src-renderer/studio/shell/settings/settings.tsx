import { Dialog, Tabs } from '../../../ui/index.ts';
import { type Cell, createCell, type Editor, type WritableCell } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { KeySettings } from './key-settings.tsx';
import { LookSettings } from './look-settings.tsx';
import { WordSettings } from './word-settings.tsx';

const tabs = new WeakMap<Editor, WritableCell<string>>();

/** Which section is open: it stays so while the window is made anew in another language. */
function sectionOf(editor: Editor): Cell<string> & Pick<WritableCell<string>, 'set'> {
  const cell = tabs.get(editor) ?? createCell('look');
  tabs.set(editor, cell);
  return cell;
}

/** Opens the settings at the keys. */
export function openKeySettings(editor: Editor): void {
  sectionOf(editor).set('keys');
  editor.dialog.set('settings');
}

/** How Studio looks, speaks and listens to this person. */
export function Settings() {
  const editor = useEditor();
  const section = sectionOf(editor);
  return (
    <Dialog wide title={t('settings')} about={t('settings.about')} closeLabel={t('close')} onClose={() => editor.dialog.set(undefined)}>
      <Tabs
        label={t('settings')}
        value={useCell(section)}
        onChange={section.set}
        tabs={[
          { id: 'look', title: t('settings.look'), content: <LookSettings /> },
          { id: 'words', title: t('settings.words'), content: <WordSettings /> },
          { id: 'keys', title: t('settings.keys'), content: <KeySettings /> },
        ]}
      />
    </Dialog>
  );
}
