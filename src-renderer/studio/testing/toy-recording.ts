/** A tenant's session as the host hands it out: the toy's scenario `slow`, as it was recorded, or told otherwise. */
import type { SessionRecording } from '../../../src-main/contract/index.ts';
import { toyProject } from './test-editor.ts';
import { openToyBuild } from './toy-build.ts';

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export async function toyRecording({
  project = toyProject,
  commands = [],
  start = { scenario: 'slow', seed: 7 },
  ...told
}: Partial<Pick<SessionRecording, 'commands' | 'hashes' | 'start'>> & {
  project?: Readonly<Record<string, string>>;
} = {}): Promise<SessionRecording> {
  const build = await openToyBuild();
  const files = new Map(Object.entries(project).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const compiled = build.compileLevel(files, undefined, { strip: (code) => ({ code }) });
  if (!compiled.ok) throw new Error('the toy does not compile');
  const world = build.createWorld(compiled.package, start as Parameters<typeof build.createWorld>[1]);
  const hashes = Array.from({ length: 40 }, () => world.step(commands.filter(({ tick }) => tick === world.tick + 1)).hash);
  return {
    session: {
      id: 's1',
      tenant: 'demo',
      level: 'yard',
      channel: 'live',
      revision: 1,
      state: 'finished',
      host: 'functions',
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
    start,
    commands,
    hashes,
    ...told,
  };
}

/** The toy with a shop and a mill to play. */
export const millProject: Readonly<Record<string, string>> = {
  ...toyProject,
  'levels/yard.json': toyProject['levels/yard.json']!.replace(
    '"Shape":{"kind":"box"}',
    '"Shape":{"kind":"box"},"Seat":{"stage":"Shop"}',
  ).replace('"Light":{}', '"Light":{},"Seat":{"stage":"Mill"}'),
};

/** Its session in which one person had the shop and another the mill, to the end, a case each week. */
export const millRecording = (): Promise<SessionRecording> => {
  const players = [
    { sender: 1, stage: 'Shop' },
    { sender: 2, stage: 'Mill' },
  ];
  const commands = [
    ...players.map(({ sender, stage }) => ({ tick: 1, sender, seq: 1, type: 'TakeStage', payload: { stage } })),
    ...Array.from({ length: 40 }, (_, at) => at + 1).flatMap((tick) =>
      players.map(({ sender }) => ({ tick, sender, seq: tick + 1, type: 'PlaceOrder', payload: { quantity: 1 } })),
    ),
  ];
  return toyRecording({ project: millProject, commands });
};
