import type { PublishOutcome, Response } from '../../contract/index.ts';

/** How many ended ones are remembered. */
const remembered = 50;

/** What became of the publishes that this process started, for a window that was away when it was told. */
export function createPublishes() {
  const known = new Map<string, PublishOutcome | undefined>();
  return {
    begin(publish: string): void {
      known.set(publish, undefined);
    },
    end(publish: string, outcome: PublishOutcome): void {
      known.delete(publish);
      known.set(publish, outcome);
      const ended = [...known].filter(([, how]) => how !== undefined);
      for (const [old] of ended.slice(0, -remembered)) known.delete(old);
    },
    state(publish: string): Response<'publish.state'> {
      if (!known.has(publish)) return { state: 'unknown' };
      const outcome = known.get(publish);
      return outcome === undefined ? { state: 'running' } : { state: 'finished', outcome };
    },
  };
}
