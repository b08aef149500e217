import type { ComponentType } from 'react';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';
import { AssetsPanel } from './assets/assets-panel.tsx';
import { AssetUsesDialog, DeleteAssetDialog } from './assets/dialogs.tsx';
import { Hierarchy } from './hierarchy/hierarchy.tsx';
import { HistoryPanel } from './history/history.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { Levels } from './levels/levels.tsx';
import { Problems } from './problems/problems.tsx';
import { Viewport } from './viewport/viewport.tsx';

/** The panels of the designer's job. */
export const designPanels: readonly PanelDefinition[] = [
  definePanel({ id: 'hierarchy', title: 'panel.hierarchy', icon: 'tree', home: 'left', bleeds: true, Content: Hierarchy }),
  definePanel({ id: 'levels', title: 'panel.levels', icon: 'layers', home: 'left', Content: Levels }),
  definePanel({ id: 'history', title: 'panel.history', icon: 'history', home: 'left', Content: HistoryPanel }),
  definePanel({ id: 'viewport', title: 'panel.viewport', icon: 'axes', home: 'centre', bleeds: true, Content: Viewport }),
  definePanel({ id: 'inspector', title: 'panel.inspector', icon: 'settings', home: 'right', bleeds: true, Content: Inspector }),
  definePanel({ id: 'problems', title: 'panel.problems', icon: 'alert', home: 'bottom', Content: Problems }),
  definePanel({ id: 'assets', title: 'panel.assets', icon: 'boxes', home: 'bottom', bleeds: true, Content: AssetsPanel }),
];

export const designDialogs: Readonly<Record<string, ComponentType>> = { 'asset-uses': AssetUsesDialog, 'asset-delete': DeleteAssetDialog };
