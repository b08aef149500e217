import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Json } from '../../../engine/kernel/json.ts';
import { createTestStudio, toyProject } from '../testing/test-editor.ts';
import { millProject, millRecording } from '../testing/toy-recording.ts';
import { RunsPanel } from './runs-panel.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';
import { openAnalyst, show } from './testing/show.tsx';

const part = (path: string): Record<string, Record<string, object>> => JSON.parse(toyProject[path]!) as never;
const [project, level] = [part('ledgerquest.json'), part('levels/yard.json')];
/** A house with a seat, at which one plans a month by two figures, and is told something before. */
const planned = {
  ...toyProject,
  'ledgerquest.json': JSON.stringify({
    ...project,
    kpis: { total: { label: 'Total', kind: 'number', better: 'higher' } },
    scenarios: { ...project['scenarios'], slow: { ...project['scenarios']!['slow'], question: 'Why 40?' } },
    components: { Desk: { fields: { notice: { kind: 'string', default: '' } } } },
    commands: {
      ...project['commands'],
      PlaceOrder: {
        fields: { discount: { kind: 'u8', label: 'Discount', unit: '%', order: 2 }, visits: { kind: 'u8', label: 'Visits', order: 1 } },
      },
    },
  }),
  'levels/yard.json': JSON.stringify({
    ...level,
    clock: { ...level['clock'], notice: 'Desk.notice' },
    entities: {
      ...level['entities'],
      house: {
        ...level['entities']!['house'],
        components: { Transform: {}, Seat: { stage: 'House' }, Desk: { notice: 'Nothing counts before week 3.' } },
      },
    },
  }),
};

test('who plays a seat is told what the level says there, and every field of the command says what it is', async () => {
  await show(await openAnalyst(createTestStudio({ templates: { 'supply-chain': planned } })), ScenarioPanel);
  const stage = page.getByRole('region', { name: 'Play it yourself' });
  await userEvent.click(stage.getByRole('button', { name: 'Play House' }));
  await expect.element(stage.getByRole('status', { name: 'Before your turn' })).toHaveTextContent('Nothing counts before week 3.');
  const asked = stage.getByRole('spinbutton').elements();
  expect(asked.map((field) => field.getAttribute('aria-label'))).toEqual(['Visits', 'Discount']);
  for (const label of ['Visits', 'Discount']) {
    await expect.element(stage.getByText(label, { exact: true })).toBeVisible();
    expect(stage.getByRole('spinbutton', { name: label }).element().getBoundingClientRect().width).toBeGreaterThan(40);
  }
});

/** Somebody at the seat of the house, who is asked for these fields. */
async function sitDown(fields: object) {
  const desk = JSON.parse(planned['ledgerquest.json']);
  desk.commands.PlaceOrder.fields = fields;
  const templates = { 'supply-chain': { ...planned, 'ledgerquest.json': JSON.stringify(desk) } };
  const editor = await openAnalyst(createTestStudio({ templates }));
  const send = vi.spyOn(editor.preview, 'send');
  await show(editor, ScenarioPanel);
  const stage = page.getByRole('region', { name: 'Play it yourself' });
  await userEvent.click(stage.getByRole('button', { name: 'Play House' }));
  return { stage, send };
}

test('who plays a seat plans money to the cent', async () => {
  const { stage, send } = await sitDown({ pay: { kind: 'decimal', scale: 2, label: 'Pay', default: '100.00', unit: '$' } });
  await userEvent.fill(stage.getByRole('spinbutton', { name: 'Pay' }), '0.3');
  await userEvent.click(stage.getByRole('button', { name: 'Place order' }));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'PlaceOrder', payload: { pay: '0.30' }, sender: 1 });
});

test('Enter in a field of a seat sends the turn with what stands there', async () => {
  const { stage, send } = await sitDown({ pay: { kind: 'decimal', default: '100.00' }, save: { kind: 'decimal', default: '1.00' } });
  const pay = stage.getByRole('spinbutton', { name: 'Pay' });
  await userEvent.fill(pay, 'much');
  await userEvent.keyboard('{Enter}');
  await expect.element(pay).toHaveAccessibleDescription(/not “much”|“much” is no number/);
  expect(send).not.toHaveBeenCalled();
  await userEvent.fill(pay, '12345678901234.56');
  await userEvent.keyboard('{Enter}');
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'PlaceOrder', payload: { pay: '12345678901234.56', save: '1.00' }, sender: 1 });
});

