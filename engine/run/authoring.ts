/** `ledgerquest/engine`: all that a system of one's own may import. An engine build links it to the engine that it is bundled with. */
export { defineSystem } from '../rules/define-system.ts';
export { spawnEntity } from '../rules/prefabs/index.ts';
export type { AcceptedCommand, ScriptLog, Tick, TickSystem } from '../rules/tick.ts';
export type { Phase } from '../rules/schedule/index.ts';
export { kinematicBackend } from '../rules/physics/index.ts';
export type { PhysicsBackend, PhysicsSettings, PhysicsWorld, Touch } from '../rules/physics/index.ts';
export { defineComponent } from '../model/component.ts';
export type { ComponentType } from '../model/component.ts';
export { bool, choice, color, decimal, entity, f32, f64, flags, i32, listOf, quat, text, u16, u32, u8, vec3 } from '../model/fields.ts';
export * from '../kernel/math/index.ts';
export { LedgerError } from '../kernel/error.ts';
export { compareText } from '../kernel/json.ts';
export type { Json } from '../kernel/json.ts';
export { NO_ENTITY, generationOf, indexOf, makeEntity } from '../kernel/world/index.ts';
export type { Arena, Column, Entity, Query } from '../kernel/world/index.ts';
export type { EventLog, GameEvent } from '../kernel/events/index.ts';
export { hashHex, xxh64 } from '../kernel/hash/index.ts';
