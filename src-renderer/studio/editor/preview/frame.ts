import type { Json } from '../../../../engine/kernel/json.ts';
import type { EntityRecord, RunFrame, RunId } from '../../../workers/engine/protocol.ts';

export interface FrameEntity {
  readonly name: string;
  readonly parent: string | null;
  readonly components: Readonly<Record<string, Json>>;
}

/** The state of a run at a tick, as the display shows it. */
export interface Frame {
  readonly run: RunId;
  readonly tick: number;
  readonly hash: string;
  readonly entities: ReadonlyMap<string, FrameEntity>;
  /** What differs from the frame before; undefined: everything may. Structure (spawned, despawned) always counts as everything. */
  readonly changed: readonly { entity: string; component: string; value: Json | null }[] | undefined;
}

const fromRecords = (records: readonly EntityRecord[]): Map<string, FrameEntity> =>
  new Map(records.map(({ key, name, parent, components }) => [key, { name, parent, components }]));

/** The frame that an answer of the worker means, given the one it was asked against. */
export function nextFrame(run: RunId, before: Frame | undefined, answer: RunFrame): Frame {
  const { tick, hash } = answer;
  if (answer.whole) return { run, tick, hash, entities: fromRecords(answer.entities), changed: undefined };
  const entities = new Map(before?.entities);
  for (const { entity, parent } of answer.spawned) entities.set(entity, { name: entity, parent, components: {} });
  for (const { entity, component, value } of answer.changed) {
    const present = entities.get(entity);
    if (!present) continue;
    const { [component]: _, ...others } = present.components;
    entities.set(entity, { ...present, components: value === null ? others : { ...present.components, [component]: value } });
  }
  for (const key of answer.despawned) entities.delete(key);
  const structural = answer.spawned.length > 0 || answer.despawned.length > 0;
  return { run, tick, hash, entities, changed: structural ? undefined : answer.changed };
}
