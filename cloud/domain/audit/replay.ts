import type { EngineBuild, EnginePackage } from '../../ports/index.ts';
import { hostCommand } from '../session/pins.ts';
import type { AuditRecord, SliceRecord, StartRecord } from './record.ts';

/** What a replay computed: nothing in it was read from a stored hash. */
export interface Replayed {
  readonly ticks: number;
  /** State hash of tick 1, 2, ... */
  readonly hashes: readonly string[];
  /** The engine's chain after the last tick of each slice record, by record number. */
  readonly chains: ReadonlyMap<number, string>;
}

/** The inputs of a session, taken out of its records: no hash among them. */
export interface SessionInputs {
  readonly start: StartRecord['start'];
  readonly slices: readonly Pick<SliceRecord, 'seq' | 'toTick' | 'commands'>[];
}

export function inputsOf(records: readonly AuditRecord[]): SessionInputs {
  const [first] = records;
  if (first?.kind !== 'start') throw new Error('An audit begins with its start record');
  return {
    start: first.start,
    slices: records.filter((record) => record.kind === 'slice').map(({ seq, toTick, commands }) => ({ seq, toTick, commands })),
  };
}

/** Runs the session again from its inputs, with the engine build that its records name. */
export function replaySession(engine: EngineBuild, level: EnginePackage, { start, slices }: SessionInputs): Replayed {
  const { scenario, parameters, seed } = start;
  const world = engine.createWorld(level, {
    ...(scenario !== undefined && { scenario }),
    ...(parameters !== undefined && { parameters }),
    seed,
  });
  const hashes: string[] = [];
  const chains = new Map<number, string>();
  try {
    for (const { seq, toTick, commands } of slices) {
      while (world.tick < toTick) {
        const due = commands.filter(({ tick, type }) => tick === world.tick + 1 && !hostCommand(type));
        hashes.push(world.step(due.map(({ sender, clientSeq, type, payload }) => ({ sender, seq: clientSeq, type, payload }))).hash);
      }
      chains.set(seq, world.chain());
    }
    return { ticks: world.tick, hashes, chains };
  } finally {
    world.dispose();
  }
}

/** Where a replay and the records part: the first tick whose hash differs, or the first record whose chain does. */
export function compareReplay(
  records: readonly AuditRecord[],
  replayed: Replayed,
): { readonly seq: number; readonly at: string } | undefined {
  for (const record of records) {
    if (record.kind !== 'slice') continue;
    for (const [index, hash] of record.hashes.entries()) {
      const tick = record.fromTick + index + 1;
      if (replayed.hashes[tick - 1] !== hash) return { seq: record.seq, at: `tick ${tick}` };
    }
    if (record.hashes.length !== record.toTick - record.fromTick || replayed.chains.get(record.seq) !== record.chain)
      return { seq: record.seq, at: `tick ${record.toTick}` };
  }
  return undefined;
}
