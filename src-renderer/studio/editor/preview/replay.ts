import type { SessionRecording } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';

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
