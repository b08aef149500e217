import type { ComponentType } from 'react';
import type { Action } from '../editor/index.ts';
import { later } from '../shell/later.ts';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';
import type { TopBarSlots } from '../shell/slots.ts';
import { openPublish, signIn, startSession } from './actions.ts';
import { ParityChip } from './parity-chip.tsx';
import { PublishButton } from './publish-button.tsx';

export const shipPanels: PanelDefinition[] = [
  definePanel({
    id: 'cloud',
    title: 'panel.cloud',
    icon: 'cloud',
    home: 'bottom',
    Content: later(() => import('./cloud-panel.tsx'), 'CloudPanel'),
  }),
];
export const shipActions: Action[] = [openPublish, startSession, signIn];
export const shipSlots: TopBarSlots = { parity: ParityChip, publish: PublishButton };
export const shipDialogs: Record<string, ComponentType> = {
  publish: later(() => import('./publish-dialog.tsx'), 'PublishDialog'),
  'sign-in': later(() => import('./sign-in-dialog.tsx'), 'SignInDialog'),
  'end-session': later(() => import('./end-session-dialog.tsx'), 'EndSessionDialog'),
  rollback: later(() => import('./rollback-dialog.tsx'), 'RollbackDialog'),
};
