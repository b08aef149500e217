/** What the processes below this one use: a cloud runs tasks as processes of their own. Reads /proc: elsewhere than on Linux there are none. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Usage } from './host.ts';

/** Linux counts processor time in hundredths of a second, and memory in pages. */
const tickMicros = 10_000;
const pageBytes = 4096;

interface Process extends Usage {
  readonly pid: number;
  readonly parent: number;
}

export function usageBelow(pid = process.pid): Usage {
  const all = processes();
  const below = new Set([pid]);
  // A child has a higher number than its parent until numbers begin anew: a few rounds find everybody.
  for (let size = 0; size < below.size;) {
    size = below.size;
    for (const one of all) if (below.has(one.parent)) below.add(one.pid);
  }
  below.delete(pid);
  const found = all.filter((one) => below.has(one.pid));
  return { cpu: found.reduce((sum, { cpu }) => sum + cpu, 0), rss: found.reduce((sum, { rss }) => sum + rss, 0) };
}

function processes(): Process[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []));
  } catch {
    return [];
  }
}

/** None of one that has just ended. */
function readProcess(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; after it fields are separated by blanks, from the third on.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return [{ pid, parent: fields[1]!, cpu: (fields[11]! + fields[12]!) * tickMicros, rss: fields[21]! * pageBytes }];
  } catch {
    return [];
  }
}
