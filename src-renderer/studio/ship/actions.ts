import { defineAction } from '../editor/actions/action.ts';
import { publishingOf } from './publishing.ts';
import { signInOf } from './sign-in.ts';

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

export const signIn = defineAction({
  id: 'cloud.signIn',
  title: 'action.signIn',
  icon: 'cloud',
  words: 'aws sso login identity center cognito account role credentials',
  // The cloud of this computer needs no sign-in, and a guest's host has the cloud.
  when: ({ host }) => !['local', 'none', undefined].includes(host.get()?.target),
  run: (editor) => signInOf(editor).open(),
});
