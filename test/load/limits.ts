/** How many sockets a process may have here. */

/** Files and sockets that a host has beside those of its players. */
const others = 500;

/** What keeps so many players from being connected, as a sentence with the next step; undefined where nothing does. */
export function tooManySockets(players: number, most = openFiles()): string | undefined {
  if (players + others <= most) return undefined;
  return `${players} players need ${players + others} open files and a process may have ${most} here: run "ulimit -n ${players + others}" first, or take at most ${Math.max(0, most - others)} players.`;
}

/** The limit on open files of this process; Node raises it to what the system allows when it starts. */
function openFiles(): number {
  const { userLimits } = process.report.getReport() as unknown as { userLimits?: { open_files?: { soft: number | 'unlimited' } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