test('who plays a seat chooses among what can be chosen, turns on and off, and writes', async () => {
  const { stage, send } = await sitDown({
    way: { kind: 'enum', options: ['road', 'sea'], label: 'Way' },
    rush: { kind: 'bool', label: 'Rush' },
    note: { kind: 'string', label: 'Note' },
    place: { kind: 'vec3' },
  });
  await userEvent.click(stage.getByRole('combobox', { name: 'Way' }));
  await userEvent.click(page.getByRole('option', { name: 'sea' }));
  await userEvent.click(stage.getByRole('switch', { name: 'Rush' }));
  await userEvent.fill(stage.getByRole('textbox', { name: 'Note' }), 'by Friday');
  await userEvent.click(stage.getByRole('button', { name: 'Place order' }));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'PlaceOrder', payload: { way: 'sea', rush: true, note: 'by Friday' }, sender: 1 });
});

test('a game that is over can be played again from the same seat, or left', async () => {
  const short = JSON.parse(planned['ledgerquest.json']);
  for (const scenario of Object.values<{ ticks: number }>(short.scenarios)) scenario.ticks = 1;
  const editor = await openAnalyst(
    createTestStudio({ templates: { 'supply-chain': { ...planned, 'ledgerquest.json': JSON.stringify(short) } } }),
  );
  const run = vi.spyOn(editor.preview, 'run');
  await show(editor, ScenarioPanel);
  const stage = page.getByRole('region', { name: 'Play it yourself' });
  const play = stage.getByRole('button', { name: 'Play House' });
  await userEvent.click(play);
  await expect.element(stage.getByText('The game is over')).toBeVisible();
  const sitDown = { tick: 1, sender: 1, seq: 1, type: 'TakeStage', payload: { stage: 'House' } };
  await userEvent.click(stage.getByRole('button', { name: 'Play again' }));
  await expect.poll(() => run.mock.calls).toEqual([[{ commands: [sitDown] }], [{ commands: [sitDown] }]]);
  await userEvent.click(stage.getByRole('button', { name: 'Get up' }));
  await expect.element(play).toBeVisible();
});

test('what somebody played at a seat is told apart from what its scenario comes to by itself', async () => {
  const editor = await openAnalyst(createTestStudio({ templates: { 'supply-chain': planned } }));
  await show(editor, ScenarioPanel, RunsPanel);
  const sent = (tick: number, type: string, payload: Json) => ({ tick, sender: 1, seq: tick, type, payload });
  await expect.element(page.getByText('Why 40?')).toBeVisible();
  const played = await editor.preview.run({
    commands: [
      // As one may write it in a terminal.
      sent(1, 'TakeStage', { stage: 'house' }),
      sent(2, 'PlaceOrder', { quantity: 500, visits: 0, discount: 0 }),
      sent(3, 'ReleaseStage', {}),
    ],
  });
  expect(played).toMatchObject({ state: 'finished', kpis: { total: 540 } });
  await expect.element(page.getByText('Why 40?')).not.toBeInTheDocument();
  const table = page.getByRole('table', { name: 'Scenarios side by side' });
  const rows = () =>
    [...(table.element() as HTMLTableElement).rows].slice(-2).map(({ cells }) => [...cells].map(({ textContent }) => textContent));
  await expect.poll(rows).toEqual([
    ['Total', 'not run', '40'],
    ['Played by you', '', '540House'],
  ]);
  const runs = page.getByRole('list', { name: 'Runs', exact: true }).getByRole('listitem');
  await expect.element(runs.first()).toMatchTextContent(/540.*played by you: House/);
  await expect.element(runs.last()).toMatchTextContent(/40.*the scenario’s own result/);
});

/** Somebody who plays the house, with a rate to turn, over whole runs of 40 weeks. */
async function play() {
  const editor = await openAnalyst(createTestStudio({ templates: { 'supply-chain': planned } }));
  await show(editor, ScenarioPanel, RunsPanel);
  const stage = page.getByRole('region', { name: 'Play it yourself' });
  await userEvent.click(stage.getByRole('button', { name: 'Play House' }));
  await expect.poll(() => editor.preview.current.get()?.state).toBe('waiting');
  return { editor, stage, run: () => editor.preview.current.get()! };
}
const notice = (editor: Awaited<ReturnType<typeof openAnalyst>>, title: string) =>
  editor.notices.log.get().find((said) => said.title === title);

