import { describe, expect, it } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';
import { startSession } from './actions.ts';
import { cloudWatchOf } from './cloud.ts';
import { publishingOf } from './publishing.ts';
import { broken, createToyCloud, live, type ToyCloud } from './testing/toy-cloud.ts';

const open = async (prepare: (cloud: ToyCloud) => void = () => {}) => {
  const cloud = createToyCloud();
  prepare(cloud);
  const ada = await createTestStudio({ answers: cloud.answers }).join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  return { ada, cloud, watch: cloudWatchOf(ada) };
};

describe('what the Cloud panel shows', () => {
  it('is what is live for the tenant, read again when the host says that something changed', async () => {
    const { ada, cloud, watch } = await open();
    await ada.until(() => watch.publications.get()[0]?.revision === 3);
    cloud.publications = [live(4)];
    ada.memory.announce('cloud.changed', { tenant: 'demo' });
    await ada.until(() => watch.publications.get()[0]?.revision !== 3);
    expect(watch.publications.get()).toEqual([live(4)]);
  });

  it('keeps what was read when the cloud refuses, and says that it may be old', async () => {
    const { ada, cloud, watch } = await open();
    await ada.until(() => watch.publications.get().length === 1);
    cloud.down['cloud.sessions'] = broken('throttled', 'The table is busy.', 'Try again in a minute.');
    ada.memory.announce('cloud.changed', {});
    await ada.until(() => watch.trouble.get() !== undefined);
    expect(watch.trouble.get()).toEqual({ code: 'throttled', message: 'The table is busy.', hint: 'Try again in a minute.' });
    expect(watch.status.get()).toMatchObject({ at: 'known', answer: { state: 'ready' } });
    expect(watch.publications.get()).toHaveLength(1);
    delete cloud.down['cloud.sessions'];
    watch.refresh();
    await ada.until(() => watch.trouble.get() === undefined);
  });

  it('begins with a session that the palette starts, of what is live of the level', async () => {
    const { ada, cloud } = await open();
    const asked = () => cloud.asked.filter(({ call }) => call === 'cloud.startSession').map(({ request }) => request);
    expect(startSession.when?.(ada)).toBe(false);
    publishingOf(ada).refresh();
    await ada.until(() => startSession.when?.(ada) === true);
    await ada.do(startSession);
    expect(ada.reveal.get()).toBe('cloud');
    expect(asked()).toMatchObject([{ tenant: 'demo', level: 'yard', channel: 'live' }]);
  });

  it('starts a session with what was chosen, from wherever it is started, also before it is known what there is', async () => {
    let tell = (): void => {};
    const { ada, cloud, watch } = await open((toy) => {
      toy.scenarios = [
        { id: 'calm', name: 'Calm sea' },
        { id: 'storm', name: 'Storm' },
      ];
      const { 'cloud.scenarios': answer } = toy.answers;
      toy.answers['cloud.scenarios'] = async (request) => {
        await new Promise<void>((resolve) => (tell = resolve));
        return answer!(request);
      };
    });
    const begun = () => cloud.asked.flatMap(({ call, request }) => (call === 'cloud.startSession' ? [request] : []));
    await ada.until(() => watch.publications.get().length === 1);
    const starting = watch.start(live(3));
    expect(begun()).toEqual([]);
    await ada.until(() => (tell(), watch.scenarios.get()[live(3).packageHash] !== undefined));
    tell();
    await starting;
    watch.chooseScenario(live(3), 'storm');
    publishingOf(ada).refresh();
    await ada.until(() => startSession.when?.(ada) === true);
    await ada.do(startSession);
    expect(begun()).toMatchObject([{ scenario: 'calm' }, { scenario: 'storm' }]);
  });

  it('is that the cloud has stopped, not that it is starting', async () => {
    const { ada, cloud, watch } = await open();
    await ada.until(() => watch.publications.get().length === 1);
    cloud.status = { target: 'local', state: 'stopped', reason: 'The embedded cloud ended (killed).', tenants: [] };
    ada.memory.announce('cloud.changed', {});
    await ada.until(() => watch.status.get().at === 'known' && JSON.stringify(watch.status.get()).includes('killed'));
    expect(watch.trouble.get()).toBeUndefined();
  });

  it('does not lose the rest to a picture that cannot be read', async () => {
    const ready = { ...live(3), thumbnail: { state: 'ready' as const } };
    const { ada, watch } = await open((cloud) => {
      cloud.publications = [ready];
      cloud.answers['cloud.thumbnail'] = broken('no-object', 'The picture is not there.');
    });
    await ada.until(() => watch.pictures.get()[ready.packageHash] !== undefined);
    expect(watch.pictures.get()[ready.packageHash]).toEqual({ reason: 'The picture is not there.' });
    expect(watch.trouble.get()).toBeUndefined();
  });
});
