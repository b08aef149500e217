/** A session of a tenant as a recording in a file, as if it had been played on this machine. */
import type { CloudClient } from '../../../cloud/client/index.ts';
import { initHash, type Recorder } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { expectNew, writeNew } from '../disk/named-file.ts';
import { engineOf } from '../engine/index.ts';

export interface RecordedSession {
  readonly ticks: number;
  readonly commands: number;
  /** Of the last tick. */
  readonly hash: string;
}

/**
 * Plays a session's commands with the engine build that it names, holds every tick's hash against the audit's, and keeps the run in a new file.
 * Throws LedgerError `file-exists`, `file-unwritable`; `session-unplayed` before the first tick; `session-differs`, naming the tick, where the replay comes to something
 * else, and then there is no file.
 */
export async function recordSession(
  client: Pick<CloudClient, 'recording' | 'bringEngine' | 'package'>,
  { tenant, session }: { readonly tenant: string; readonly session: string },
  file: string,
): Promise<RecordedSession> {
  expectNew(file);
  const { level, packageHash, engine: build, start, ticks, commands, hashes } = await client.recording(tenant, session);
  if (ticks === 0)
    throw new LedgerError({
      code: 'session-unplayed',
      message: `Session ${session} has not played a tick yet.`,
      hint: 'Try again once it has.',
      where: session,
    });
  await client.bringEngine(build);
  const { manifest, files } = await client.package(tenant, level, packageHash);
  await initHash();
  const engine = await engineOf(build);
  const pkg = engine.openPackage(manifest, files);
  if (engine.needsPhysics(pkg)) await engine.loadPhysics();
  const { scenario, parameters, seed } = start;
  const recorder = engine.record(pkg, { scenario, parameters: parameters as never, seed, ticks });
  try {
    for (let tick = 1; tick <= ticks; tick += 1) requireHash(recorder, { tick, session, recorded: hashes[tick - 1], commands });
    await writeNew(file, [recorder.bytes()]);
    return { ticks, commands: commands.length, hash: recorder.world.hash() };
  } finally {
    recorder.world.dispose();
  }
}

function requireHash(
  recorder: Recorder,
  {
    tick,
    session,
    recorded,
    commands,
  }: {
    tick: number;
    session: string;
    recorded: string | undefined;
    commands: Awaited<ReturnType<CloudClient['recording']>>['commands'];
  },
): void {
  const due = commands
    .filter((command) => command.tick === tick)
    .map(({ sender, seq, type, payload }) => ({ sender, seq, type, payload: payload as never }));
  const { hash } = recorder.step(due);
  if (hash !== recorded)
    throw new LedgerError({
      code: 'session-differs',
      message: `Session ${session} does not replay as it was recorded: tick ${tick} comes to ${hash}, and its audit says ${recorded ?? 'nothing'}.`,
      hint: `lq session verify ${session} tells what differs.`,
      where: session,
    });
}