test('a knob that is turned while one plays counts from the next game on, which a press begins; the one that was left is taken up again', async () => {
  const { editor, stage, run } = await play();
  const game = run().id;
  editor.preview.turn('rate', 4, 'moving');
  editor.preview.turn('rate', 5, 'done');
  expect([run().id, run().parameters['rate'], editor.preview.changed.get()]).toEqual([game, 1, { rate: 5 }]);
  expect(notice(editor, 'Rate counts from your next game on')?.action?.label).toBe('Begin again with it');
  await userEvent.click(stage.getByRole('button', { name: 'Begin again with it' }));
  await expect.poll(() => [run().state, run().parameters['rate'], run().played]).toEqual(['waiting', 5, ['House']]);
  await expect.element(stage.getByRole('button', { name: 'Place order' })).toBeVisible();
  notice(editor, 'Your game stays where you left it')?.action?.run();
  await expect.poll(() => [run().id, run().parameters['rate']]).toEqual([game, 1]);
  await expect.element(stage.getByRole('button', { name: 'Place order' })).toBeVisible();
});

test('who forks a session plays every seat that was held in it, one after the other, and gets up from each; it says whose turn it is', async () => {
  const editor = await openAnalyst(createTestStudio({ templates: { 'supply-chain': millProject } }));
  await show(editor, ScenarioPanel, RunsPanel);
  await editor.preview.openRecording(await millRecording());
  editor.preview.seek(5);
  await editor.preview.fork();
  const stage = page.getByRole('region', { name: 'Play it yourself' });
  const asks = async (seat: string, time: string) => {
    await expect.element(stage.getByText(seat, { exact: true })).toBeVisible();
    await expect.element(stage.getByText(`Your turn, ${time}`)).toBeVisible();
  };
  const run = page.getByRole('list', { name: 'Runs', exact: true }).getByRole('listitem').first();
  await expect.element(run).toMatchTextContent(/the level as published · forked at Week 5/);
  await expect.element(run).not.toMatchTextContent(/played by you|Out of date/);
  await expect.element(page.getByText(/^Forked at Week 5: .*as it was published for the session/)).toBeVisible();
  await asks('House', 'Week 6 of 40');
  await expect.element(stage.getByText(/^Also waiting: Lamp\./)).toBeVisible();
  await userEvent.fill(stage.getByRole('spinbutton'), '20');
  await userEvent.click(stage.getByRole('button', { name: 'Place order' }));
  await asks('Lamp', 'Week 6 of 40');
  await expect.element(stage.getByText(/^Also waiting/)).not.toBeInTheDocument();
  await expect.element(run).toMatchTextContent(/played by you: House/);
  await userEvent.click(stage.getByRole('button', { name: 'Place order' }));
  await asks('House', 'Week 7 of 40');
  await userEvent.click(stage.getByRole('button', { name: 'Get up' }));
  await asks('Lamp', 'Week 7 of 40');
  await userEvent.click(stage.getByRole('button', { name: 'Get up' }));
  await expect.poll(() => editor.preview.current.get()?.state).toBe('finished');
  await expect.element(stage.getByRole('button', { name: 'Play House' })).toBeVisible();
});

test('a whole run is not compared with a game that is a few weeks old', async () => {
  const { editor } = await play();
  await editor.preview.send({ type: 'PlaceOrder', payload: { quantity: 100 }, sender: 1 });
  await userEvent.click(page.getByRole('button', { name: 'Run', exact: true }));
  await expect.poll(() => editor.preview.current.get()?.state).toBe('finished');
  await expect.element(page.getByRole('status', { name: 'Total', exact: true })).toHaveTextContent('40');
  expect(editor.preview.ghost.get()?.state).toBe('waiting');
  await expect.element(page.getByText(/^before/)).not.toBeInTheDocument();
});

test('that scripts failed is said over the result, at the seat and among the runs, which lead to where; it is better than nothing then', async () => {
  const { editor, stage } = await play();
  const said = /^A script failed in this run \(week \d+\): its figures may be wrong\.$/i;
  await expect.element(page.getByText(said)).not.toBeInTheDocument();
  await editor.preview.send({ type: 'PlaceOrder', payload: { quantity: 13 }, sender: 1 });
  await expect.element(stage.getByText(said)).toBeVisible();
  await expect.poll(() => page.getByText(said).elements()).toHaveLength(2);
  const runs = page.getByRole('list', { name: 'Runs', exact: true }).getByRole('listitem');
  await expect.element(runs.first()).toMatchTextContent(/Scripts failed/);
  await expect.element(runs.last()).not.toMatchTextContent(/Scripts failed/);
  await stage.getByRole('button', { name: 'Show problems' }).click();
  expect(editor.reveal.get()).toBe('problems');
  expect(
    page
      .getByText(/^before/)
      .element()
      .querySelector('[data-better]'),
  ).toBeNull();
});
