import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../ui/tokens.css';
import '../ui/base.css';
import { TooltipProvider } from '../ui/index.ts';
import type { PlayerLevel } from '../../engine/net/protocol/index.ts';
import { Playground } from './playground.tsx';
import type { PlayState, SessionClient } from './session-client.ts';

const level = {
  id: 'budget',
  name: 'Household',
  project: { id: 'home', name: 'Home' },
  clock: { kind: 'turns', unit: 'month', awaits: 'PlanMonth', take: 'SitDown', release: 'GetUp' },
  commands: {
    PlanMonth: {
      label: 'Plan',
      fields: { savings: { kind: 'decimal', scale: 2, label: 'Savings', help: 'What is put by.', default: '0.00' } },
    },
  },
  kpis: Object.fromEntries([
    ...['card', 'cash', 'fees', 'loan', 'saved', 'worth'].map((id) => [id, { label: id, kind: 'decimal', unit: '$' }]),
    ['stress', { label: 'Stress', kind: 'number', unit: 'of 100' }],
  ]),
  charts: [],
} as unknown as PlayerLevel;

const seat = { entity: 'desk', stage: 'Household', name: 'Household', owner: 1, notice: 'Rent is due.' };
function clientOf(change: Partial<PlayState>): SessionClient {
  const state: PlayState = {
    connection: 'connected',
    phase: 'open',
    level,
    tick: 4,
    hash: '0123456789abcdef',
    kpis: { card: '1234.50', cash: '0.00', fees: '0.00', loan: '0.00', saved: '0.00', worth: '0.00', stress: 62 },
    series: [],
    seats: [seat],
    waiting: ['desk'],
    away: [],
    atSeats: {},
    sender: 1,
    unsaved: 0,
    kept: [],
    refusal: undefined,
    faulted: undefined,
    resting: false,
    done: false,
    ...change,
  };
  const nothing = (): void => {};
  return {
    state: () => state,
    now: () => 1000,
    subscribe: () => nothing,
    watch: () => nothing,
    achievements: async () => undefined,
    command: nothing,
    start: nothing,
    close: nothing,
  } as unknown as SessionClient;
}
const show = (change: Partial<PlayState> = {}) =>
  render(
    <TooltipProvider>
      <Playground client={clientOf(change)} />
    </TooltipProvider>,
  );

it('speaks of the level’s own command, its turn and its fields', async () => {
  await show();
  await expect.element(page.getByRole('heading', { name: 'Your plan for month 5' })).toBeVisible();
  await expect.element(page.getByRole('status', { name: 'Before your plan' })).toHaveTextContent('Rent is due.');
  await expect.element(page.getByText('What is put by.')).toBeVisible();
});

it('says beside the form that a script could not take what was sent, and that a script rests', async () => {
  await show({ faulted: { command: 'PlanMonth', message: 'Boom on 13' }, resting: true });
  await expect
    .element(page.getByRole('alert').filter({ hasText: 'Your plan had no effect: a script of this level could not take it (Boom on 13).' }))
    .toBeVisible();
  await expect.element(page.getByText(/failed three times in a row and rests/)).toBeVisible();
});

it('keeps the form in sight with every figure open, and what the session refuses beside it', async () => {
  await page.viewport(1280, 800);
  const figures = Array.from({ length: 40 }, (_, index) => `figure-${index}`);
  await show({
    level: { ...level, kpis: Object.fromEntries(figures.map((id) => [id, { label: id, kind: 'number' }])) },
    kpis: Object.fromEntries(figures.map((id) => [id, 1])),
    refusal: { message: 'That is more than there is.' },
  });
  await userEvent.click(page.getByText('34 more figures'));
  await expect.element(page.getByRole('button', { name: 'Plan month' })).toBeInViewport({ ratio: 1 });
  await expect.element(page.getByRole('alert')).toBeInViewport({ ratio: 1 });
});

it('says whom a turn waits for once one’s own is in, and nobody where nobody else plays', async () => {
  const other = { ...seat, entity: 'other', name: 'Neighbour', owner: 2 };
  const shown = await show({ seats: [seat, other], waiting: ['other'] });
  await expect.element(page.getByText('Your plan is in. Waiting for Neighbour.')).toBeVisible();
  await shown.unmount();
  await show({ waiting: [] });
  await expect.element(page.getByText('Your plan is in.', { exact: true })).toBeVisible();
});

it('says who is away and until when they are waited for, and that the policy decides once that is over', async () => {
  const other = { ...seat, entity: 'other', name: 'Harbour', owner: 2 };
  const shown = await show({ seats: [seat, other], waiting: ['other'], away: [{ entity: 'other', until: 46_000 }] });
  await expect.element(page.getByText('Harbour is away: the policy decides in 45 s.')).toBeVisible();
  await expect.element(page.getByRole('listitem').filter({ hasText: 'Harbour' })).toHaveTextContent('HarbourAway');
  await shown.unmount();
  await show({ seats: [seat, other], waiting: ['desk', 'other'], away: [{ entity: 'other', until: 1000 }] });
  await expect.element(page.getByText('Harbour is away: the policy decides for it.')).toBeVisible();
});

it('shows the figures of one’s own seat, and where in the scenario one is', async () => {
  const components = {
    Till: { fields: { cash: { kind: 'decimal', scale: 2, unit: '$', label: 'In the till' }, secret: { kind: 'f64' } } },
  };
  const scenario = { name: 'A year', ticks: 24 };
  await show({
    level: { ...level, components, scenario } as unknown as PlayerLevel,
    atSeats: { desk: { Till: { cash: '12.50', secret: 1 } } },
    tick: 3,
  });
  const mine = page.getByRole('region', { name: 'Your figures, Household' });
  await expect.element(mine).toHaveTextContent('Your figures, HouseholdIn the till$12.50');
  await expect.element(page.getByRole('status', { name: 'Time' })).toHaveTextContent('Month 3 of 24');
});

