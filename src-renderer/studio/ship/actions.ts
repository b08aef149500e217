import type { Publication } from '../../../src-main/contract/index.ts';
import { defineAction } from '../editor/actions/action.ts';
import type { Editor } from '../editor/index.ts';
import { cloudWatchOf } from './cloud.ts';
import { publishingOf } from './publishing.ts';
import { signInOf } from './sign-in.ts';

/** What is live of the level that is open, where the Publish sheet looks. */
const liveOf = (editor: Editor): Publication | undefined => {
  const check = publishingOf(editor).check.get();
  return check.at === 'known' ? check.answer.live : undefined;
};

export const startSession = defineAction({
  id: 'cloud.startSession',
  title: 'action.startSession',
  icon: 'play',
  words: 'cloud game playground live',
  when: (editor) => liveOf(editor) !== undefined,
  async run(editor) {
    const live = liveOf(editor);
    if (!live) return;
    editor.reveal.set('cloud');
    await cloudWatchOf(editor).start(live);
  },
});

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
