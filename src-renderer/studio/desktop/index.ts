import type { ComponentType } from 'react';
import { JoinDialog } from './join-dialog.tsx';
import { OpeningDialog } from './opening-dialog.tsx';

export { desktopActions, joinByLink, openFolder } from './actions.ts';
export { followDesktop } from './follow.ts';

export const desktopDialogs: Readonly<Record<string, ComponentType>> = { 'join-by-link': JoinDialog, opening: OpeningDialog };
