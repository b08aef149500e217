import type { ComponentType } from 'react';
import type { Action } from '../editor/index.ts';
import { saveVersion, showVersions } from './actions.ts';
import { SaveVersionDialog } from './save-dialog.tsx';
import { TakeOverDialog } from './take-over-dialog.tsx';

export { takeOverOf } from './take-over.ts';
export { VersionsList } from './versions-list.tsx';
export { versionsOf } from './versions.ts';

export const versionsActions: readonly Action[] = [saveVersion, showVersions];
export const versionsDialogs: Readonly<Record<string, ComponentType>> = { 'save-version': SaveVersionDialog, 'take-over': TakeOverDialog };
