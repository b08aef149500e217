import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ParameterSpec } from '../../../engine/model/project.ts';
import { render } from 'vitest-browser-react';
import { TooltipProvider } from '../../ui/index.ts';
import { renameTo } from '../editor/actions/index.ts';
import { PublishButton } from '../ship/publish-button.tsx';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import { ConsolePanel } from './console-panel.tsx';
import { Knob, type KnobProps } from './knob.tsx';
import { KpisPanel } from './kpis-panel.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import { analystProject, openAnalyst, show } from './testing/show.tsx';

describe('a knob', () => {
  const knob = async (spec: ParameterSpec, value: KnobProps['value']) => {
    const onTurn = vi.fn<KnobProps['onTurn']>();
    await render(
      <TooltipProvider>
        <Knob name="x" spec={spec} value={value} changed={false} lit={false} onTurn={onTurn} />
      </TooltipProvider>,
    );
    return onTurn;
  };

  test('of a small range is a slider that tells when the hand moves and when it lets go', async () => {
    const onTurn = await knob({ kind: 'number', label: 'Rate', default: 0, min: 0, max: 1, step: 0.25 }, 0.5);
    page.getByRole('slider', { name: 'Rate' }).element().focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onTurn).toHaveBeenCalledWith(0.75, 'moving');
    expect(onTurn).toHaveBeenLastCalledWith(0.75, 'done');
  });

  test('of a decimal gives text back', async () => {
    const onTurn = await knob({ kind: 'decimal', label: 'Price', default: '0.50', min: 0, max: 1000, unit: '$' }, '0.50');
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Price' }), '0.75');
    await userEvent.keyboard('{Enter}');
    expect(onTurn).toHaveBeenLastCalledWith('0.75', 'done');
  });

  test('may stand for all parts or for each', async () => {
    const spec: ParameterSpec = { kind: 'number', label: 'Level', default: 5, min: 0, max: 9999, each: ['left', 'right'] };
    const split = await knob(spec, 5);
    await userEvent.click(page.getByRole('button', { name: 'One value per part' }));
    expect(split).toHaveBeenLastCalledWith([5, 5], 'done');
    const joined = await knob(spec, [6, 7]);
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Level, right' }), '9');
    await userEvent.keyboard('{Enter}');
    expect(joined).toHaveBeenLastCalledWith([6, 9], 'done');
    await userEvent.click(page.getByRole('button', { name: 'One value for all' }));
    expect(joined).toHaveBeenLastCalledWith(6, 'done');
  });

  test('of a boolean is a switch beside its label', async () => {
    const onTurn = await knob({ kind: 'boolean', label: 'Night shift', default: false }, false);
    const toggle = page.getByRole('switch', { name: 'Night shift' });
    await expect.element(toggle).not.toBeChecked();
    await userEvent.click(toggle);
    expect(onTurn).toHaveBeenLastCalledWith(true, 'done');
  });

  test('of a choice offers its options by their labels', async () => {
    const spec: ParameterSpec = {
      kind: 'choice',
      label: 'Queue',
      options: ['fifo', 'lifo'],
      labels: { fifo: 'Oldest first' },
      default: 'fifo',
    };
    const onTurn = await knob(spec, 'fifo');
    const select = page.getByRole('combobox', { name: 'Queue' });
    await expect.element(select).toHaveTextContent('Oldest first');
    await userEvent.click(select);
    await userEvent.click(page.getByRole('option', { name: 'lifo' }));
    expect(onTurn).toHaveBeenLastCalledWith('lifo', 'done');
  });

  test('of a boolean or a choice may be one for each part', async () => {
    const each = ['north', 'south'];
    const toggles = await knob({ kind: 'boolean', label: 'Open', default: false, each }, [true, false]);
    await userEvent.click(page.getByRole('switch', { name: 'Open, south' }));
    expect(toggles).toHaveBeenLastCalledWith([true, true], 'done');
    const moods = await knob({ kind: 'choice', label: 'Mood', options: ['calm', 'busy'], default: 'calm', each }, ['calm', 'busy']);
    await userEvent.click(page.getByRole('combobox', { name: 'Mood, north' }));
    await userEvent.click(page.getByRole('option', { name: 'busy' }));
    expect(moods).toHaveBeenLastCalledWith(['busy', 'busy'], 'done');
    await userEvent.click(page.getByRole('button', { name: 'One value for all' }).last());
    expect(moods).toHaveBeenLastCalledWith('calm', 'done');
  });

  test('of a text counts when the field is left, and Escape takes it back', async () => {
    const onTurn = await knob({ kind: 'text', label: 'Motto', maxLength: 12, default: '' }, 'Onwards');
    const field = page.getByRole('textbox', { name: 'Motto' });
    await userEvent.fill(field, 'Sideways');
    await userEvent.keyboard('{Escape}');
    await expect.element(field).toHaveValue('Onwards');
    await userEvent.fill(field, 'Back, then');
    expect(onTurn).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onTurn.mock.calls).toEqual([['Back, then', 'done']]);
  });

  test('of a longer text has lines', async () => {
    const onTurn = await knob({ kind: 'text', label: 'Brief', default: '' }, 'One\ntwo');
    const field = page.getByRole('textbox', { name: 'Brief' });
    await expect.element(field).toHaveValue('One\ntwo');
    await userEvent.click(field);
    await userEvent.keyboard('{End}{Enter}three{Control>}{Enter}{/Control}');
    expect(onTurn.mock.calls).toEqual([['One\ntwo\nthree', 'done']]);
  });

  test.each<[ParameterSpec, KnobProps['value']]>([
    [{ kind: 'boolean', label: 'X', default: false }, 4],
    [{ kind: 'choice', label: 'X', options: ['a'], default: 'a' }, 'gone'],
    [{ kind: 'text', label: 'X', default: '' }, true],
  ])('%j shows a value that it had before an edit', async (spec, value) => {
    await knob(spec, value);
    await expect.element(page.getByText('X', { exact: true })).toBeVisible();
  });

  test('of a series is a list that is typed', async () => {
    const onTurn = await knob({ kind: 'series', label: 'Demand', default: 4, max: 100 }, [4, 4, 8]);
    const field = page.getByRole('textbox', { name: 'Demand' });
    await expect.element(field).toHaveValue('4, 4, 8');
    await userEvent.fill(field, '1 2 300');
    await userEvent.keyboard('{Enter}');
    expect(onTurn).toHaveBeenLastCalledWith([1, 2, 100], 'done');
  });
});

