/** Recordings as files: read, and given to the engine build that made them. */
import { existsSync, readFileSync } from 'node:fs';
import { initHash, readRecording, type Engine, type Player } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { engineOf } from '../engine/index.ts';

/**
 * Opens a recording with the build that it names, which may be an older one that is kept here.
 * Throws LedgerError `recording-…` where the file is none, is damaged or does not fit, and `engine-absent` where its build is not here.
 */
export async function openRecordingFile(path: string): Promise<{ engine: Engine; player: Player }> {
  if (!existsSync(path))
    throw new LedgerError({
      code: 'recording-absent',
      message: `There is no recording ${path}.`,
      hint: 'Make one: lq run <folder> --record run.lqr',
    });
  const bytes = new Uint8Array(readFileSync(path));
  await initHash();
  const { start, physics } = readRecording(bytes);
  const engine = await engineOf(start.engine);
  if (typeof engine.openRecording !== 'function')
    throw new LedgerError({
      code: 'engine-old',
      message: `The engine build ${start.engine} is from before there were recordings.`,
      hint: 'Record the run again.',
      where: start.engine,
    });
  if (physics !== null) await engine.loadPhysics();
  return { engine, player: engine.openRecording(bytes) };
}
