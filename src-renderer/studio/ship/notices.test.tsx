import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Notice } from '../../../src-main/contract/index.ts';
import { renderWith } from '../testing/render.tsx';
import { CloudPanel } from './cloud-panel.tsx';
import { broken, createToyCloud } from './testing/toy-cloud.ts';

const toyNotices = (): Notice[] => [
  {
    id: '4',
    kind: 'finished',
    about: 's-1',
    said: { how: 'finished', ticks: 36, players: 4 },
    at: '2026-11-28T16:04:00.000Z',
    read: false,
  },
  { id: '3', kind: 'refused', about: 'q-1', said: { code: 'golden-differs' }, at: '2026-11-28T15:00:00.000Z', read: false },
  {
    id: '2.5',
    kind: 'published',
    about: 'yard',
    said: { channel: 'live', revision: 2, latest: 3, publisher: 'Ada' },
    at: '2026-11-28T09:00:00.000Z',
    read: true,
  },
  {
    id: '2',
    kind: 'published',
    about: 'yard',
    said: { channel: 'live', revision: 3, latest: 3, publisher: 'Ada' },
    at: '2026-11-27T09:00:00.000Z',
    read: true,
  },
  {
    id: '1',
    kind: 'budget',
    about: '2026-11',
    said: { percent: 80, spentUsd: '8.00', budgetUsd: '10' },
    at: '2026-11-26T09:00:00.000Z',
    read: true,
  },
];

async function show(notices: Notice[]) {
  const cloud = createToyCloud();
  const opened: unknown[] = [];
  const { editor } = await renderWith(<CloudPanel />, {
    answers: {
      ...cloud.answers,
      'cloud.notices': () => ({ notices }),
      'cloud.readNotices': ({ upTo }) => {
        notices = notices.map((notice) => ({ ...notice, read: notice.read || notice.id <= upTo }));
        return {};
      },
      'cloud.openSession': (request) => {
        opened.push(request);
        return broken('session-unknown', 'Tenant demo has no session s-1.')();
      },
    },
  });
  return { editor, opened };
}
const tab = (name: string | RegExp) => page.getByRole('tab', { name });
const rows = () => page.getByRole('list', { name: 'Notices of demo' }).getByRole('listitem');

test('notices of the tenant stand newest first, unread ones marked and counted on the tab, and are read by one press', async () => {
  await show(toyNotices());
  await tab('Notices (2)').click();
  await expect.element(rows().nth(0)).toMatchTextContent(/was played to its end: 36 ticks, 4 players s-1/);
  await expect.element(rows().nth(1)).toMatchTextContent(/A publish was refused \(golden-differs\)/);
  await expect.element(rows().nth(2)).toMatchTextContent(/^Yard: channel live was rolled back to revision 2, by Ada/);
  await expect.element(rows().nth(3)).toMatchTextContent(/^Yard: revision 3 went live on channel live, by Ada/);
  await expect.element(rows().nth(4)).toMatchTextContent(/80 % of the budget of 2026-11 is spent: \$8.00 of \$10.00/);
  await expect.poll(() => rows().getByRole('img', { name: 'Unread' }).elements().length).toBe(2);
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect.element(page.getByRole('status', { name: 'Unread notices' })).toHaveTextContent('You have read all of them.');
  await expect.element(tab('Notices')).toBeVisible();
  await expect.element(rows().getByRole('img', { name: 'Unread' })).not.toBeInTheDocument();
});

test('a notice leads to what it is about: its session is opened, what is live of its level has the focus', async () => {
  const { editor, opened } = await show(toyNotices());
  await tab(/^Notices/).click();
  await rows().nth(0).getByRole('button').click();
  await expect.poll(() => opened).toEqual([{ tenant: 'demo', session: 's-1' }]);
  await editor.until(() => editor.notices.list.get().some(({ title }) => title === 'Tenant demo has no session s-1.'));
  await expect.element(rows().nth(1).getByRole('button')).not.toBeInTheDocument();
  await rows().nth(2).getByRole('button').click();
  await expect.element(page.getByRole('article', { name: 'Yard' })).toHaveFocus();
});

test('a tenant without notices says what will be told there', async () => {
  await show([]);
  await tab('Notices').click();
  await expect.element(page.getByText('Nothing has happened here yet')).toBeVisible();
});
