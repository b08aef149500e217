import { Breaker } from '../../../engine/run/breaker.ts';
import type {
  Checkpoints,
  CloudWorld,
  CommandLog,
  EngineBuild,
  EnginePackage,
  LoggedCommand,
  SessionHead,
  SessionRef,
  SessionStart,
  WorldCommand,
} from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import type { Gauge } from '../observe/index.ts';
import { need, refuse } from '../refusal.ts';
import { hostCommand } from './pins.ts';

/** Worlds that this process still holds from the last slice. Losing one costs a replay, nothing else. */
export interface WarmWorlds {
  /** Takes the world out, if it stands exactly at `version`. */
  take(ref: SessionRef, version: number): WarmWorld | undefined;
  put(ref: SessionRef, version: number, warm: WarmWorld): void;
}

export interface WarmWorld {
  readonly world: CloudWorld;
  /**
   * What a tick takes to step, which is what it will take in a replay: an average in which the last slices count most, ms. Undefined before the
   * first tick.
   */
  readonly tickMs: number | undefined;
  /** Of a realtime world. */
  readonly breaker?: Breaker | undefined;
  /** What its slices take. */
  readonly gauge: Gauge;
}

export function warmWorlds(capacity = 8): WarmWorlds {
  const kept = new Map<string, { version: number; warm: WarmWorld }>();
  const key = ({ tenant, session }: SessionRef): string => `${tenant}/${session}`;
  const drop = (name: string): void => {
    kept.get(name)?.warm.world.dispose();
    kept.delete(name);
  };
  return {
    take(ref, version) {
      const found = kept.get(key(ref));
      if (found === undefined) return undefined;
      if (found.version !== version) {
        drop(key(ref));
        return undefined;
      }
      kept.delete(key(ref));
      return found.warm;
    },
    put(ref, version, warm) {
      drop(key(ref));
      kept.set(key(ref), { version, warm });
      for (const oldest of kept.keys()) if (kept.size > capacity) drop(oldest);
    },
  };
}

/** The world's own view of a logged command. */
export const worldCommand = ({ sender, clientSeq, type, payload }: LoggedCommand): WorldCommand => ({
  sender,
  seq: clientSeq,
  type,
  payload,
});

/** The commands of a list that a world may see. */
export const worldCommands = (commands: readonly LoggedCommand[]): WorldCommand[] =>
  commands.filter(({ type }) => !hostCommand(type)).map(worldCommand);

/**
 * Builds the world that HEAD describes: the last checkpoint, then every tick since with the commands it consumed. Refuses `replay-diverged`
 * when the result is not HEAD's state: then nothing may be committed on top of it.
 */
export async function restoreWorld(
  { checkpoints, log }: { checkpoints: Checkpoints; log: CommandLog },
  { engine, level, start, head }: { engine: EngineBuild; level: EnginePackage; start: SessionStart; head: SessionHead },
): Promise<CloudWorld> {
  const from = head.checkpoint;
  const world =
    from === undefined
      ? engine.createWorld(level, start.start)
      : engine.openWorld(level, await readCheckpoint(checkpoints, start.tenant, from.sha256));
  const commands = await log.read(start, from?.cursor ?? 0, head.cursor);
  const upTo = new Map(head.log.map((entry) => [entry.tick, entry.upTo]));
  let next = 0;
  while (world.tick < head.ticks) {
    const limit = upTo.get(world.tick + 1);
    const first = next;
    if (limit !== undefined) while (next < commands.length && commands[next]!.seq <= limit) next += 1;
    world.step(worldCommands(commands.slice(first, next)));
  }
  if (head.hash !== '' && world.hash() !== head.hash) {
    const found = world.hash();
    world.dispose();
    refuse({
      code: 'replay-diverged',
      message: `Session ${start.session} replays to ${found} at tick ${head.ticks}; its HEAD says ${head.hash}.`,
      hint: `Compare with the audit: lq session verify ${start.session}`,
      where: start.session,
    });
  }
  return world;
}

/** A checkpoint's bytes, checked against their name. */
export async function readCheckpoint(checkpoints: Checkpoints, tenant: string, sha256: string): Promise<Uint8Array> {
  const bytes = need(await checkpoints.get(tenant, sha256), () => ({
    code: 'checkpoint-missing',
    message: `Checkpoint ${sha256} is not there.`,
    where: sha256,
  }));
  return digest(bytes) === sha256
    ? bytes
    : refuse({ code: 'checkpoint-altered', message: `Checkpoint ${sha256} was changed.`, where: sha256 });
}
