import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { PublishOutcome, SessionSummary } from '../../../src-main/contract/index.ts';
import { renameTo, undo } from '../editor/actions/index.ts';
import { renderWith } from '../testing/render.tsx';
import type { TestEditor } from '../testing/test-editor.ts';
import { useCell, useEditor } from '../react.ts';
import { openPublish } from './actions.ts';
import { cloudWatchOf } from './cloud.ts';
import { CloudPanel } from './cloud-panel.tsx';
import { shipDialogs } from './index.ts';
import { ParityChip } from './parity-chip.tsx';
import { publishingOf } from './publishing.ts';
import { broken, createToyCloud, success, type ToyCloud } from './testing/toy-cloud.ts';

function Dialogs() {
  const Open = shipDialogs[useCell(useEditor().dialog) ?? ''];
  return Open ? <Open /> : null;
}
const show = async (cloud = createToyCloud(), options: Parameters<typeof renderWith>[1] = {}): Promise<TestEditor> => {
  const { editor } = await renderWith(
    <>
      <ParityChip />
      <CloudPanel />
      <Dialogs />
    </>,
    { answers: cloud.answers, ...options },
  );
  return editor;
};
const sheet = () => page.getByRole('dialog', { name: 'Publish' });

describe('the Publish sheet', () => {
  const openSheet = (editor: TestEditor): Promise<void> => editor.do(openPublish);

  test('shows at its second opening what it shows at its first', async () => {
    const editor = await show();
    await openSheet(editor);
    await expect.element(sheet().getByText('Entity changed: Lamp.')).toBeVisible();
    await sheet().getByRole('button', { name: 'Publish now' }).click();
    await expect.element(sheet().getByRole('progressbar', { name: 'Publish progress' })).toBeVisible();
    editor.memory.announce('publish.finished', { publish: 'p-1', outcome: success(4) });
    await expect
      .element(sheet().getByRole('status', { name: 'Publish result' }))
      .toMatchTextContent(/^Revision 4 is live on demo, channel live\./);
    await sheet().getByRole('button', { name: 'Close' }).click();

    await openSheet(editor);
    await expect.element(sheet().getByText('Entity changed: Lamp.')).toBeVisible();
    await expect.element(sheet().getByText('2 open sessions stay on revision 3.')).toBeVisible();
    await expect.element(sheet().getByText('Turn by turn, at a turn a minute: $0.0021')).toBeVisible();
    await expect.element(sheet().getByRole('button', { name: 'Publish now' })).toHaveFocus();
  });

  test('publishes once at a double click, and stays to tell how it went', async () => {
    const cloud = createToyCloud();
    cloud.check = { ...cloud.check, differences: Array.from({ length: 12 }, (_, n) => `Entity changed: Lamp ${n}.`) };
    const editor = await show(cloud);
    await openSheet(editor);
    await expect.element(sheet().getByText('Entity changed: Lamp 11.')).toBeVisible();
    await sheet().getByRole('button', { name: 'Publish now' }).dblClick();
    await expect.element(sheet().getByRole('progressbar', { name: 'Publish progress' })).toBeVisible();
    editor.memory.announce('publish.finished', { publish: 'p-1', outcome: success(4) });
    await expect.element(sheet().getByRole('status', { name: 'Publish result' })).toMatchTextContent(/^Revision 4 is live/);
    const count = (name: string) => cloud.asked.filter(({ call }) => call === name).length;
    expect([count('publish.start'), count('cloud.startSession')]).toEqual([1, 0]);
  });

  test('says which edits are not in it, on the chip and in the sheet', async () => {
    const cloud = createToyCloud();
    cloud.check = { ...cloud.check, parity: 'same', differences: [] };
    const editor = await show(cloud);
    await editor.until(() => publishingOf(editor).check.get().at === 'known');
    await expect.element(page.getByRole('status', { name: 'Parity' })).toHaveTextContent('Same as live');
    editor.setOnline(false);
    await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await expect.element(page.getByRole('status', { name: 'Parity' })).toHaveTextContent('1 edit not saved, not live');
    await openSheet(editor);
    await expect.element(sheet().getByText('1 edit of yours is not saved yet. Publish now waits for it.')).toBeVisible();
    await sheet().getByRole('button', { name: 'Publish now' }).click();
    await expect.element(sheet().getByText('Waiting until 1 edit is saved, then it publishes.')).toBeVisible();
    await sheet().getByRole('button', { name: 'Publish what is saved' }).click();
    await expect.element(sheet().getByRole('progressbar', { name: 'Publish progress' })).toBeVisible();
  });

  test('says which knobs are turned and not in it, and makes them part of it', async () => {
    const cloud = createToyCloud();
    cloud.check = { ...cloud.check, parity: 'same', differences: [] };
    const editor = await show(cloud);
    editor.preview.chooseScenario('slow');
    await editor.until(() => publishingOf(editor).check.get().at === 'known');
    await expect.element(page.getByRole('status', { name: 'Parity' })).toHaveTextContent('Same as live');
    editor.preview.turn('rate', 5, 'done');
    await expect.element(page.getByRole('status', { name: 'Parity' })).toHaveTextContent('Same as live, but for 1 turned knob');
    await openSheet(editor);
    const turned = sheet().getByRole('region', { name: 'Turned, and not in this publish' });
    await expect.element(turned.getByText('Rate 5: Slow goes live with 1.')).toBeVisible();
    await expect.element(sheet().getByText(/^What you tried is what goes live/)).not.toBeInTheDocument();
    await turned.getByRole('button', { name: 'Write into Slow' }).click();
    await expect.element(turned).not.toBeInTheDocument();
    await expect.element(sheet().getByText(/^What you tried is what goes live/)).toBeVisible();
    const values = () => editor.project.get()!.file.get().scenarios['slow']!.values['rate'];
    expect(values()).toBe(5);
    await editor.do(undo);
    expect(values()).not.toBe(5);
  });

  test('goes on, after a success, to a session or back to what was live', async () => {
    const cloud = createToyCloud();
    const editor = await show(cloud);
    await openSheet(editor);
    await sheet().getByRole('button', { name: 'Publish now' }).click();
    editor.memory.announce('publish.finished', { publish: 'p-1', outcome: success(4) });
    await expect.element(sheet().getByRole('button', { name: 'Start session' })).toHaveFocus();
    await sheet().getByRole('button', { name: 'Roll back to revision 3' }).click();
    const question = page.getByRole('dialog', { name: 'Roll back to revision 3?' });
    await expect.element(question.getByRole('button', { name: 'Leave it live' })).toHaveFocus();
    await question.getByRole('button', { name: 'Roll back to 3' }).click();
    await expect.element(question).not.toBeInTheDocument();
    expect(cloud.asked).toContainEqual({
      call: 'publish.rollback',
      request: { tenant: 'demo', level: 'yard', channel: 'live', revision: 3 },
    });
  });

  test('says what each hash is of, to copy, and in words whether the cloud got what the preview got', async () => {
    const editor = await show();
    editor.preview.chooseScenario('slow');
    await editor.preview.run();
    const finish = async (outcome: PublishOutcome): Promise<void> => {
      await openSheet(editor);
      await sheet().getByRole('button', { name: 'Publish now' }).click();
      editor.memory.announce('publish.finished', { publish: 'p-1', outcome });
    };
    await finish(success(4));
    const result = sheet().getByRole('status', { name: 'Publish result' });
    await expect.element(result.getByText('The cloud got the same result as the preview.')).toBeVisible();
    const names = () => [...result.element().querySelectorAll('dt')].map(({ textContent }) => textContent);
    await expect.poll(names).toEqual(['Package', 'Results in the preview', 'Results in the cloud', 'State after week 40']);
    await result.getByRole('button', { name: 'Copy: State after week 40' }).click();
    expect(editor.clipboardText.at(-1)).toBe(editor.preview.current.get()?.hashes.at(-1));
    await sheet().getByRole('button', { name: 'Close' }).click();
    await finish({ ...success(5), cloudHash: 'cd'.repeat(32) } as PublishOutcome);
    await expect.element(result.getByText(/^The cloud did not get the same result as the preview\. Roll back/)).toBeVisible();
  });

  test('says why the level could not be checked', async () => {
    const cloud = createToyCloud();
    cloud.down['publish.check'] = broken('cloud-slow', 'The cloud does not answer.', 'Look at its log.');
    const editor = await show(cloud);
    await openSheet(editor);
    await expect.element(sheet().getByRole('alert')).toHaveTextContent('The cloud does not answer.Look at its log.');
    await expect.element(sheet().getByText('Checking…')).not.toBeInTheDocument();
    await expect.element(sheet().getByRole('button', { name: 'Publish now' })).toBeDisabled();
    await expect.element(page.getByRole('status', { name: 'Parity', includeHidden: true })).toHaveTextContent('Not compared');
  });

  test('says that the cloud has stopped rather than that one may not publish', async () => {
    const cloud = createToyCloud();
    cloud.status = { target: 'local', state: 'stopped', reason: 'The embedded cloud ended.', tenants: [] };
    const editor = await show(cloud);
    await openSheet(editor);
    await expect.element(sheet().getByText('The cloud is not running')).toBeVisible();
    await expect.element(sheet().getByText(/You may not publish/)).not.toBeInTheDocument();
  });
});

