import type { MenuEntry } from '../../../ui/index.ts';
import { showKeys } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { actionEntry } from '../../shell/action-ui.ts';
import { isMac } from '../../shell/keyboard.ts';
import { exportCsv, importCsv } from './actions.ts';
import { copyRange, fillDown, reset, type Sheet } from './grid-edits.ts';
import type { Rectangle } from './paste.ts';

/** What can be done with the chosen cells, and with the table. */
export function gridMenu(sheet: Sheet, range: Rectangle | undefined, paste: (over: Rectangle) => void): readonly (readonly MenuEntry[])[] {
  const { editor } = sheet;
  const entry = (id: string, label: string, keys: string, run: (chosen: Rectangle) => unknown, writes = true): MenuEntry => ({
    id,
    label,
    keys: showKeys(keys, isMac),
    disabled: !range || (writes && !editor.canEdit.get()),
    onSelect: () => range && void run(range),
  });
  return [
    [
      { ...entry('copy', t('action.copy'), 'Mod+C', (chosen) => copyRange(sheet, chosen), false), icon: 'copy' },
      { ...entry('paste', t('action.paste'), 'Mod+V', paste), icon: 'paste' },
    ],
    [
      entry('fillDown', t('table.fillDown'), 'Mod+D', (chosen) => fillDown(sheet, chosen)),
      { ...entry('reset', t('action.resetCells'), 'Delete', (chosen) => reset(sheet, chosen)), icon: 'reset' },
    ],
    [actionEntry(editor, exportCsv), actionEntry(editor, importCsv)],
  ];
}
