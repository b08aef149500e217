/** What a session sends to its players, as JSON. A client whose tick is not a frame's `fromTick` asks to `resume`. */
import { CompiledLevel } from '../../model/compiled.ts';
import { ScenarioSpec } from '../../model/project.ts';
import { JsonValue } from '../../model/json-value.ts';
import { z } from '../../model/zod.ts';

const Tick = z.int().min(0);
/** A component's fields. */
const Component = z.record(z.string(), JsonValue).readonly();

/** What a player's client needs to know of a level. */
export const PlayerLevel = CompiledLevel.pick({
  id: true,
  name: true,
  project: true,
  clock: true,
  commands: true,
  kpis: true,
  charts: true,
  materials: true,
  environment: true,
}).extend({
  /** Of the components at seats the fields that are figures for whoever sits there; absent where there are none. */
  components: CompiledLevel.shape.components.optional(),
  /** What a session that comes to an end of its own plays. */
  scenario: z
    .strictObject({
      name: z.string(),
      /** How many ticks it has. */
      ticks: z.int().min(1),
      /** What is published about it, where the session plays it as it is. */
      reference: ScenarioSpec.shape.reference,
    })
    .optional(),
});
export type PlayerLevel = z.infer<typeof PlayerLevel>;

export const PlayerSeat = z.strictObject({
  /** Key of the seat's entity. */
  entity: z.string(),
  /** What a command names to take it. */
  stage: z.string(),
  name: z.string(),
  /** 0: nobody. */
  owner: z.int().min(0),
  /** What whoever sits there is told before this turn's command. */
  notice: z.string().optional(),
});
export type PlayerSeat = Readonly<z.infer<typeof PlayerSeat>>;

export const PlayerEntity = z.strictObject({
  key: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  components: z.record(z.string(), Component).readonly(),
});
export type PlayerEntity = Readonly<z.infer<typeof PlayerEntity>>;

export const PlayerAway = z.strictObject({
  /** Key of the seat whose player has no connection. */
  entity: z.string(),
  /** In so many seconds at most the turn is theirs no longer: the seat's own policy decides. Absent while nothing of them is waited for. */
  left: z.int().min(0).optional(),
});
export type PlayerAway = Readonly<z.infer<typeof PlayerAway>>;

/** What one tick did to the entities. */
export const PlayerDiff = z.strictObject({
  tick: Tick,
  spawned: z.array(z.strictObject({ entity: z.string(), parent: z.string().nullable() }).readonly()).readonly(),
  despawned: z.array(z.string()).readonly(),
  /** Whole components: each row is an entity's key and the values of `fields`, in their order. */
  changed: z
    .array(
      z
        .strictObject({
          component: z.string(),
          fields: z.array(z.string()).readonly(),
          rows: z.array(z.tuple([z.string()], JsonValue).readonly()).readonly(),
        })
        .readonly(),
    )
    .readonly(),
  /** Components that were taken off; absent where none was. */
  removed: z
    .array(z.strictObject({ entity: z.string(), component: z.string() }).readonly())
    .readonly()
    .optional(),
});
export type PlayerDiff = Readonly<z.infer<typeof PlayerDiff>>;

const Seats = z.array(PlayerSeat.readonly()).readonly();
/** Keys of the seats that owe a command. */
const Waiting = z.array(z.string()).readonly();
const Away = z.array(PlayerAway.readonly()).readonly();

/** How the session stands: with every state and every stretch of ticks. */
const standing = {
  /** State hash, 16 hex digits. */
  hash: z.string(),
  kpis: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
  waiting: Waiting,
  seats: Seats,
  /** Whose player is away; absent where nobody is. */
  away: Away.optional(),
  /** The scenario's planned length is reached, or the session was ended. */
  done: z.boolean(),
};

/** The version of what players and sessions say to each other; it grows when a client of an earlier one would misread something. */
export const playerProtocol = 2;
export const Welcome = z.strictObject({
  type: z.literal('welcome'),
  protocol: z.literal(playerProtocol),
  session: z.string(),
  level: PlayerLevel,
  tick: Tick,
});
/** `seq`: the last of this player's own numbers that the session has. */
export const Joined = z.strictObject({ type: z.literal('joined'), sender: z.int().min(1), secret: z.string(), seq: z.int().min(0) });
/** The command is durable. `seq` is its place in the session. */
export const Ack = z.strictObject({ type: z.literal('ack'), clientSeq: z.int(), seq: z.int(), duplicate: z.boolean() });
export const Refused = z.strictObject({
  type: z.literal('refused'),
  clientSeq: z.int().optional(),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  /** With `out-of-order`: the number that is taken next. */
  expected: z.int().optional(),
});
/** The whole state. */
export const Keyframe = z.strictObject({
  type: z.literal('keyframe'),
  tick: Tick,
  entities: z.array(PlayerEntity.readonly()).readonly(),
  ...standing,
});
/** The ticks `fromTick` + 1 to `toTick`. */
export const Frames = z.strictObject({
  type: z.literal('frames'),
  fromTick: Tick,
  toTick: Tick,
  frames: z.array(PlayerDiff.readonly()).readonly(),
  events: z.array(z.looseObject({ tick: Tick, type: z.string(), entity: z.string().optional(), payload: JsonValue }).readonly()).readonly(),
  ...standing,
});
/** Nothing ran: this is who is waited for, and who sits where, those included who sat down for the turn that is waited for. */
export const StillWaiting = z.strictObject({
  type: z.literal('waiting'),
  tick: Tick,
  waiting: Waiting,
  seats: Seats,
  away: Away.optional(),
});
/** Who runs the session stopped its clock: no tick runs, and commands are kept for the first tick after. */
export const Paused = z.strictObject({ type: z.literal('paused'), tick: Tick });
/** It goes on. */
export const Resumed = z.strictObject({ type: z.literal('resumed'), tick: Tick });
/** It is over for good; the session closes the socket, and takes no command any more. */
export const Ended = z.strictObject({ type: z.literal('ended'), tick: Tick });
/** A piece of the text of a message that is too large for one; `id` is the message's, `index` counts from 0. */
export const Part = z.strictObject({
  type: z.literal('part'),
  id: z.string(),
  index: z.int().min(0),
  of: z.int().min(1),
  text: z.string(),
});
export type Part = Readonly<z.infer<typeof Part>>;
/** Bytes of an asset in base64, from byte `from` on; `size` is that of all of it, 0 where the level has no such asset. */
export const AssetPart = z.strictObject({
  type: z.literal('asset'),
  path: z.string(),
  from: z.int().min(0),
  size: z.int().min(0),
  bytes: z.string(),
  /** Of all of it, and not of the part. */
  sha256: z.string().optional(),
  /** What it is, where it is not the asset as it was published. */
  format: z.string().optional(),
});

export const ServerMessage = z.discriminatedUnion('type', [
  Welcome,
  Joined,
  Ack,
  Refused,
  Keyframe,
  Frames,
  StillWaiting,
  Paused,
  Resumed,
  Ended,
  Part,
  AssetPart,
]);
export type ServerMessage = Readonly<z.infer<typeof ServerMessage>>;
