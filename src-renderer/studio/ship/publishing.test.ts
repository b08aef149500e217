import { describe, expect, it } from 'vitest';
import { renameTo } from '../editor/actions/index.ts';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import { openPublish } from './actions.ts';
import { publishingOf, type Publishing } from './publishing.ts';
import { rollbackOf } from './rollback.ts';
import { broken, createToyCloud, success, type ToyCloud } from './testing/toy-cloud.ts';

interface Desk {
  ada: TestEditor;
  cloud: ToyCloud;
  publishing: Publishing;
}

const open = async (prepare: (cloud: ToyCloud) => void = () => {}): Promise<Desk> => {
  const cloud = createToyCloud();
  prepare(cloud);
  const ada = await createTestStudio({ answers: cloud.answers }).join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  const publishing = publishingOf(ada);
  await ada.until(() => publishing.cloud.get().at === 'refused' || publishing.check.get().at !== 'asking');
  return { ada, cloud, publishing };
};
const publish = async ({ ada, publishing }: Desk): Promise<void> => {
  await publishing.publish();
  await ada.until(() => {
    const state = publishing.state.get();
    return state.at === 'running' && state.publish === 'p-1';
  });
};

describe('publishing', () => {
  it('opens the sheet afresh every time: the result of the last publish does not hide how the level stands now', async () => {
    const desk = await open();
    const { ada, cloud, publishing } = desk;
    await publish(desk);
    ada.memory.announce('publish.finished', { publish: 'p-1', outcome: success(4) });
    expect(publishing.state.get()).toMatchObject({ at: 'finished', outcome: { revision: 4 }, over: 3 });

    cloud.check = { ...cloud.check, differences: ['Script changed: beer.ts.'] };
    await ada.do(openPublish);
    expect(publishing.state.get()).toEqual({ at: 'idle' });
    await ada.until(() => JSON.stringify(publishing.check.get()).includes('beer.ts'));
  });

  it('waits for edits that are not saved: what is published is what the person sees', async () => {
    const { ada, publishing } = await open();
    ada.setOnline(false);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await publishing.publish();
    expect([publishing.state.get(), publishing.unsaved.get()]).toEqual([{ at: 'waiting' }, 1]);
    expect(ada.memory.calls).not.toContain('publish.start');
    ada.setOnline(true);
    await ada.until(() => publishing.state.get().at === 'running');
    expect(ada.memory.calls).toContain('publish.start');
  });

  it('leaves unsaved edits out only when it is told to, and waits no longer than one wants it to', async () => {
    const { ada, publishing } = await open();
    ada.setOnline(false);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await publishing.publish();
    publishing.callOff();
    expect(publishing.state.get()).toEqual({ at: 'idle' });
    await publishing.publish('leave-out');
    expect(publishing.state.get().at).toBe('running');
  });

  it('leaves a publish that is under way in the sheet', async () => {
    const desk = await open();
    await publish(desk);
    await desk.ada.do(openPublish);
    expect(desk.publishing.state.get()).toMatchObject({ at: 'running', publish: 'p-1' });
  });

  it('keeps why a check has no answer, with the next step', async () => {
    const { publishing } = await open((cloud) => {
      cloud.down['publish.check'] = broken('cloud-slow', 'The cloud does not answer.', 'Look at its log.');
    });
    expect(publishing.check.get()).toEqual({
      at: 'refused',
      why: { code: 'cloud-slow', message: 'The cloud does not answer.', hint: 'Look at its log.' },
    });
  });

  it('tells a cloud that cannot be asked, one that is stopped and a person without a tenant apart', async () => {
    const unreachable = await open((cloud) => (cloud.down['cloud.status'] = broken('host-gone', 'The host does not answer.')));
    expect(unreachable.publishing.cloud.get()).toMatchObject({ at: 'refused', why: { message: 'The host does not answer.' } });
    const stopped = await createTestStudio().join('Ada');
    const { cloud } = publishingOf(stopped);
    await stopped.until(() => cloud.get().at !== 'asking');
    expect(cloud.get()).toMatchObject({ at: 'known', answer: { state: 'stopped', reason: 'No cloud is running.' } });
    const stranger = createToyCloud();
    stranger.status = { ...stranger.status, tenants: [] };
    const mallory = await createTestStudio({ answers: stranger.answers }).join('Mallory');
    const hers = publishingOf(mallory);
    await mallory.until(() => hers.cloud.get().at !== 'asking');
    expect(hers.cloud.get()).toMatchObject({ at: 'known', answer: { state: 'ready' } });
    expect(hers.tenants.get()).toEqual([]);
  });

  it('asks how a publish ended that it was not told about, and may then publish again', async () => {
    const desk = await open();
    const { ada, cloud, publishing } = desk;
    await publish(desk);
    ada.clock.pass(4000);
    await ada.until(() => cloud.asked.some(({ call }) => call === 'publish.state'));
    expect(publishing.state.get()).toMatchObject({ at: 'running' });

    cloud.down['publish.state'] = broken('host-gone', 'The host of this window does not answer.');
    ada.clock.pass(4000);
    delete cloud.down['publish.state'];
    cloud.publishState = { state: 'finished', outcome: success(4) };
    await ada.until(() => publishing.state.get().at === 'finished');
    expect(publishing.state.get()).toMatchObject({ at: 'finished', outcome: { ok: true, revision: 4 } });
    await publish(desk);
  });

  it('says where to look when the host has been restarted and nobody knows how a publish ended', async () => {
    const desk = await open((cloud) => (cloud.publishState = { state: 'unknown' }));
    await publish(desk);
    await desk.ada.until(() => desk.publishing.state.get().at === 'finished');
    expect(desk.publishing.state.get()).toMatchObject({
      outcome: { ok: false, code: 'publish-forgotten', hint: expect.stringContaining('The Cloud panel shows what is live') },
    });
  });

  it('does not call a publish failed whose beginning was not answered', async () => {
    const { publishing } = await open((cloud) => (cloud.down['publish.start'] = broken('host-gone', 'Gone.', 'Try again in a moment.')));
    await publishing.publish();
    expect(publishing.state.get()).toMatchObject({
      outcome: { ok: false, message: 'Nobody can say any more how this publish ended.' },
    });
  });

  it('takes an end that was told before the answer to the beginning', async () => {
    const cloud = createToyCloud();
    let ada: TestEditor | undefined;
    const started = cloud.answers['publish.start'];
    const studio = createTestStudio({
      answers: {
        ...cloud.answers,
        'publish.start': (request) => {
          ada?.memory.announce('publish.finished', { publish: 'p-1', outcome: success(1) });
          return started?.(request) ?? { publish: '' };
        },
      },
    });
    ada = await studio.join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Toy');
    const publishing = publishingOf(ada);
    await ada.until(() => publishing.tenant.get() === 'demo');
    await publishing.publish();
    expect(publishing.state.get()).toMatchObject({ at: 'finished', outcome: { ok: true, revision: 1 } });
  });
});

