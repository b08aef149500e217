import type { AuditRecord, AuditedCommand } from '../domain/audit/index.ts';
import { refuse } from '../domain/refusal.ts';
import { hostCommand } from '../domain/session/index.ts';
import type { SessionRef, WorldStart } from '../ports/index.ts';

/** A production session as an engine can run it again. */
export interface SessionInputs {
  readonly level: string;
  readonly packageHash: string;
  readonly engine: string;
  readonly start: WorldStart;
  readonly ticks: number;
  /** With the tick that consumed each; `seq` is the sender's own number. */
  readonly commands: readonly {
    readonly tick: number;
    readonly sender: number;
    readonly seq: number;
    readonly type: string;
    readonly payload: AuditedCommand['payload'];
  }[];
  /** State hashes of tick 1, 2, ... as recorded: to compare with, never to start from. */
  readonly hashes: readonly string[];
}

/** Turns audit records into what a scrubber needs. */
export function recordingOf(ref: SessionRef, records: readonly AuditRecord[]): SessionInputs {
  const [first] = records;
  if (first?.kind !== 'start')
    return refuse({
      code: 'audit-empty',
      message: `Session ${ref.session} has no audit yet.`,
      hint: 'Try again in a moment.',
      where: ref.session,
    });
  const slices = records.filter((record) => record.kind === 'slice');
  const { scenario, parameters, seed } = first.start;
  const ticks = slices.at(-1)?.toTick ?? 0;
  return {
    level: first.level,
    packageHash: first.package,
    engine: first.engine,
    start: { ...(scenario !== undefined && { scenario }), ...(parameters !== undefined && { parameters }), seed },
    ticks,
    commands: slices.flatMap(({ commands }) =>
      commands
        .filter(({ tick, type }) => tick <= ticks && !hostCommand(type))
        .map(({ tick, sender, clientSeq, type, payload }) => ({ tick, sender, seq: clientSeq, type, payload })),
    ),
    hashes: slices.flatMap(({ hashes }) => hashes),
  };
}
