import type { ComponentType } from 'react';
import { later } from '../shell/later.ts';

export { draftsActions } from './actions.ts';

const dialogs = () => import('./dialogs.tsx');
export const draftsDialogs: Readonly<Record<string, ComponentType>> = {
  'draft-begin': later(dialogs, 'BeginDraftDialog'),
  'draft-merge': later(dialogs, 'MergeDraftDialog'),
  'draft-compare': later(dialogs, 'CompareDraftDialog'),
  'draft-drop': later(dialogs, 'DropDraftDialog'),
};