describe('rolling back', () => {
  const order = { tenant: 'demo', level: 'yard', channel: 'live', revision: 3 };

  it('is asked for before it is done, then says what is live', async () => {
    const { ada, cloud } = await open();
    const rollback = rollbackOf(ada);
    rollback.ask(order);
    expect(ada.dialog.get()).toBe('rollback');
    rollback.dismiss();
    expect(ada.dialog.get()).toBeUndefined();
    expect(cloud.asked.some(({ call }) => call === 'publish.rollback')).toBe(false);

    rollback.ask(order);
    await rollback.confirm();
    expect(cloud.asked).toContainEqual({ call: 'publish.rollback', request: order });
    expect(ada.dialog.get()).toBeUndefined();
    expect(ada.notices.list.get().map(({ title }) => title)).toEqual(['Revision 3 is live again on demo, channel live.']);
  });

  it('keeps the question open when it is refused, with the reason', async () => {
    const { ada } = await open((cloud) => {
      cloud.down['publish.rollback'] = broken('forbidden', 'You may not roll back.', 'Ask an owner.');
    });
    const rollback = rollbackOf(ada);
    rollback.ask(order);
    await rollback.confirm();
    expect(ada.dialog.get()).toBe('rollback');
    expect(rollback.state.get()).toMatchObject({ at: 'refused', why: { message: 'You may not roll back.', hint: 'Ask an owner.' } });
  });
});
