/** A tenant's session as the host hands it out: the toy's scenario `slow`, as it was recorded, or told otherwise. */
import type { SessionRecording } from '../../../src-main/contract/index.ts';
import { toyProject } from './test-editor.ts';
import { openToyBuild } from './toy-build.ts';

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export async function toyRecording(told: Partial<Pick<SessionRecording, 'commands' | 'hashes'>> = {}): Promise<SessionRecording> {
  const build = await openToyBuild();
  const files = new Map(Object.entries(toyProject).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const compiled = build.compileLevel(files, undefined, { strip: (code) => ({ code }) });
  if (!compiled.ok) throw new Error('the toy does not compile');
  const world = build.createWorld(compiled.package, { scenario: 'slow', seed: 7 });
  const hashes = Array.from({ length: 40 }, () => world.step([]).hash);
  return {
    session: {
      id: 's1',
      tenant: 'demo',
      level: 'yard',
      channel: 'live',
      revision: 1,
      state: 'finished',
      ticks: 40,
      plannedTicks: 40,
      players: 0,
      startedAt: '2026-11-20T16:04:00Z',
      hash: hashes[39]!,
    },
    engine: { id: 'engine@toy', url: '/engine/toy' },
    package: {
      manifest: base64(compiled.package.manifestBytes),
      files: Object.fromEntries([...compiled.package.files].map(([path, bytes]) => [path, base64(bytes)])),
    },
    start: { scenario: 'slow', seed: 7 },
    commands: [],
    hashes,
    ...told,
  };
}
