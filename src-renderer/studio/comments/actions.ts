import { type Action, defineAction } from '../editor/actions/action.ts';
import { commentsOf, selectionAnchor } from './comments.ts';

const mayWrite: Action['when'] = ({ level, canEdit }) => level.get() !== undefined && canEdit.get();

export const commentOnSelection = defineAction({
  id: 'comment.selection',
  title: 'action.comment',
  keys: ['C'],
  icon: 'message',
  words: 'discuss note review feedback thread mention',
  menu: { in: 'entity', group: 2 },
  when: (editor) => (mayWrite(editor) ?? true) && selectionAnchor(editor) !== undefined,
  run(editor) {
    commentsOf(editor).opened.set(undefined);
    commentsOf(editor).drafted.set(selectionAnchor(editor));
    editor.reveal.set('comments');
  },
});

export const commentOnField = defineAction<{ component: string; field: string }>({
  id: 'comment.field',
  title: 'action.commentOnField',
  when: (editor) => (mayWrite(editor) ?? true) && editor.selection.keys.get().length === 1,
  run(editor, field) {
    const anchor = selectionAnchor(editor);
    if (!anchor || 'point' in anchor) return;
    commentsOf(editor).opened.set(undefined);
    commentsOf(editor).drafted.set({ ...anchor, field });
    editor.reveal.set('comments');
  },
});

export const commentInScene = defineAction({
  id: 'comment.scene',
  title: 'action.commentInScene',
  keys: ['Shift+C'],
  icon: 'pin',
  words: 'discuss note review feedback point place',
  menu: { in: 'entity', group: 2 },
  when: (editor) => (mayWrite(editor) ?? true) && editor.viewport.get() !== undefined,
  run(editor) {
    const point = editor.viewport.get()?.point();
    if (!point) return;
    commentsOf(editor).opened.set(undefined);
    commentsOf(editor).drafted.set({ point });
    editor.reveal.set('comments');
  },
});

export const showComments = defineAction({
  id: 'comment.show',
  title: 'action.showComments',
  icon: 'message',
  words: 'discussion threads review mentions',
  menu: { in: 'view', group: 0 },
  when: ({ project }) => project.get() !== undefined,
  run: ({ reveal }) => reveal.set('comments'),
});
