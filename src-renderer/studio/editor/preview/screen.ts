import { type Cell, createCell } from '../cell.ts';
import type { EditorClock } from '../host/ports.ts';
import type { EngineHandle } from './engine-handle.ts';
import type { Frame } from './frame.ts';
import { createFramePump } from './frames.ts';
import { hasBegun, type Run } from './run.ts';
import { createPlayer, type Player, type Transport } from './transport.ts';

/** Which tick of which run is looked at. */
export interface Screen extends Pick<Player, 'play' | 'pause' | 'seek' | 'setRate'> {
  readonly current: Cell<Run | undefined>;
  /** The run before the present gesture: what the new one is seen against. */
  readonly ghost: Cell<Run | undefined>;
  readonly transport: Cell<Transport>;
  /** The state at the shown tick; undefined while the document itself is shown. */
  readonly frame: Cell<Frame | undefined>;
  show(run: Run, at: 'keep' | 'end' | 'start'): void;
  setGhost(run: Run | undefined): void;
  /** A run has come further, or is otherwise not what it was. */
  update(run: Run): void;
  /** Back to the document; the run stays. */
  rest(): void;
  clear(): void;
  dispose(): void;
}

export function createScreen(engine: EngineHandle, clock: EditorClock, onError: (error: unknown) => void): Screen {
  const current = createCell<Run | undefined>(undefined);
  const ghost = createCell<Run | undefined>(undefined);
  const pump = createFramePump(engine, onError);
  const showFrame = (tick: number): void => {
    const run = current.get();
    if (!run || !hasBegun(run)) return;
    const hash = run.hashes[tick - 1];
    if (hash !== undefined) player.setHash(tick, hash);
    pump.show(run.id, tick);
  };
  const player = createPlayer(clock, showFrame);
  const dispose = pump.frame.subscribe(() => {
    const frame = pump.frame.get();
    if (frame) player.setHash(frame.tick, frame.hash);
  });
  const take = (run: Run): void => {
    current.set(run);
    player.load({ ticks: run.ticks, computed: run.tick });
  };
  const hasPicture = (): boolean => {
    const run = current.get();
    return run !== undefined && hasBegun(run);
  };
  const rest = (): void => {
    player.stop();
    pump.clear();
  };

  return {
    current,
    ghost,
    transport: player.transport,
    frame: pump.frame,
    play() {
      if (hasPicture()) player.play();
    },
    pause: player.pause,
    seek(tick) {
      if (hasPicture()) player.seek(tick);
    },
    setRate: player.setRate,
    show(run, at) {
      take(run);
      if (at === 'end') player.seek(run.tick);
      else if (at === 'start') player.seek(0);
      // The tick may be the one that was shown before: now it is another run's.
      const { state, tick } = player.transport.get();
      if (state !== 'stopped') showFrame(Math.min(tick, run.tick));
    },
    setGhost: ghost.set,
    update(run) {
      if (current.get()?.id === run.id) take(run);
      if (ghost.get()?.id === run.id) ghost.set(run);
    },
    rest,
    clear() {
      rest();
      current.set(undefined);
      ghost.set(undefined);
    },
    dispose,
  };
}
