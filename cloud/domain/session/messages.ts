import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { CloudWorld, KpiValues, WorldDiff, WorldEntity, WorldSeat, WorldTick } from '../../ports/index.ts';

/** What the cloud sends to players, as JSON. A client whose tick is not a frame's `fromTick` asks to `resume`. */
export type ServerMessage =
  | { readonly type: 'welcome'; readonly session: string; readonly level: PlayerLevel; readonly tick: number }
  | { readonly type: 'joined'; readonly sender: number; readonly secret: string; readonly seq: number }
  | { readonly type: 'ack'; readonly clientSeq: number; readonly seq: number; readonly duplicate: boolean }
  | {
      readonly type: 'refused';
      readonly clientSeq?: number;
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** With `out-of-order`: the number that is taken next. */
      readonly expected?: number;
    }
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
    }
  /** A piece of the text of a message that is too large for one; `id` is the message's, `index` counts from 0. */
  | { readonly type: 'part'; readonly id: string; readonly index: number; readonly of: number; readonly text: string };

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
/** UTF-16 units in a part: six bytes each at worst, as JSON inside JSON. */
const partUnits = 20_000;

/** The message as it is sent: whole where it fits, else in parts that follow each other. `id` tells its parts from those of another. */
export function packets(message: ServerMessage, id: string): readonly Uint8Array[] {
  const text = JSON.stringify(message);
  const whole = encoder.encode(text);
  if (whole.length <= maxMessageBytes) return [whole];
  const of = Math.ceil(text.length / partUnits);
  return Array.from({ length: of }, (_, index) =>
    encodeMessage({ type: 'part', id, index, of, text: text.slice(index * partUnits, (index + 1) * partUnits) }),
  );
}

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
