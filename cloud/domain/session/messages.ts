import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { CloudWorld, KpiValues, WorldDiff, WorldEntity, WorldSeat, WorldTick } from '../../ports/index.ts';

/** What the cloud sends to players, as JSON. A client whose tick is not a frame's `fromTick` asks to `resume`. */
export type ServerMessage =
  | { readonly type: 'welcome'; readonly session: string; readonly level: PlayerLevel; readonly tick: number }
  | { readonly type: 'joined'; readonly sender: number; readonly secret: string }
  | { readonly type: 'ack'; readonly clientSeq: number; readonly seq: number; readonly duplicate: boolean }
  | { readonly type: 'refused'; readonly clientSeq?: number; readonly code: string; readonly message: string; readonly hint?: string }
  | {
      readonly type: 'keyframe';
      readonly tick: number;
      readonly hash: string;
      readonly kpis: KpiValues;
      readonly waiting: readonly string[];
      readonly seats: readonly WorldSeat[];
      readonly entities: readonly WorldEntity[];
      readonly done: boolean;
    }
  | {
      readonly type: 'frames';
      readonly fromTick: number;
      readonly toTick: number;
      readonly hash: string;
      readonly kpis: KpiValues;
      readonly waiting: readonly string[];
      readonly seats: readonly WorldSeat[];
      readonly frames: readonly WorldDiff[];
      readonly events: WorldTick['events'];
      readonly done: boolean;
    }
  | { readonly type: 'waiting'; readonly tick: number; readonly waiting: readonly string[] };

/** What a player's client needs to know of a level. */
export type PlayerLevel = Pick<CompiledLevel, 'id' | 'name' | 'project' | 'clock' | 'commands' | 'kpis' | 'charts' | 'environment'>;

export const playerLevel = ({ id, name, project, clock, commands, kpis, charts, environment }: CompiledLevel): PlayerLevel => ({
  id,
  name,
  project,
  clock,
  commands,
  kpis,
  charts,
  environment,
});

const encoder = new TextEncoder();
/** One encoding for all who listen. */
export const encodeMessage = (message: ServerMessage): Uint8Array => encoder.encode(JSON.stringify(message));

/** API Gateway takes at most 128 KB in a message. */
export const maxMessageBytes = 128 * 1024;

export const keyframe = (world: CloudWorld, waiting: readonly string[], done: boolean): ServerMessage => ({
  type: 'keyframe',
  tick: world.tick,
  hash: world.hash(),
  kpis: world.kpis(),
  waiting,
  seats: world.seats(),
  entities: world.entities(),
  done,
});

/** The ticks of a slice; `fromTick` is the tick the world was at before the first. */
export const frames = (
  world: CloudWorld,
  {
    ticks,
    diffs,
    fromTick,
    waiting,
    done,
  }: { ticks: readonly WorldTick[]; diffs: readonly WorldDiff[]; fromTick: number; waiting: readonly string[]; done: boolean },
): ServerMessage => ({
  type: 'frames',
  fromTick,
  toTick: world.tick,
  hash: ticks.at(-1)?.hash ?? world.hash(),
  kpis: ticks.at(-1)?.kpis ?? world.kpis(),
  waiting,
  seats: world.seats(),
  frames: diffs,
  events: ticks.flatMap(({ events }) => events),
  done,
});
