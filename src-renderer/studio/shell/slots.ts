import type { ComponentType } from 'react';

/** What other areas put into the top bar. */
export interface TopBarSlots {
  parity?: ComponentType;
  cost?: ComponentType;
  publish?: ComponentType;
}
