import type { ComponentType } from 'react';
import { later } from '../shell/later.ts';

export { desktopActions, joinByLink, openFolder } from './actions.ts';
export { followDesktop } from './follow.ts';

export const desktopDialogs: Readonly<Record<string, ComponentType>> = {
  'join-by-link': later(() => import('./join-dialog.tsx'), 'JoinDialog'),
  opening: later(() => import('./opening-dialog.tsx'), 'OpeningDialog'),
};
