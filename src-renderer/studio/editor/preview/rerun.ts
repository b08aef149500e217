import type { RunId } from '../../../workers/engine/protocol.ts';
import type { EditorClock } from '../host/ports.ts';
import type { Run } from './run.ts';

/** A run under the hand that takes longer than this gives way to the next. Milliseconds. */
const patience = 300;
/** Turning the same knob again within this time replaces the run: twenty presses of an arrow key are one thought. */
const sameHand = 1500;

export interface Rerun {
  clock: EditorClock;
  /** Computes what stands there; `keep` where the gesture is over, in place of the run `instead`. */
  launch: (options: { keep: boolean; instead: RunId | undefined }) => Promise<Run | undefined>;
  cancel: () => void;
}

/** Runs again under the hand: one at a time, the latest wins. `what` is the knob that is turned. */
export function createRerun({ clock, launch, cancel }: Rerun): (phase: 'moving' | 'done', what: string) => void {
  let since: number | undefined;
  let last: { what: string; at: number; run: RunId } | undefined;
  let again: (() => Promise<void>) | undefined;

  return (phase, what) => {
    const go = async (): Promise<void> => {
      since = clock.now();
      const isSame = last?.what === what && clock.now() - last.at < sameHand;
      const run = await launch({ keep: phase === 'done', instead: isSame ? last?.run : undefined });
      if (run && phase === 'done') last = { what, at: clock.now(), run: run.id };
      since = undefined;
      const next = again;
      again = undefined;
      await next?.();
    };
    if (since === undefined) return void go();
    again = go;
    if (clock.now() - since > patience) cancel();
  };
}
