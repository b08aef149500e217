/** What an act went by, where that can be known: the event that it heard, the field that it looked at. */
import { readPath, type Origin, type Trace } from '../../rules/trace/index.ts';
import { systemWords } from '../../rules/systems/index.ts';
import type { Timeline } from './timeline.ts';
import type { FieldTarget, Wrote } from './link.ts';
import { physicsOf } from './link-of.ts';

export type Lead = Origin | { readonly kind: 'value'; readonly entity: string; readonly path: string };

/** Of everything but a script's call. `wrote`: which of its writes is asked about. */
export function leadOf(timeline: Timeline, trace: Trace, at: number, wrote: Wrote | undefined): Lead | undefined {
  const act = trace.acts[at]!;
  switch (act.kind) {
    case 'script':
    case 'command':
      return undefined;
    case 'behaviour': {
      // The last comparison: those before it would have ended the visit earlier.
      const check = act.checks.findLast(({ entity }) => entity !== undefined);
      return check && { kind: 'value', entity: check.entity!, path: check.args['field'] as string };
    }
    case 'machine': {
      const { entity, by } = act;
      if (by.kind === 'event') return { kind: 'event', tick: trace.tick, event: by.event };
      return by.kind === 'condition' ? { kind: 'value', entity, path: by.field } : undefined;
    }
    case 'system': {
      if (!wrote || !('entity' in wrote)) return undefined;
      const { entity, component } = wrote;
      const words = Object.hasOwn(systemWords, act.system) ? systemWords[act.system]! : undefined;
      if (words?.counts === component) return counted(timeline, trace, at, wrote);
      const path = physicsOf(act.system) === undefined ? words?.by?.[`${component}.${wrote.field}`] : drivenBy(timeline, trace, wrote);
      return path === undefined ? undefined : { kind: 'value', entity, path };
    }
  }
}

/** The last event that a quest or an achievement counted in this tick. */
function counted(timeline: Timeline, trace: Trace, at: number, { entity, component }: FieldTarget): Lead | undefined {
  const { arena } = timeline.seek(trace.tick);
  const id = arena.byKey(entity);
  if (id === undefined) return undefined;
  const [event, hero] = [readPath(arena, id, `${component}.event`), readPath(arena, id, `${component}.hero`)];
  const told = trace.told.findLast((one) => one.act < at && one.event.type === event && (hero === null || one.event.entity === hero));
  return told && { kind: 'event', tick: trace.tick, event: told.event };
}

/** What says where a body goes. */
function drivenBy(timeline: Timeline, trace: Trace, { entity, component, field }: FieldTarget): string | undefined {
  if (component !== 'Transform') return undefined;
  if (field === 'rotation') return 'Velocity.angular';
  const { arena } = timeline.seek(trace.tick);
  const id = arena.byKey(entity);
  return id !== undefined && arena.has(id, 'Character') ? 'Character.move' : 'Velocity.linear';
}
