/** The Nodes of this machine. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Every Node from version 20, one per major: this one, those on PATH, and npm's own. */
export function nodes(): { kind: string; name: string; path: string }[] {
  const candidates = [
    process.execPath,
    ...(process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'node')),
    '/usr/local/bin/node',
    '/usr/bin/node',
  ];
  const byMajor = new Map<string, { kind: string; name: string; path: string }>();
  for (const path of candidates) {
    if (!existsSync(path)) continue;
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    const [major = ''] = version.slice(1).split('.');
    if (Number(major) >= 20 && !byMajor.has(major)) byMajor.set(major, { kind: `Node ${major}`, name: `Node ${version.slice(1)}`, path });
  }
  return [...byMajor.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Those that people have. */
export const wantedNodes = ['Node 20', 'Node 24'];