it('ends with a result: the figures, which way is better, what is published, one’s own, and every chart', async () => {
  const charts = ['card', 'cash', 'fees'].map((id) => ({ id, title: `Chart of ${id}`, kpis: [id], kind: 'line' }));
  const kpis = { ...level.kpis, fees: { label: 'fees', kind: 'decimal', unit: '$', better: 'lower' } };
  const scenario = { name: 'A year', ticks: 4, reference: { kpis: { fees: '7.00' }, source: 'A book' } };
  const series = [1, 2].map((tick) => ({ tick, kpis: { card: tick, cash: tick, fees: tick } }));
  await show({ level: { ...level, kpis, charts, scenario } as unknown as PlayerLevel, done: true, waiting: [], series });
  const result = page.getByRole('region', { name: 'Result' });
  await expect.element(result.getByRole('heading', { name: 'The game is over.' })).toBeVisible();
  const sizeOf = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
  const figure = result.getByRole('status', { name: 'fees' });
  await expect.element(result.getByText('lower is better')).toBeVisible();
  expect(sizeOf(result.getByText('lower is better').element())).toBeLessThan(sizeOf(figure.element()));
  await expect.element(result).toMatchTextContent(/fees\$0\.00lower is betterPublished: \$7\.00/);
  for (const { title } of charts) await expect.element(page.getByRole('figure', { name: title })).toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'Plan month' })).not.toBeInTheDocument();
});

it('shows no figures before the first tick', async () => {
  await show({ tick: 0 });
  await expect.element(page.getByRole('status', { name: 'card' })).not.toBeInTheDocument();
});

it('shows six figures, money first and in groups of digits, and opens the others', async () => {
  await show();
  await expect.element(page.getByRole('status', { name: 'card' })).toHaveTextContent('$1,234.50');
  await expect.element(page.getByRole('status', { name: 'Stress' })).not.toBeInTheDocument();
  await userEvent.click(page.getByText('1 more figure'));
  await expect.element(page.getByRole('status', { name: 'Stress' })).toHaveTextContent('62 of 100');
});

it('says in a pause that a seat, its leaving and what is sent at it are kept until the session goes on', async () => {
  const kept = (type: string, payload = {}): PlayState['kept'] => [{ type: 'command', seq: 1, command: { type, payload } }];
  const free = { ...seat, owner: 0 };
  const other = { ...free, entity: 'other', stage: 'Neighbour', name: 'Neighbour' };
  const asks = await show({ phase: 'paused', sender: 1, seats: [free, other], kept: kept('SitDown', { stage: 'Household' }) });
  await expect
    .element(page.getByRole('listitem').filter({ hasText: 'Household' }))
    .toHaveTextContent('HouseholdYours once the session goes on');
  await expect.element(page.getByRole('button', { name: 'Play Neighbour' })).toBeDisabled();
  await asks.unmount();
  const sits = await show({ phase: 'paused', kept: kept('SitDown', { stage: 'Household' }) });
  await expect.element(page.getByRole('button', { name: 'Leave' })).toBeVisible();
  await sits.unmount();
  const leaves = await show({ phase: 'paused', kept: kept('GetUp') });
  await expect.element(page.getByText('You leave once the session goes on')).toBeVisible();
  await leaves.unmount();
  await show({ phase: 'paused', kept: kept('PlanMonth'), waiting: [] });
  await expect.element(page.getByText('Your plan is kept. It counts once the session goes on.')).toBeVisible();
  await expect.element(page.getByText('Your plan is in.')).not.toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'Plan month' })).toBeDisabled();
});

it('shows the level’s name and all that is said of the connection in a small window', async () => {
  await page.viewport(780, 493);
  await show({ connection: 'reconnecting' });
  for (const element of [page.getByRole('heading', { name: 'Household' }), page.getByText(/^Connection lost, trying again/)]) {
    await expect.element(element).toBeInViewport({ ratio: 1 });
    const { scrollWidth, clientWidth } = element.element();
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  }
});

it('says that the session is paused, what becomes of what one sends, and that it has ended; then nothing is asked any more', async () => {
  const shown = await show({ phase: 'paused' });
  const session = page.getByRole('status', { name: 'Session' });
  await expect
    .element(session)
    .toHaveTextContent('The session is paused. Nothing happens until it goes on. You can send your plan: it is kept, and counts then.');
  const send = page.getByRole('button', { name: 'Plan month' });
  await expect.element(send).toBeEnabled();
  await shown.unmount();
  const realtime = await show({ phase: 'paused', level: { ...level, clock: { kind: 'realtime', hz: 20 } } as PlayerLevel });
  await expect.element(session).toHaveTextContent('The session is paused. Nothing happens until it goes on.');
  await expect.element(send).toBeDisabled();
  await realtime.unmount();
  await show({ phase: 'ended', connection: 'over', done: true });
  await expect.element(session).toHaveTextContent('Whoever runs the session has ended it. This is how it stood.');
  await expect.element(page.getByRole('status', { name: 'Connection' })).toHaveTextContent('The session is over');
  await expect.element(send).not.toBeInTheDocument();
  await expect.element(page.getByText('The game is over.')).not.toBeInTheDocument();
});
