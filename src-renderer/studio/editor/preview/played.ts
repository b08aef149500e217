import type { PreviewCommand } from '../../../workers/engine/protocol.ts';

type Sent = Pick<PreviewCommand, 'sender' | 'payload'>;

/** The stage that people took in a run with these commands, '' where they played without taking one; undefined where nobody played. */
export function playedStage(commands: readonly Sent[]): string | undefined {
  const theirs = commands.filter(({ sender }) => sender > 0);
  return theirs.length > 0 ? (theirs.map(({ payload }) => stageOf(payload)).find((stage) => stage !== undefined) ?? '') : undefined;
}

function stageOf(payload: Sent['payload']): string | undefined {
  const { stage } = (payload ?? {}) as { stage?: unknown };
  return typeof stage === 'string' ? stage : undefined;
}
