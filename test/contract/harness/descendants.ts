/** Every process below this one that lived while it was watched: its command line and the names of its environment. Reads /proc: Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export function watchDescendants(): { readonly seen: ReadonlyMap<string, readonly string[]>; stop(): void } {
  const seen = new Map<string, readonly string[]>();
  const look = (): void => {
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
    }
    for (const pid of parents.keys()) {
      let above = parents.get(pid);
      while (above !== undefined && above > 1 && above !== process.pid) above = parents.get(above);
      if (above === process.pid)
        seen.set(
          listOf(pid, 'cmdline').join(' '),
          listOf(pid, 'environ').map((pair) => pair.split('=')[0]!),
        );
    }
  };
  const timer = setInterval(look, 10);
  return { seen, stop: () => clearInterval(timer) };
}

/** 0 for a process that has just ended. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function listOf(pid: number, file: 'cmdline' | 'environ'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}