const sessionOf = (cloud: ToyCloud): SessionSummary => ({
  id: 's-0123456789',
  tenant: 'demo',
  level: cloud.publications[0]!.level,
  channel: 'live',
  revision: 3,
  state: 'running',
  host: 'functions',
  ticks: 4,
  plannedTicks: 40,
  players: 1,
  startedAt: '2026-11-20T16:04:00Z',
  hash: '0123456789abcdef',
});

describe('the Cloud panel', () => {
  test('starts one session however fast one presses, and waits with another until it is there', async () => {
    const cloud = createToyCloud();
    const starts = () => cloud.asked.filter(({ call }) => call === 'cloud.startSession').length;
    let begin = (): void => {};
    const { 'cloud.startSession': answer } = cloud.answers;
    cloud.answers['cloud.startSession'] = async (...asked) => {
      const started = await answer!(...asked);
      await new Promise<void>((resolve) => (begin = resolve));
      cloud.sessions = [sessionOf(cloud)];
      return started;
    };
    await show(cloud);
    const start = page.getByRole('button', { name: 'Start session' });
    await start.dblClick();
    (start.element() as HTMLElement).click();
    await expect.element(start).toHaveAttribute('aria-busy', 'true');
    expect(starts()).toBe(1);
    expect(getSelection()?.toString(), 'nothing is selected by that').toBe('');
    begin();
    await expect.element(page.getByRole('rowheader', { name: 'Yard, s-0123456789' })).toBeVisible();
    await expect.element(start).not.toHaveAttribute('aria-busy');
    expect(starts()).toBe(1);
  });

  test('lets choose with which of several scenarios a session begins; the first where nobody chooses', async () => {
    const cloud = createToyCloud();
    cloud.scenarios = [
      { id: 'calm', name: 'Calm sea' },
      { id: 'storm', name: 'Storm' },
    ];
    const begun = () => cloud.asked.flatMap(({ call, request }) => (call === 'cloud.startSession' ? [request] : []));
    await show(cloud);
    const scenario = page.getByRole('combobox', { name: 'Scenario of a session of Yard' });
    await expect.element(scenario).toHaveTextContent('Calm sea');
    const start = page.getByRole('button', { name: 'Start session' });
    await start.click();
    await expect.poll(begun).toMatchObject([{ level: 'yard', scenario: 'calm' }]);
    await scenario.click();
    await page.getByRole('option', { name: 'Storm' }).click();
    await start.click();
    await expect.poll(begun).toMatchObject([{ scenario: 'calm' }, { scenario: 'storm' }]);
  });

  test('starts a session with a host of its own where that is chosen, and says which have one', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [sessionOf(cloud), { ...sessionOf(cloud), id: 's-hot', host: 'hot' }];
    const begun = () => cloud.asked.flatMap(({ call, request }) => (call === 'cloud.startSession' ? [request] : []));
    await show(cloud);
    await expect.element(page.getByRole('rowheader', { name: 'Yard, s-hot' }).getByText(/^Revision 3, own host, /)).toBeVisible();
    await expect.element(page.getByRole('rowheader', { name: 'Yard, s-0123456789' })).not.toMatchTextContent(/own host/);
    const start = page.getByRole('button', { name: 'Start session' });
    await start.click();
    await expect.poll(begun).toMatchObject([{ host: 'functions' }]);
    await page.getByRole('combobox', { name: 'What runs a session of Yard' }).click();
    await page.getByRole('option', { name: 'Own host' }).click();
    await expect.element(page.getByText(/^For many players or many commands a second\./)).toBeVisible();
    await start.click();
    await expect.poll(begun).toMatchObject([{ host: 'functions' }, { host: 'hot' }]);
  });

  test('shows what a row opens below it, in sight and with the focus, and says on the button that it is open', async () => {
    const cloud = createToyCloud();
    cloud.sessions = Array.from({ length: 30 }, (_, n) => ({ ...sessionOf(cloud), id: `s-${n}` }));
    const hash = 'ab'.repeat(32);
    const record = { seq: 0, kind: 'start', fromTick: 0, toTick: 0, at: '2026-11-20T16:04:00.000Z', hash, summary: 'Started by Ada' };
    cloud.answers['cloud.audit'] = () => ({ records: [record] });
    await show(cloud);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Yard, s-3', exact: true }) });
    const audit = row.getByRole('button', { name: 'Audit' });
    await expect.element(audit).toHaveAttribute('aria-expanded', 'false');
    await audit.click();
    const records = page.getByRole('region', { name: 'Audit records s-3' });
    await expect.element(records).toBeInViewport();
    await expect.element(records).toHaveFocus();
    await expect.element(audit).toHaveAttribute('aria-expanded', 'true');
    await expect.element(audit).toHaveAttribute('aria-controls', records.element().id);
    await audit.click();
    await expect.element(records).not.toBeInTheDocument();
    await audit.click();
    await records.getByRole('button', { name: 'Close the audit' }).click();
    await expect.element(audit).toHaveFocus();
    await audit.click();
    await expect.element(records).toHaveFocus();
    await page.getByRole('tab', { name: 'Notices' }).click();
    await page.getByRole('tab', { name: 'Tenant' }).click();
    await expect.element(records).toBeVisible();
    await expect.element(records).not.toHaveFocus();
  });

  test('offers no choice of one scenario, and starts all the same where they cannot be read', async () => {
    const cloud = createToyCloud();
    cloud.down['cloud.scenarios'] = broken('package-unknown', 'The target lacks the manifest.');
    await show(cloud);
    await page.getByRole('button', { name: 'Start session' }).click();
    await expect.poll(() => cloud.asked.some(({ call }) => call === 'cloud.startSession')).toBe(true);
    await expect.element(page.getByRole('combobox', { name: /Scenario of/ })).not.toBeInTheDocument();
  });

  test('leaves the question of a roll back open at a double click', async () => {
    const cloud = createToyCloud();
    await show(cloud);
    await page.getByRole('button', { name: 'Roll back to revision 2' }).dblClick();
    await expect.element(page.getByRole('dialog', { name: 'Roll back to revision 2?' })).toBeVisible();
    expect(cloud.asked.some(({ call }) => call === 'publish.rollback')).toBe(false);
  });

  test('rolls the live revision back by one, after a question', async () => {
    const cloud = createToyCloud();
    await show(cloud);
    await page.getByRole('article', { name: 'Yard' }).getByRole('button', { name: 'Roll back to revision 2' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave it live' }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(cloud.asked.some(({ call }) => call === 'publish.rollback')).toBe(false);
  });

  test('says of a session which level and scenario it plays, and of which revision', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [sessionOf(cloud), { ...sessionOf(cloud), id: 's-storm', scenario: 'Storm' }];
    await show(cloud);
    await expect.element(page.getByRole('rowheader', { name: 'Yard, s-0123456789' }).getByText(/^Revision 3, /)).toBeVisible();
    await expect.element(page.getByRole('rowheader', { name: 'Yard, s-storm' }).getByText(/^Storm, revision 3, /)).toBeVisible();
  });

  test('says of a session how often its scripts failed, where and why, and which rest', async () => {
    const cloud = createToyCloud();
    const trouble = { tick: 5, script: 'scripts/beer.ts', line: 3, message: 'Boom on 13', times: 4, resting: [] };
    cloud.sessions = [{ ...sessionOf(cloud), trouble }];
    const editor = await show(cloud);
    const state = page.getByRole('cell').filter({ hasText: 'Boom on 13' });
    await expect.element(state.getByText(/^4 faults in scripts/)).toBeVisible();
    await expect.element(state.getByText('Last in tick 5, scripts/beer.ts:3: Boom on 13', { exact: true })).toBeVisible();
    cloud.sessions = [{ ...sessionOf(cloud), trouble: { ...trouble, resting: ['scripts/beer.ts'] } }];
    editor.memory.announce('cloud.changed', { tenant: 'demo' });
    await expect.element(state.getByText(/^At rest: scripts\/beer.ts/)).toBeVisible();
  });

  test('opens the Playground of any session and copies its link, which it asks for at each press; of one without, it says why', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [sessionOf(cloud)];
    const editor = await show(cloud);
    const link = 'http://127.0.0.1/#session=s-0123456789';
    const button = (name: string) => page.getByRole('button', { name });
    await expect.element(button('Open Playground')).toBeVisible();
    expect(
      cloud.asked.some(({ call }) => call === 'cloud.playersLink'),
      'nobody was handed it yet',
    ).toBe(false);
    await button('Open Playground').click();
    await expect.poll(() => editor.openedPages).toEqual([link]);
    await button('Copy player link').click();
    await expect.poll(() => editor.clipboardText.at(-1)).toBe(link);
    const why = 'The link of session s-0123456789 was not kept.';
    cloud.down['cloud.playersLink'] = broken('link-not-kept', why);
    await button('Open Playground').click();
    await editor.until(() => editor.notices.list.get().some(({ title }) => title === why));
    expect(editor.openedPages).toHaveLength(1);
  });

  test('gives a plain link to the Playground where the browser blocks its page', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [sessionOf(cloud)];
    const editor = await show(cloud, { blocksPages: true });
    await page.getByRole('button', { name: 'Open Playground' }).click();
    const link = page.getByRole('link', { name: 'Open the Playground by this link' });
    await expect.element(link).toHaveAttribute('href', 'http://127.0.0.1/#session=s-0123456789');
    await expect.element(link).toHaveAttribute('target', '_blank');
    expect(editor.openedPages).toEqual([]);
  });

  test('says to who may not invite players why, and has no link for them to copy', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [sessionOf(cloud)];
    const why = { message: 'Otto may not invite players to sessions in demo.', hint: 'This needs the role owner.' };
    cloud.status = {
      ...cloud.status,
      tenants: [{ id: 'demo', roles: ['auditor'], standing: { as: 'Otto', refused: { invitePlayers: why } } }],
    };
    await show(cloud);
    await expect.element(page.getByRole('button', { name: 'Open Playground' })).toHaveAttribute('title', `${why.message} ${why.hint}`);
    await expect.element(page.getByRole('button', { name: 'Copy player link' })).not.toBeInTheDocument();
  });

  test('lets who runs sessions pause one, let it go on and, asked once more, end it; an ended one asks nothing', async () => {
    const cloud = createToyCloud();
    const session = sessionOf(cloud);
    const stands = (state: SessionSummary['state']): void => {
      cloud.sessions = [{ ...session, state }];
      editor.memory.announce('cloud.changed', { tenant: 'demo' });
    };
    cloud.sessions = [session];
    const editor = await show(cloud);
    const button = (name: string) => page.getByRole('button', { name });
    const asked = () => cloud.asked.filter(({ call }) => call === 'cloud.changePhase').map(({ request }) => request);
    await button('Pause session').click();
    stands('paused');
    await expect.element(page.getByRole('status', { name: 'State' })).toHaveTextContent('Paused');
    await button('Resume session').click();
    stands('running');
    await button('End session…').click();
    const question = page.getByRole('dialog', { name: 'End this session for good?' });
    await expect.element(question.getByText(/1 player is told, and can send nothing more/)).toBeVisible();
    await expect.element(question.getByRole('button', { name: 'Leave it as it is' })).toHaveFocus();
    await question.getByRole('button', { name: 'Leave it as it is' }).click();
    expect(asked()).toHaveLength(2);
    await button('End session…').click();
    await question.getByRole('button', { name: 'End it' }).click();
    await expect.poll(asked).toEqual(['pause', 'resume', 'end'].map((change) => ({ tenant: 'demo', session: session.id, change })));
    stands('ended');
    await expect.element(page.getByRole('status', { name: 'State' })).toHaveTextContent('Ended');
    await expect.element(button('Pause session')).not.toBeInTheDocument();
    await expect.element(button('End session…')).not.toBeInTheDocument();
  });

  test('says that a session is paused because the budget is spent, and of one that a person paused nothing of it', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [{ ...sessionOf(cloud), state: 'paused', why: 'budget' }];
    const editor = await show(cloud);
    const reason = page.getByText('demo had spent its budget. Once the operator has raised it, or with the next month, press Resume.');
    await expect.element(reason).toBeVisible();
    cloud.sessions = [{ ...sessionOf(cloud), state: 'paused' }];
    editor.memory.announce('cloud.changed', { tenant: 'demo' });
    await expect.element(reason).not.toBeInTheDocument();
  });

  test('says to who may not pause and end why, where one points and where the cloud refuses it', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [sessionOf(cloud)];
    cloud.down['cloud.changePhase'] = broken(
      'forbidden',
      'Ada may not pause sessions in demo.',
      'This needs the role owner or facilitator.',
    );
    const editor = await show(cloud);
    await page.getByRole('button', { name: 'Pause session' }).click();
    await editor.until(() => editor.notices.list.get().some(({ title }) => title === 'Ada may not pause sessions in demo.'));
    const why = { message: 'Dan may not pause sessions in demo.', hint: 'This needs the role owner.' };
    cloud.status = {
      ...cloud.status,
      tenants: [{ id: 'demo', roles: ['designer'], standing: { as: 'Dan', refused: { pauseSessions: why } } }],
    };
    cloudWatchOf(editor).refresh();
    const pause = page.getByRole('button', { name: 'Pause session' });
    await expect.element(pause).toHaveAttribute('title', `${why.message} ${why.hint}`);
    const asked = cloud.asked.length;
    await pause.click({ force: true });
    await editor.until(() => editor.notices.list.get().some(({ title }) => title === why.message));
    expect(cloud.asked.length).toBe(asked);
    await expect.element(page.getByRole('button', { name: 'Open here' })).not.toHaveAttribute('aria-disabled');
  });

  test('says what a stopped cloud means and asks again', async () => {
    const cloud = createToyCloud();
    const running = cloud.status;
    cloud.status = { target: 'local', state: 'stopped', reason: 'The embedded cloud ended. Start it again: lq up', tenants: [] };
    await show(cloud);
    await expect.element(page.getByText('The cloud is not running')).toBeVisible();
    await expect.element(page.getByText(/Editing and previewing go on/)).toBeVisible();
    cloud.status = running;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.element(page.getByRole('article', { name: 'Yard' })).toBeVisible();
  });

  test('says of what it was asked while its host was gone that it was not done, and offers no other try', async () => {
    const cloud = createToyCloud();
    cloud.sessions = [{ ...sessionOf(cloud), state: 'paused' }];
    const editor = await show(cloud);
    const signedOut = broken('signed-out', 'This window is signed out: its host was started again.', 'Run: npx lq open');
    for (const call of ['cloud.changePhase', 'cloud.status', 'cloud.sessions']) cloud.down[call] = signedOut;
    editor.signOut();
    await page.getByRole('button', { name: 'Resume session' }).click();
    await editor.until(() => editor.notices.list.get().some(({ title }) => title === 'This was not done: the window is signed out'));
    cloudWatchOf(editor).refresh();
    await expect.element(page.getByText('This window is signed out: its host was started again.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  });

  test('shows the error of a cloud that cannot be asked', async () => {
    const cloud = createToyCloud();
    cloud.down['cloud.status'] = broken('host-gone', 'The host of this window does not answer.', 'It reconnects by itself.');
    await show(cloud);
    await expect.element(page.getByText('The host of this window does not answer.')).toBeVisible();
    await expect.element(page.getByText('The cloud is starting…')).not.toBeInTheDocument();
  });
});
