import { defineAction } from '../editor/actions/action.ts';
import { publishingOf } from './publishing.ts';

export const openPublish = defineAction({
  id: 'publish.open',
  title: 'action.publish',
  keys: ['Mod+Shift+P'],
  menu: { in: 'project', group: 2 },
  icon: 'rocket',
  words: 'deploy ship release live tenant',
  // A guest's host publishes.
  when: ({ level, host }) => level.get() !== undefined && host.get()?.guestOf === undefined,
  run: (editor) => {
    publishingOf(editor).open();
    editor.dialog.set('publish');
  },
});
