import type { Json } from '../../engine/kernel/json.ts';
import type { SessionRef } from './session.ts';

/** A component of an entity as a checkpoint had it. */
export interface EntityRow {
  /** The entity's key in the world. */
  readonly entity: string;
  readonly name: string;
  readonly component: string;
  readonly value: Json;
}

/** Which state the rows are of. */
export interface EntityModelState {
  readonly tick: number;
  /** When they were written, ms. */
  readonly at: number;
  /** Rows of that state that were left out, as they were too many. */
  readonly left: number;
}

/** Entities of a session for whoever asks without an engine: a copy of checkpoints, on which nothing rests. */
export interface EntityModel {
  state(ref: SessionRef): Promise<EntityModelState | undefined>;
  /** By entity, then component. */
  rows(ref: SessionRef, entity?: string): Promise<EntityRow[]>;
  /** Writes a row, unless one of a later tick stands there. */
  put(ref: SessionRef, row: EntityRow, tick: number): Promise<void>;
  /** Removes a row. */
  remove(ref: SessionRef, row: Pick<EntityRow, 'entity' | 'component'>): Promise<void>;
  /** Says which state the rows are of, unless it is a later one. */
  settle(ref: SessionRef, state: EntityModelState): Promise<void>;
}
