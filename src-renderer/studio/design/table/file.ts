/** The table goes out as a file and comes back as one. Fetched when somebody asks for it. */
import type { BroughtFile, Editor } from '../../editor/index.ts';
import { viewerRefused } from '../../editor/rooms/viewer.ts';
import { t } from '../../i18n/index.ts';
import { allColumns, nameColumn } from './columns.ts';
import { decodeText, planImport, tableCsv } from './csv.ts';
import { shownTable } from './shown.ts';
import { tableOf } from './table-state.ts';

/** Far more than a level can hold. */
const largest = 64 * 1024 * 1024;

/** Hands the rows and columns that the table shows to the person as a file. */
export function exportTable(editor: Editor): void {
  const level = editor.level.get();
  if (!level) return;
  const { keys, columns } = shownTable(editor, level);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([tableCsv(editor, level, keys, columns)], { type: 'text/csv' }));
  link.download = `${level.ref.id}.csv`;
  link.click();
  // The browser has taken the bytes over by the time it comes back to us.
  setTimeout(() => URL.revokeObjectURL(link.href));
  editor.notices.say({ tone: 'good', title: t('csv.exported', { count: keys.length }) });
}

/** Reads a file and shows what it would change; nothing is written before the person says so. */
export async function openImport(editor: Editor, file: BroughtFile): Promise<void> {
  const level = editor.level.get();
  if (!level) return;
  if (!editor.canEdit.get()) throw viewerRefused();
  if (file.size > largest)
    return editor.notices.say({ tone: 'bad', title: t('csv.large', { file: file.name }), text: t('csv.large.hint') });
  const text = decodeText(await file.bytes());
  const entities = Object.values(level.level.get().entities);
  const columns = [nameColumn(), ...allColumns(editor.project.get()?.types.get() ?? [], entities)];
  tableOf(editor).brought.set({ file: file.name, plan: planImport(editor, level, text, columns) });
  editor.dialog.set('table-import');
}
