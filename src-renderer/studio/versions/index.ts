import type { ComponentType } from 'react';
import type { Action } from '../editor/index.ts';
import { later } from '../shell/later.ts';
import { saveVersion, showVersions } from './actions.ts';

export { takeOverOf } from './take-over.ts';
export { VersionsList } from './versions-list.tsx';
export { versionsOf } from './versions.ts';

export const versionsActions: readonly Action[] = [saveVersion, showVersions];
export const versionsDialogs: Readonly<Record<string, ComponentType>> = {
  'save-version': later(() => import('./save-dialog.tsx'), 'SaveVersionDialog'),
  'take-over': later(() => import('./take-over-dialog.tsx'), 'TakeOverDialog'),
};
