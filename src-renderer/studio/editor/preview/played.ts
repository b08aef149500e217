import type { PreviewCommand } from '../../../workers/engine/protocol.ts';

type Sent = Pick<PreviewCommand, 'sender' | 'payload'> & { tick?: number | undefined };

/** The stages at which people sent these commands, none where they took none; undefined where nobody played. What others sent up to a tick does not count. */
export function playedStages(commands: readonly Sent[], others?: number): readonly string[] | undefined {
  const sits = new Map<number, string>();
  let played: Set<string> | undefined;
  for (const { tick = 0, sender, payload } of commands) {
    if (sender === 0) continue;
    const stage = stageOf(payload) ?? sits.get(sender);
    if (stage !== undefined) sits.set(sender, stage);
    if (others !== undefined && tick <= others) continue;
    played ??= new Set();
    if (stage !== undefined) played.add(stage);
  }
  return played && [...played];
}

function stageOf(payload: Sent['payload']): string | undefined {
  const { stage } = (payload ?? {}) as { stage?: unknown };
  return typeof stage === 'string' ? stage : undefined;
}
