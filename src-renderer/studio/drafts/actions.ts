import { defineAction } from '../editor/actions/action.ts';
import type { Action, Editor } from '../editor/index.ts';
import type { Drafts } from './drafts.ts';

const menu = { in: 'project', group: 2, under: 'drafts' } as const;
const isDraft = ({ level }: Editor): boolean => level.get()?.head.get().draft !== undefined;
const mayEdit = (editor: Editor): boolean => editor.level.get() !== undefined && editor.canEdit.get();
const drafts = async (editor: Editor): Promise<Drafts> => (await import('./drafts.ts')).draftsOf(editor);

export const beginDraft = defineAction({
  id: 'draft.begin',
  title: 'action.draft.begin',
  icon: 'fork',
  words: 'branch copy idea try experiment',
  menu,
  when: (editor) => mayEdit(editor) && !isDraft(editor),
  run: ({ dialog }) => dialog.set('draft-begin'),
});

export const compareDraft = defineAction({
  id: 'draft.compare',
  title: 'action.draft.compare',
  icon: 'history',
  words: 'difference diff branch',
  menu,
  when: isDraft,
  run: async (editor) => (await drafts(editor)).compare(),
});

export const takeOverDraft = defineAction({
  id: 'draft.takeOver',
  title: 'action.draft.takeOver',
  icon: 'ok',
  words: 'merge accept branch into level',
  menu,
  when: (editor) => mayEdit(editor) && isDraft(editor),
  run: async (editor) => (await drafts(editor)).open('take-over'),
});

export const bringNews = defineAction({
  id: 'draft.news',
  title: 'action.draft.news',
  icon: 'refresh',
  words: 'merge pull update rebase branch',
  menu,
  when: (editor) => mayEdit(editor) && isDraft(editor),
  run: async (editor) => (await drafts(editor)).open('news'),
});

export const detachDraft = defineAction({
  id: 'draft.detach',
  title: 'action.draft.detach',
  icon: 'layers',
  words: 'level branch keep split',
  menu,
  when: (editor) => mayEdit(editor) && isDraft(editor),
  run: async (editor) => (await drafts(editor)).detach(),
});

export const dropDraft = defineAction({
  id: 'draft.drop',
  title: 'action.draft.drop',
  icon: 'trash',
  words: 'delete discard branch',
  menu,
  when: (editor) => mayEdit(editor) && isDraft(editor),
  run: ({ dialog }) => dialog.set('draft-drop'),
});

export const draftsActions: readonly Action[] = [beginDraft, compareDraft, takeOverDraft, bringNews, detachDraft, dropDraft];
