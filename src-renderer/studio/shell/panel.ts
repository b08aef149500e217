import type { ComponentType } from 'react';
import type { IconName } from '../../ui/index.ts';
import type { MessageKey } from '../i18n/index.ts';

/** Where a panel stands when a layout is made or reset. */
export type PanelHome = 'left' | 'centre' | 'right' | 'bottom';

/** A part of the window that docks. It is a `region` and its tab a `tab`, both with its title as their name. */
export interface PanelDefinition {
  /** Stable: saved layouts name it. */
  id: string;
  title: MessageKey;
  /** Name of the icon in ui/icon. */
  icon: IconName;
  home: PanelHome;
  /** Has its own scrolling and edges (canvas, editor, chart); otherwise the panel scrolls. */
  bleeds?: boolean;
  Content: ComponentType;
  /** Fetches what one looks at first in a project. The window asks for it as soon as it stands, before a project is open. */
  ahead?: () => Promise<unknown>;
  /** Stands after the title of its tab, where something waits in it. */
  Mark?: ComponentType;
}

export const definePanel = (panel: PanelDefinition): PanelDefinition => panel;
