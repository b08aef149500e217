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
  | {
      readonly type: 'waiting';
      readonly tick: number;
      readonly waiting: readonly string[];
      /** Who sits where, those included who sat down for the turn that is waited for. */
      readonly seats: readonly WorldSeat[];
    };

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

/** Whom everyone waits for, who sits where, and whether it is over. */
interface Standing {
  readonly waiting: readonly string[];
  readonly seats: readonly WorldSeat[];
  readonly done: boolean;
}

export const keyframe = (world: CloudWorld, { waiting, seats, done }: Standing): ServerMessage => ({
  type: 'keyframe',
  tick: world.tick,
  hash: world.hash(),
  kpis: world.kpis(),
  waiting,
  seats,
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
    seats,
    done,
  }: Standing & { readonly ticks: readonly WorldTick[]; readonly diffs: readonly WorldDiff[]; readonly fromTick: number },
): ServerMessage => ({
  type: 'frames',
  fromTick,
  toTick: world.tick,
  hash: ticks.at(-1)?.hash ?? world.hash(),
  kpis: ticks.at(-1)?.kpis ?? world.kpis(),
  waiting,
  seats,
  frames: diffs,
  events: ticks.flatMap(({ events }) => events),
  done,
});
