import type { ComponentType } from 'react';
import { later } from '../shell/later.ts';

export { authoringActions } from './actions.ts';

const scripts = () => import('./script-dialogs.tsx');
const projects = () => import('./project-dialogs.tsx');
const levels = () => import('./level-dialogs.tsx');
export const authoringDialogs: Readonly<Record<string, ComponentType>> = {
  'script-new': later(scripts, 'NewScriptDialog'),
  'script-rename': later(scripts, 'RenameScriptDialog'),
  'script-delete': later(scripts, 'DeleteScriptDialog'),
  'project-rename': later(projects, 'RenameProjectDialog'),
  'project-delete': later(projects, 'DeleteProjectDialog'),
  'project-settings': later(() => import('./project-settings.tsx'), 'ProjectSettingsDialog'),
  'level-new': later(levels, 'NewLevelDialog'),
  'level-duplicate': later(levels, 'DuplicateLevelDialog'),
  'level-rename': later(levels, 'RenameLevelDialog'),
  'level-delete': later(levels, 'DeleteLevelDialog'),
};
