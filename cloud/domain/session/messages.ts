import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { packChanges, type PlayerAway, type PlayerLevel, type ServerMessage } from '../../../engine/net/protocol/index.ts';
import { sightsOf } from '../../../engine/model/sight.ts';
import { compareText } from '../../../engine/kernel/json.ts';
import type { CloudWorld, SessionStart, WorldDiff, WorldSeat, WorldStart, WorldTick } from '../../ports/index.ts';
import { ends } from './pins.ts';

/** What a player is told of the level that a session plays. */
export function playerLevel(level: CompiledLevel, start: Pick<SessionStart, 'start' | 'latency' | 'pace'>): PlayerLevel {
  const { id, name, project, clock, commands, kpis, charts, environment } = level;
  const components = sightsOf(level);
  const scenario = ends(start) ? playedScenario(level, start.start) : undefined;
  return {
    id,
    name,
    project,
    clock,
    commands,
    kpis,
    charts,
    environment,
    ...(Object.keys(components).length > 0 && { components }),
    ...(scenario && { scenario }),
  };
}

/** The scenario of a session: where it names none, the engine plays the first by name. */
function playedScenario({ scenarios }: CompiledLevel, { scenario, parameters = {} }: WorldStart): PlayerLevel['scenario'] {
  const chosen = scenario ?? Object.keys(scenarios).toSorted(compareText)[0] ?? '';
  const spec = Object.hasOwn(scenarios, chosen) ? scenarios[chosen] : undefined;
  if (spec === undefined) return undefined;
  const { name, ticks, reference } = spec;
  const isAsPublished = reference !== undefined && Object.keys(parameters).length === 0;
  return { name, ticks, ...(isAsPublished && { reference }) };
}

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
  readonly away: readonly PlayerAway[];
}

/** Most of the time nobody is. */
const whoIsAway = (away: readonly PlayerAway[]) => (away.length === 0 ? {} : { away });

export const stillWaiting = (tick: number, { waiting, seats, away }: Omit<Standing, 'done'>): ServerMessage => ({
  type: 'waiting',
  tick,
  waiting,
  seats,
  ...whoIsAway(away),
});

export const keyframe = (world: CloudWorld, { waiting, seats, done, away }: Standing): ServerMessage => ({
  type: 'keyframe',
  tick: world.tick,
  hash: world.hash(),
  kpis: world.kpis(),
  waiting,
  seats,
  ...whoIsAway(away),
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
    away,
  }: Standing & { readonly ticks: readonly WorldTick[]; readonly diffs: readonly WorldDiff[]; readonly fromTick: number },
): ServerMessage => ({
  type: 'frames',
  fromTick,
  toTick: world.tick,
  hash: ticks.at(-1)?.hash ?? world.hash(),
  kpis: ticks.at(-1)?.kpis ?? world.kpis(),
  waiting,
  seats,
  ...whoIsAway(away),
  frames: diffs.map(({ changed, ...diff }) => ({ ...diff, ...packChanges(changed) })),
  events: ticks.flatMap(({ events }) => events),
  done,
});
