import { type Action, type BroughtFile, defineAction } from '../../editor/index.ts';
import { tableOf } from './table-state.ts';

const inLevel: Action['when'] = ({ level }) => level.get() !== undefined;

const show = defineAction({
  id: 'table.show',
  title: 'action.showTable',
  icon: 'table',
  words: 'spreadsheet grid rows columns cells bulk csv excel',
  menu: { in: 'view', group: 1 },
  when: inLevel,
  run: ({ reveal }) => reveal.set('table'),
});

const ofSelection = defineAction({
  id: 'table.selection',
  title: 'action.tableOfSelection',
  icon: 'table',
  words: 'spreadsheet grid rows columns cells bulk edit csv excel',
  menu: { in: 'entity', group: 2 },
  when: (editor) => (inLevel(editor) ?? true) && editor.selection.keys.get().length > 0,
  run(editor) {
    const table = tableOf(editor);
    table.query.set('');
    table.only.set(editor.selection.keys.get());
    editor.reveal.set('table');
  },
});

export const exportCsv = defineAction({
  id: 'table.export',
  title: 'action.exportCsv',
  icon: 'download',
  words: 'table spreadsheet excel download save',
  menu: { in: 'project', group: 1 },
  when: inLevel,
  run: async (editor) => (await import('./file.ts')).exportTable(editor),
});

export const importCsv = defineAction({
  id: 'table.import',
  title: 'action.importCsv',
  icon: 'upload',
  words: 'table spreadsheet excel open load',
  menu: { in: 'project', group: 1 },
  when: (editor) => (inLevel(editor) ?? true) && editor.canEdit.get(),
  async run(editor) {
    const [file] = await editor.ports.pickFiles(['.csv', '.tsv', '.txt'], false);
    if (file) await (await import('./file.ts')).openImport(editor, file);
  },
});

/** A file that was dropped on the table. */
export const importDropped = defineAction<{ files: Promise<readonly BroughtFile[]> }>({
  id: 'table.importDropped',
  title: 'action.importCsv',
  when: inLevel,
  async run(editor, { files }) {
    const [file] = await files;
    if (file) await (await import('./file.ts')).openImport(editor, file);
  },
});

export const tableActions: readonly Action[] = [show, ofSelection, exportCsv, importCsv];
