import { type Cell, createCell } from '../cell.ts';
import type { EditorClock } from '../host/ports.ts';

export interface Transport {
  state: 'stopped' | 'playing' | 'paused';
  /** The tick shown; 0 is the state before the first. */
  tick: number;
  /** Planned length of what is shown. */
  ticks: number;
  /** State hash of the tick shown; empty while unknown. */
  hash: string;
  /** Ticks per second while playing. */
  rate: number;
}

export interface Player {
  readonly transport: Cell<Transport>;
  play: () => void;
  pause: () => void;
  seek: (tick: number) => void;
  stop: () => void;
  setRate: (rate: number) => void;
  /** Tells the player what there is to play; keeps the position where it can. */
  load(length: { ticks: number; computed: number }): void;
  setHash(tick: number, hash: string): void;
}

/** How often the picture moves at most; a faster rate shows every nth tick. */
const frame = 1000 / 60;

/** Moves the shown tick with the clock. It knows nothing of runs: `computed` is how far it may go, `ticks` where it ends. */
export function createPlayer(clock: EditorClock, onTick: (tick: number) => void): Player {
  const transport = createCell<Transport>({ state: 'stopped', tick: 0, ticks: 0, hash: '', rate: 6 });
  let computed = 0;
  let cancel = (): void => {};
  let begun = { at: 0, tick: 0 };

  const show = (tick: number, state: Transport['state']): void => {
    const now = transport.get();
    if (now.tick === tick && now.state === state) return;
    transport.set({ ...now, tick, state, hash: now.tick === tick ? now.hash : '' });
    if (now.tick !== tick || now.state === 'stopped') onTick(tick);
  };
  const beat = (): void => {
    const { rate, ticks, state, tick: shown } = transport.get();
    if (state !== 'playing') return;
    const target = begun.tick + Math.floor(((clock.now() - begun.at) / 1000) * rate + 1e-6);
    const tick = Math.min(target, ticks, Math.max(computed, shown));
    if (target > tick && tick < ticks) begun = { at: clock.now(), tick };
    show(tick, tick >= ticks ? 'paused' : 'playing');
    if (tick < ticks) cancel = clock.after(Math.max(frame, 1000 / rate), beat);
  };
  const halt = (): void => {
    cancel();
    cancel = () => {};
  };

  return {
    transport,
    play() {
      halt();
      const { tick, ticks, rate } = transport.get();
      const from = tick >= ticks ? 0 : tick;
      show(from, 'playing');
      begun = { at: clock.now(), tick: from };
      cancel = clock.after(Math.max(frame, 1000 / rate), beat);
    },
    pause() {
      halt();
      if (transport.get().state === 'playing') show(transport.get().tick, 'paused');
    },
    seek(tick) {
      halt();
      show(Math.max(0, Math.min(tick, transport.get().ticks, computed)), 'paused');
    },
    stop() {
      halt();
      transport.update((now) => ({ ...now, state: 'stopped', tick: 0, hash: '' }));
    },
    setRate(rate) {
      begun = { at: clock.now(), tick: transport.get().tick };
      transport.update((now) => ({ ...now, rate }));
    },
    load({ ticks, computed: next }) {
      computed = next;
      transport.update((now) => (now.ticks === ticks && now.tick <= ticks ? now : { ...now, ticks, tick: Math.min(now.tick, ticks) }));
    },
    setHash: (tick, hash) => transport.update((now) => (now.tick === tick && now.hash !== hash ? { ...now, hash } : now)),
  };
}
