/** How many sessions a host holds here: more and more of them, until somebody is not connected, something is lost, or a target is missed. */
import { drive, type DriveOptions } from './drive.ts';
import type { Host } from './hosts/host.ts';
import { broken, figuresOf, missed, type Figures } from './report.ts';
import type { Shape } from './shape.ts';

export interface Largest {
  /** Sessions that held; 0: not even one. */
  readonly sessions: number;
  readonly players: number;
  /** Of the last load that held. */
  readonly figures?: Figures | undefined;
  /** What was wrong with one session more; absent where as many as were asked for held. */
  readonly failed?: { readonly sessions: number; readonly wrong: readonly string[]; readonly figures: Figures };
}

/** @param shape its players are the most that are tried */
export async function findLargest(host: Host, shape: Shape, options: DriveOptions): Promise<Largest> {
  const most = Math.ceil(shape.players / shape.perGroup);
  const play = async (sessions: number) => {
    const figures = figuresOf(await drive(host, { ...shape, players: sessions * shape.perGroup }, options));
    const wrong = [...broken(figures), ...missed(figures, undefined)];
    options.progress(
      `${sessions} sessions: p99 ${figures.latency.p99} ms, ${figures.cpu.cores} cores${wrong.length > 0 ? `; ${wrong.join(' ')}` : ''}`,
    );
    return { sessions, figures, wrong };
  };
  let held: { sessions: number; figures?: Figures } = { sessions: 0 };
  let failed: Awaited<ReturnType<typeof play>> | undefined;
  // Doubling until one fails, then halving the gap.
  for (let next = 1; next > held.sessions && next <= most;) {
    const tried = await play(next);
    if (tried.wrong.length === 0) held = tried;
    else failed = tried;
    next = failed ? Math.floor((held.sessions + failed.sessions) / 2) : Math.min(most, next * 2);
  }
  return {
    sessions: held.sessions,
    players: held.sessions * shape.perGroup,
    figures: held.figures,
    ...(failed && { failed }),
  };
}
