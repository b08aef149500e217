import type { z } from 'zod';
import { AssetStored } from './asset-stored.v1.ts';
import { AuditSealed } from './audit-sealed.v1.ts';
import { BudgetSpent } from './budget-spent.v1.ts';
import type { EventKind } from './define.ts';
import { LevelPublished } from './level-published.v1.ts';
import { LevelRefused } from './level-refused.v1.ts';
import { PlayerJoined } from './player-joined.v1.ts';
import { PlayersJoined } from './players-joined.v1.ts';
import { SessionFinished } from './session-finished.v1.ts';
import { SessionParked } from './session-parked.v1.ts';
import { SessionPhaseChanged } from './session-phase-changed.v2.ts';
import { SessionStarted } from './session-started.v1.ts';
import { SliceCommitted } from './slice-committed.v1.ts';

/** Every event of the product. */
export const catalogue = [
  SessionStarted,
  PlayerJoined,
  PlayersJoined,
  SessionPhaseChanged,
  SliceCommitted,
  SessionFinished,
  SessionParked,
  LevelPublished,
  LevelRefused,
  AssetStored,
  BudgetSpent,
  AuditSealed,
] as const satisfies readonly EventKind[];

type Kind = (typeof catalogue)[number];
export type EventType = Kind['type'];
/** An event as its type says it. */
export type EventOf<Type extends EventType> =
  Extract<Kind, { type: Type }> extends infer K extends Kind ? { readonly type: Type; readonly detail: z.infer<K['detail']> } : never;
export type DomainEvent = { [Type in EventType]: EventOf<Type> }[EventType];
