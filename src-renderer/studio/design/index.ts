import type { ComponentType } from 'react';
import { later } from '../shell/later.ts';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';
import { tableActions } from './table/actions.ts';
import { Viewport, viewportAhead } from './viewport/viewport.tsx';

const Hierarchy = later(() => import('./hierarchy/hierarchy.tsx'), 'Hierarchy');
const Inspector = later(() => import('./inspector/inspector.tsx'), 'Inspector');
/** What the first paste and the first prefab need: there before anybody can be cut off from the host. */
const edits = () =>
  Promise.all([
    import('../editor/level/copies.ts'),
    import('../editor/level/paste.ts'),
    import('../editor/level/points.ts'),
    import('../editor/prefabs/instance-edits.ts'),
    import('../editor/assets/carried.ts'),
  ]);

/** The panels of the designer's job. */
export const designPanels: readonly PanelDefinition[] = [
  definePanel({
    id: 'hierarchy',
    title: 'panel.hierarchy',
    icon: 'tree',
    home: 'left',
    bleeds: true,
    Content: Hierarchy,
    ahead: () => Promise.all([Hierarchy.ahead(), edits()]),
  }),
  definePanel({
    id: 'levels',
    title: 'panel.levels',
    icon: 'layers',
    home: 'left',
    Content: later(() => import('./levels/levels.tsx'), 'Levels'),
  }),
  definePanel({
    id: 'history',
    title: 'panel.history',
    icon: 'history',
    home: 'left',
    Content: later(() => import('./history/history.tsx'), 'HistoryPanel'),
  }),
  definePanel({
    id: 'viewport',
    title: 'panel.viewport',
    icon: 'axes',
    home: 'centre',
    bleeds: true,
    Content: Viewport,
    ahead: viewportAhead,
  }),
  definePanel({
    id: 'inspector',
    title: 'panel.inspector',
    icon: 'settings',
    home: 'right',
    bleeds: true,
    Content: Inspector,
    ahead: Inspector.ahead,
  }),
  definePanel({
    id: 'problems',
    title: 'panel.problems',
    icon: 'alert',
    home: 'bottom',
    Content: later(() => import('./problems/problems.tsx'), 'Problems'),
  }),
  definePanel({
    id: 'assets',
    title: 'panel.assets',
    icon: 'boxes',
    home: 'bottom',
    bleeds: true,
    Content: later(() => import('./assets/assets-panel.tsx'), 'AssetsPanel'),
  }),
  definePanel({
    id: 'table',
    title: 'panel.table',
    icon: 'table',
    home: 'bottom',
    bleeds: true,
    Content: later(() => import('./table/table.tsx'), 'TablePanel'),
  }),
];

export const designActions = tableActions;

export const designDialogs: Readonly<Record<string, ComponentType>> = {
  'asset-uses': later(() => import('./assets/dialogs.tsx'), 'AssetUsesDialog'),
  'asset-unused': later(() => import('./assets/dialogs.tsx'), 'DeleteUnusedDialog'),
  'asset-delete': later(() => import('./assets/dialogs.tsx'), 'DeleteAssetDialog'),
  prefabs: later(() => import('./prefabs/prefabs-dialog.tsx'), 'PrefabsDialog'),
  'table-import': later(() => import('./table/import-dialog.tsx'), 'TableImportDialog'),
};
