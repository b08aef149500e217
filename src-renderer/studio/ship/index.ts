import type { ComponentType } from 'react';
import type { Action } from '../editor/index.ts';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';
import type { TopBarSlots } from '../shell/slots.ts';
import { openPublish } from './actions.ts';
import { CloudPanel } from './cloud-panel.tsx';
import { ParityChip } from './parity-chip.tsx';
import { PublishButton } from './publish-button.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';

export const shipPanels: PanelDefinition[] = [
  definePanel({ id: 'cloud', title: 'panel.cloud', icon: 'cloud', home: 'bottom', Content: CloudPanel }),
];
export const shipActions: Action[] = [openPublish];
export const shipSlots: TopBarSlots = { parity: ParityChip, publish: PublishButton };
export const shipDialogs: Record<string, ComponentType> = { publish: PublishDialog, rollback: RollbackDialog };
