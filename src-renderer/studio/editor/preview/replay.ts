import type { SessionRecording } from '../../../../src-main/contract/index.ts';
import type { Parameters, PreviewCommand, RunId } from '../../../workers/engine/protocol.ts';
import { t } from '../../i18n/index.ts';
import { describeError } from '../notices.ts';
import type { EngineHandle } from './engine-handle.ts';
import { newRun, type Run } from './run.ts';
import type { Made, RunBook } from './run-book.ts';

/** A tenant's session as a run that is still to be computed, its engine build and package opened. @throws where one of them cannot be */
export async function openRecorded(engine: EngineHandle, recording: SessionRecording, id: RunId): Promise<Made> {
  const { session, start, hashes } = recording;
  const { package: hash } = await engine.call('openPackage', {
    engine: recording.engine.url,
    manifest: fromBase64(recording.package.manifest),
    files: Object.fromEntries(Object.entries(recording.package.files).map(([path, bytes]) => [path, fromBase64(bytes)])),
  });
  const parameters = start.parameters as Parameters | undefined;
  return {
    run: newRun({
      id,
      name: t('run.session', { id: session.id }),
      scenario: start.scenario,
      seed: start.seed,
      parameters: parameters ?? {},
      changed: {},
      package: hash,
      engine: recording.engine.id,
      ticks: hashes.length,
      production: { tenant: session.tenant, session: session.id, level: session.level },
    }),
    start: { seed: start.seed, ...(start.scenario !== undefined && { scenario: start.scenario }), ...(parameters && { parameters }) },
    commands: recording.commands as PreviewCommand[],
  };
}

/** Computes it, and says what the replay has against the record. Undefined where the run was let go of on the way. */
export async function replay(engine: EngineHandle, book: RunBook, made: Made, recording: SessionRecording): Promise<Run | undefined> {
  const { run, start, commands } = made;
  try {
    const result = await engine.call('run', { run: run.id, package: run.package, start, commands, ticks: run.ticks });
    return book.update(run.id, (now) => ({
      ...now,
      state: result.outcome,
      chain: result.chain,
      waiting: result.waiting,
      milliseconds: result.milliseconds,
      problem: replayProblem(now.hashes, recording),
    }));
  } catch (error) {
    return book.update(run.id, (now) => ({
      ...now,
      state: 'failed',
      problem: t('run.replayFailed', { tick: now.tick, why: describeError(error).message }),
    }));
  }
}

/** What a replay has against the record of its session; undefined where every tick of both is there and equal. */
export function replayProblem(hashes: readonly string[], recording: Pick<SessionRecording, 'hashes' | 'session'>): string | undefined {
  const record = recording.hashes;
  const shorter = Math.min(hashes.length, record.length);
  const wrong = record.slice(0, shorter).findIndex((hash, index) => hash !== hashes[index]);
  if (wrong >= 0) return t('run.diverged', { tick: wrong + 1 });
  if (hashes.length < record.length) return t('run.replayShort', { tick: hashes.length, ticks: record.length });
  if (record.length < recording.session.ticks) return t('run.recordShort', { tick: record.length, ticks: recording.session.ticks });
  return undefined;
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
