import { describe, expect, it } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';
import { toyRecording } from '../testing/toy-recording.ts';
import { createCloudWatch } from './cloud.ts';

describe('a session that is opened here', () => {
  const opened = async (told: Parameters<typeof toyRecording>[0], times = 1) => {
    const ada = await createTestStudio().join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Toy');
    const recording = await toyRecording(told);
    const bridge = {
      ...ada.bridge,
      invoke: (channel: string, request: never) =>
        channel === 'cloud.openSession' ? Promise.resolve(recording) : ada.bridge.invoke(channel as never, request),
    } as typeof ada.bridge;
    const watch = createCloudWatch(Object.assign(Object.create(ada) as typeof ada, { bridge }));
    for (let time = 0; time < times; time += 1) await watch.open(recording.session);
    return { said: ada.notices.list.get(), runs: ada.preview.runs.get().filter(({ production }) => production) };
  };

  it('is called exactly as it ran where the replay equals the record', async () => {
    expect((await opened({})).said).toMatchObject([{ tone: 'plain', title: expect.stringContaining('exactly as it ran') }]);
  });

  it('is one run, however often it is opened', async () => {
    expect((await opened({}, 2)).runs).toHaveLength(1);
  });

  it('is not called so where it differs: the notice stays and says where', async () => {
    const { hashes } = await toyRecording();
    expect((await opened({ hashes: hashes.with(11, '0000000000000000') })).said).toMatchObject([
      { tone: 'bad', title: 'Session s1 is open, but it is not what ran.', text: 'The replay differs from the session at tick 12.' },
    ]);
  });
});
