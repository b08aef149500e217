import { type Arena, type Entity } from '../../kernel/world/index.ts';
import type { ScriptWorld, Writes } from '../scripting/world.ts';

/** An arena as scripts see it. Make a new one per call: it holds the tick and the columns of that moment. */
export const arenaWorld = (arena: Arena, time: { tick: number; dt: number; time: number }, writes?: Writes): ScriptWorld => ({
  ...time,
  writes,
  members: (component) => arena.query(component).indices(),
  lanes: (component, field) => arena.lanes(component, field),
  keyOf: (index) => arena.nameOf(arena.entityAt(index)),
  text: (kind, raw) => (kind === 'entity' ? (arena.alive(raw as Entity) ? arena.nameOf(raw as Entity) : '') : arena.text(raw)),
  raw: (kind, text) => (kind !== 'entity' ? arena.intern(text) : text === '' ? 0 : arena.byKey(text)),
});
