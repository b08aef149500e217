/** `levels/<id>.json`: the entities of one level and the clock that drives them. */
import { z } from './zod.ts';
import { PhysicsSettings } from './physics.ts';
import { Id, JsonValue, LevelPath, PrefabRef, TypeName } from './project.ts';

export const RealtimeClock = z.strictObject({ kind: z.literal('realtime'), hz: z.int().min(1).max(120) });

export const TurnsClock = z.strictObject({
  kind: z.literal('turns'),
  /** What people call one turn: "week". */
  unit: z.string().min(1).max(40),
  /** The command every owned seat owes before the turn ends. */
  awaits: TypeName,
  /** The commands that take and leave a seat; `take` has a field `stage` that names it. */
  take: TypeName,
  release: TypeName,
  /** Seconds a host waits before it lets the seats' own policies decide. */
  deadline: z.number().positive().max(604_800).optional(),
  /** A text of the seats' entities as Component.field: what whoever sits there is told before this turn's command. The script writes it. */
  notice: z
    .string()
    .regex(/^[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9_]*$/, 'expected Component.field')
    .optional(),
});

export const Clock = z.discriminatedUnion('kind', [RealtimeClock, TurnsClock]);
export type Clock = z.infer<typeof Clock>;
export type TurnsClock = z.infer<typeof TurnsClock>;

/** Stable key of an entity inside its level. It never changes while the entity lives, whatever people call it. */
export const EntityKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits, dot, dash or underscore; at most 64');

/** What people sort entities by while they edit: in small letters. */
export const TagName = z
  .string()
  .regex(/^[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}_-]{0,31}$/u, 'expected small letters, digits, dashes or underscores; at most 32');

export const EntityData = z.strictObject({
  name: z.string().max(200),
  parent: EntityKey.nullable(),
  /** Fractional index among siblings. */
  order: z.string().min(1).max(200),
  /** Of which prefab of the project, or of which part of one, it is an instance: then `components` says only in what it differs from it. */
  prefab: PrefabRef.optional(),
  /** Components of its prefab that it does not have. */
  without: z.array(TypeName).optional(),
  /** For who edits: no package has them. */
  tags: z.array(TagName).optional(),
  components: z.record(TypeName, z.record(z.string(), JsonValue)),
});
export type EntityData = z.infer<typeof EntityData>;

/** scripts/…, in a language that scripts are written in. */
export const ScriptPath = z
  .string()
  .regex(/^scripts\/[A-Za-z0-9][A-Za-z0-9._/-]*\.(ts|js|lua|py)$/, 'expected a path like scripts/market.ts, .js, .lua or .py')
  .max(200);

/** Of a level that is a draft of another one: what it becomes part of when it is taken over. */
export const DraftOf = z.strictObject({
  /** Path of the level. */
  of: LevelPath,
  /** Who began it, as people read it. */
  by: z.string().min(1).max(200),
  /** When: milliseconds since 1970, UTC. */
  at: z.int().min(0),
  /** The kept version that says what the level was when draft and level last said the same. */
  base: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected the 64 hexadecimal digits that name a version')
    .optional(),
});
export type DraftOf = z.infer<typeof DraftOf>;

export const LevelFile = z.strictObject({
  format: z.literal(1),
  id: Id,
  name: z.string().min(1).max(120),
  /** For who edits: no package has it. */
  draft: DraftOf.optional(),
  clock: Clock,
  scripts: z.array(ScriptPath).max(64),
  physics: PhysicsSettings.optional(),
  entities: z.record(EntityKey, EntityData),
  /** Sky, fog, ambience: read by views only. */
  environment: JsonValue.optional(),
});
export type LevelFile = z.infer<typeof LevelFile>;

/** The most entities of one level. */
export const MAX_ENTITIES = 50_000;
