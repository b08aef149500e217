import type { Action } from '../editor/index.ts';
import { later } from '../shell/later.ts';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';
import { commentInScene, commentOnSelection, showComments } from './actions.ts';
import { UnreadMark } from './badge.tsx';

export { commentOnField } from './actions.ts';
export { CommentsBadge } from './badge.tsx';
export { commentsOf } from './comments.ts';
export { createPins } from './pins.ts';

export const commentsActions: readonly Action[] = [commentOnSelection, commentInScene, showComments];
export const commentsPanels: readonly PanelDefinition[] = [
  definePanel({
    id: 'comments',
    title: 'panel.comments',
    icon: 'message',
    home: 'right',
    bleeds: true,
    Mark: UnreadMark,
    Content: later(() => import('./comments-panel.tsx'), 'CommentsPanel'),
  }),
];
