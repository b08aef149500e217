import { defineAction } from '../editor/actions/action.ts';
import { versionsOf } from './versions.ts';

export const saveVersion = defineAction({
  id: 'version.save',
  title: 'action.saveVersion',
  keys: ['Mod+Shift+S'],
  icon: 'history',
  words: 'checkpoint snapshot name keep backup',
  menu: { in: 'project', group: 1 },
  when: ({ project, canEdit }) => project.get() !== undefined && canEdit.get(),
  run: ({ dialog }) => dialog.set('save-version'),
});

export const showVersions = defineAction({
  id: 'version.show',
  title: 'action.showVersions',
  icon: 'history',
  words: 'history restore compare earlier back',
  menu: { in: 'view', group: 0 },
  when: ({ project }) => project.get() !== undefined,
  run(editor) {
    versionsOf(editor).tab.set('versions');
    editor.reveal.set('history');
  },
});