describe('the panels of an analyst', () => {
  let ada: TestEditor;
  beforeEach(async () => {
    await page.viewport(1000, 700);
    ada = await openAnalyst();
    return () => ada.dispose();
  });
  const total = () => page.getByRole('status', { name: 'Total' });
  const tick = (): number => ada.preview.transport.get().tick;

  test('the result, its question and the one lit control stand first; turning it runs again and leaves what was before', async () => {
    await show(ada, ScenarioPanel, KpisPanel);
    await expect.element(total()).toHaveTextContent('40 cases');
    await expect.element(page.getByText('Why so slow?')).toBeVisible();
    expect(document.querySelector('[data-parameter]')?.getAttribute('data-parameter')).toBe('rate');
    const before = page.getByText('Why so slow?').element().getBoundingClientRect().top;
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Rate, Value' }), '2');
    await userEvent.keyboard('{Enter}');
    await expect.element(total()).toHaveTextContent('80 cases');
    await expect.element(page.getByText(/before 40 cases/)).toBeVisible();
    await expect.element(page.getByText('+100%')).toBeVisible();
    // Nothing moves under the hand.
    expect(page.getByText('Why so slow?').element().getBoundingClientRect().top).toBe(before);
    expect(page.getByRole('list', { name: 'Runs shown' }).element().textContent).toMatch(/Slow.*before/);
    await userEvent.click(page.getByRole('button', { name: 'Reset to scenario' }));
    await expect.element(total()).toHaveTextContent('40 cases');
  });

  test('what is typed for a scenario is not turned in another one, and that is said', async () => {
    await show(ada, ScenarioPanel);
    await userEvent.click(page.getByRole('spinbutton', { name: 'Rate, Value' }));
    await userEvent.keyboard('{Control>}a{/Control}9');
    ada.preview.chooseScenario('fast');
    await expect.poll(() => ada.notices.list.get().map(({ title }) => title)).toEqual(['Rate was not set']);
    expect(ada.preview.parameters.get()['rate']).toBe(3);
    expect(ada.preview.changed.get()).toEqual({});
  });

  test('a scenario with a published result says that it matches', async () => {
    await show(ada, ScenarioPanel);
    await userEvent.click(page.getByRole('combobox', { name: 'Scenario' }));
    await userEvent.click(page.getByRole('option', { name: /Fast/ }));
    await expect.element(total()).toHaveTextContent('120 cases');
    await expect.element(page.getByText('Matches the published result (Toy 1989)')).toBeVisible();
  });

  test('a click in a chart jumps to its tick', async () => {
    await show(ada, KpisPanel);
    const over = await vi.waitUntil(() => document.querySelector<HTMLElement>('.u-over'));
    const { width, height } = over.getBoundingClientRect();
    await userEvent.click(over, { position: { x: width / 2, y: height / 2 } });
    // 40 ticks from edge to edge: the middle is 20 or 21.
    expect([20, 21]).toContain(tick());
    await expect.element(page.getByRole('status', { name: 'Values' })).toHaveTextContent(`Week ${tick()} of 40`);
  });

  test('a figure that no project declares is a line of its own, by the name that the script calls', async () => {
    const { charts: _, kpis: __, ...bare } = JSON.parse(analystProject['ledgerquest.json'] ?? '') as Record<string, unknown>;
    const undeclared = { ...analystProject, 'ledgerquest.json': JSON.stringify({ ...bare, kpis: {}, charts: [] }) };
    ada = await openAnalyst(createTestStudio({ templates: { 'supply-chain': undeclared } }));
    await show(ada, KpisPanel);
    await expect.element(page.getByRole('figure').getByRole('heading', { name: 'total' })).toBeVisible();
  });

  test('a run laid over another is in the legend until it is taken away', async () => {
    ada.preview.turn('rate', 5, 'done');
    await ada.until(() => ada.preview.runs.get().length === 2);
    await show(ada, RunsPanel, KpisPanel);
    const runs = page.getByRole('list', { name: 'Runs', exact: true });
    await expect.element(runs.getByRole('button', { name: 'Show Slow, 200 cases' })).toHaveAttribute('aria-current', 'true');
    expect(runs.element().textContent).toContain('Rate 5');
    const overlay = runs.getByRole('switch', { name: 'Overlay Slow' }).last();
    await userEvent.click(overlay);
    await expect.element(overlay).toBeChecked();
    await userEvent.click(page.getByRole('button', { name: 'Stop showing Slow' }));
    await expect.element(overlay).not.toBeChecked();
    await userEvent.click(runs.getByRole('button', { name: 'Show Slow, 40 cases' }));
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === 40);
  });

  test('events lead to their tick from the console and from the timeline', async () => {
    await show(ada, ConsolePanel, TimelinePanel);
    await userEvent.click(page.getByRole('list', { name: 'Console output' }).getByRole('button', { name: 'Week 20', exact: true }));
    expect(tick()).toBe(20);
    await userEvent.click(page.getByRole('button', { name: 'Tenth, Week 30' }));
    expect(tick()).toBe(30);
    await userEvent.click(page.getByRole('button', { name: 'Events 4' }));
    await expect.element(page.getByRole('list', { name: 'Console output' })).not.toHaveTextContent('Tenth');
  });

  test('one button is filled: Run until a run of the level as it stands exists, then Publish', async () => {
    await show(ada, ScenarioPanel, PublishButton);
    const filled = (): string[] =>
      [...document.querySelectorAll('button')]
        .filter(({ className }) => className.includes('filled'))
        .map(({ textContent }) => textContent ?? '');
    await expect.poll(filled).toEqual(['Publish']);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await ada.until(() => ada.preview.stale.get());
    await expect.poll(filled).toEqual(['Run']);
    await userEvent.click(page.getByRole('button', { name: 'Run', exact: true }));
    await expect.poll(filled).toEqual(['Publish']);
  });

  test('a run of the level as it was says so in the story and in Runs', async () => {
    await show(ada, ScenarioPanel, RunsPanel);
    await expect.element(page.getByText('Out of date')).not.toBeInTheDocument();
    const sideBySide = (): string => page.getByRole('table', { name: 'Scenarios side by side' }).element().textContent;
    expect(sideBySide()).toContain('40 cases');
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await ada.until(() => ada.preview.stale.get());
    await expect.element(page.getByText('Out of date: the level has changed since this run.')).toBeVisible();
    await expect.element(page.getByRole('list', { name: 'Runs', exact: true }).getByText('Out of date')).toBeVisible();
    await expect.poll(sideBySide).not.toContain('40 cases');
    await ada.preview.run();
    await expect.element(page.getByText('Out of date: the level has changed since this run.')).not.toBeInTheDocument();
    expect(page.getByText('Out of date').elements()).toHaveLength(1);
  });

  test('a scenario that is chosen already is not run again by being chosen', async () => {
    await show(ada, ScenarioPanel);
    const runs = ada.preview.runs.get().length;
    const choice = page.getByRole('combobox', { name: 'Scenario' });
    const chosen = choice.element().textContent;
    await userEvent.click(choice);
    await userEvent.click(page.getByRole('option', { name: chosen }));
    await expect.element(page.getByRole('option', { name: chosen })).not.toBeInTheDocument();
    expect(ada.preview.runs.get()).toHaveLength(runs);
    ada.preview.turn('rate', 5, 'done');
    await ada.until(() => Object.keys(ada.preview.changed.get()).length === 1);
    await userEvent.click(choice);
    await userEvent.click(page.getByRole('option', { name: chosen }));
    await expect.poll(() => ada.preview.changed.get()).toEqual({});
  });

  test('a run is renamed in its row', async () => {
    await show(ada, RunsPanel);
    // Its tools come with the pointer.
    await userEvent.hover(page.getByRole('button', { name: /^Show Slow/ }));
    await userEvent.click(page.getByRole('button', { name: 'Rename run' }));
    await userEvent.fill(page.getByRole('textbox', { name: 'Name of the run' }), 'Base line');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('button', { name: 'Show Base line, 40 cases' })).toBeVisible();
    expect(ada.preview.runs.get()[0]?.name).toBe('Base line');
  });

  test('what was turned is saved as a scenario under a name', async () => {
    await show(ada, ScenarioPanel);
    const save = page.getByRole('button', { name: 'Save as scenario' });
    await expect.element(save).toBeDisabled();
    ada.preview.turn('rate', 5, 'done');
    await userEvent.click(save);
    await userEvent.fill(page.getByRole('textbox', { name: 'Name of the new scenario' }), 'Five a week');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('combobox', { name: 'Scenario' })).toHaveTextContent('Five a week');
    await expect.element(total()).toHaveTextContent('200 cases');
    await expect.element(page.getByRole('columnheader', { name: 'Five a week' })).toBeVisible();
    await expect.element(save).toBeDisabled();
  });
});
