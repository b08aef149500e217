import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Operations, RingingAlarm } from '../../../src-main/contract/index.ts';
import { renderWith } from '../testing/render.tsx';
import { CloudPanel } from './cloud-panel.tsx';
import { broken, createToyCloud } from './testing/toy-cloud.ts';
import { toyHealth, toyOperations } from './testing/toy-operations.ts';

const summary = {
  id: 's-1',
  tenant: 'demo',
  level: 'yard',
  channel: 'live',
  revision: 3,
  state: 'running' as const,
  host: 'functions' as const,
  ticks: 1_200,
  plannedTicks: 2_000,
  players: 12,
  startedAt: '2026-11-20T16:04:00.000Z',
  hash: 'ab'.repeat(8),
};

/** The Cloud panel of a target with two tenants, of which the person operates both. */
async function show(cloud = createToyCloud(), alarms: RingingAlarm[] | (() => never) = [], letters = toyOperations()) {
  const asked: { call: string; request: unknown }[] = [];
  const operator = {
    ...cloud.answers,
    'cloud.operations': () => (cloud.down['cloud.operations']?.(), { tenants: letters }),
    'cloud.alarms': () => (typeof alarms === 'function' ? alarms() : { ringing: alarms }),
    'cloud.health': () => ({ sessions: [toyHealth('s-1')] }),
    'cloud.verifyTenant': (request: { tenant: string }) => (
      asked.push({ call: 'verify', request }),
      request.tenant === 'acme'
        ? { assurance: 'kms' as const, sessions: 2, findings: ['Record 7 of s-9 is missing.'] }
        : { assurance: 'witnessed' as const, sessions: 2, findings: [] }
    ),
    'cloud.redrive': (request: { tenant: string }) => {
      asked.push({ call: 'redrive', request });
      letters[0] = { ...letters[0]!, letters: [] };
      return { outcome: 'done' as const };
    },
  };
  cloud.sessions = [summary];
  const { editor } = await renderWith(<CloudPanel />, { answers: operator });
  return { editor, asked };
}
const openPage = () => page.getByRole('tab', { name: 'Operations' }).click();

describe('the operator’s page', () => {
  test('shows every tenant with its trouble, spend against budget, and the line of lq that says the same', async () => {
    await show();
    await openPage();
    const acme = page.getByRole('table', { name: 'Tenants' }).getByRole('row', { name: /^acme/ });
    await expect.element(acme).toMatchTextContent(/acme221\$2\.14\$48\.77\$120\.00/);
    await expect.element(page.getByRole('row', { name: /^demo/ })).toMatchTextContent(/\$1\.93none/);
    const sessions = page.getByRole('table', { name: 'Sessions of all tenants' }).getByRole('row');
    await expect.element(sessions.nth(2)).toMatchTextContent(/Harbour.*Takes too long.*Shared.*38\.60 \/ 91\.30 ms44%/);
    await expect.element(sessions.nth(1)).toMatchTextContent(/Harbour.*Stands still.*Own host/);
    for (const line of [
      'lq ops overview',
      'lq top',
      'lq dlq list --tenant acme',
      'lq ops publishers',
      'lq ops engines',
      'lq ops retention',
    ])
      await expect.element(page.getByText(line, { exact: true })).toBeVisible();
    await expect
      .element(page.getByRole('region', { name: 'Engine builds in use' }))
      .toMatchTextContent(/not on this target0 live, 1 open session, 6 over/);
    await expect.element(page.getByRole('region', { name: 'How long things are kept' })).toMatchTextContent(/Sealed audit, locked365 days/);
  });

  test('says which alarms of the cloud ring, since when and at what', async () => {
    const means = 'A session stands still after a fault. Find it and its reason: lq top, lq session show <id>';
    await show(createToyCloud(), [{ id: 'a-1', at: Date.UTC(2026, 10, 29, 12), means, reason: 'Threshold crossed: 1 > 0.' }]);
    await openPage();
    const alarms = page.getByRole('region', { name: 'Alarms of the cloud' });
    await expect
      .element(alarms.getByRole('listitem'))
      .toMatchTextContent(/stands still after a fault.*Rings since .*29.*Threshold crossed/);
    await expect.element(alarms.getByText('lq ops alarms', { exact: true })).toBeVisible();
  });

  test('says that no alarm rings', async () => {
    await show();
    await openPage();
    await expect.element(page.getByText('No alarm rings.')).toBeVisible();
  });

  test('says why it cannot be told what rings, and shows all the rest', async () => {
    await show(createToyCloud(), broken('throttled', 'The table is busy.'));
    await openPage();
    await expect.element(page.getByRole('region', { name: 'Alarms of the cloud' })).toMatchTextContent(/The table is busy/);
    await expect.element(page.getByRole('table', { name: 'Tenants' })).toBeVisible();
  });

  test('says who sees alarms to who operates some tenants only', async () => {
    await show(createToyCloud(), broken('forbidden', 'dan may not see the operator’s page in acme.'));
    await openPage();
    await expect.element(page.getByRole('table', { name: 'Tenants' })).toBeVisible();
    await expect
      .element(page.getByRole('region', { name: 'Alarms of the cloud' }))
      .toMatchTextContent(/only who has the role operator in every tenant sees/);
  });

  test('says of a spent budget that it is spent, and of each session that it is paused for that', async () => {
    const [acme, demo] = toyOperations() as [Operations, Operations];
    const paused = { state: 'paused', phase: 'paused', loop: 'idle', why: 'budget' } as const;
    const sessions = demo.sessions.map((session) => ({ ...session, ...paused }));
    await show(createToyCloud(), [], [acme, { ...demo, sessions, spend: { ...demo.spend, month: '0.0048', budget: '0.0010' } }]);
    await openPage();
    const row = page.getByRole('table', { name: 'Tenants' }).getByRole('row', { name: /^demo/ });
    await expect.element(row).toMatchTextContent(/^demoBudget spent: sessions are paused, none can start.*\$0\.0048\$0\.0010/);
    await expect.element(page.getByText('the budget of demo is spent')).toBeVisible();
    await expect.element(page.getByText('1 running, 2 paused, 1 failed')).toBeVisible();
    const states = page.getByRole('table', { name: 'Sessions of all tenants' }).getByText('The budget is spent');
    await expect.poll(() => states.elements().length).toBe(2);
  });

  test('verifies a tenant’s audit when asked, and says what the verdict is worth or what is wrong', async () => {
    const { asked } = await show();
    await openPage();
    await page.getByRole('button', { name: 'Verify the audit of demo' }).click();
    await expect.element(page.getByText('2 sessions hold. Assurance: witnessed.')).toBeVisible();
    await page.getByRole('button', { name: 'Verify the audit of acme' }).click();
    await expect.element(page.getByText('1 finding: Record 7 of s-9 is missing.')).toBeVisible();
    expect(asked.map(({ request }) => request)).toEqual([{ tenant: 'demo' }, { tenant: 'acme' }]);
  });

  test('keeps what was verified while one looks at another view', async () => {
    await show();
    await openPage();
    await page.getByRole('button', { name: 'Verify the audit of demo' }).click();
    await expect.element(page.getByText('2 sessions hold. Assurance: witnessed.')).toBeVisible();
    await page.getByRole('tab', { name: 'Tenant' }).click();
    await openPage();
    await expect.element(page.getByText('2 sessions hold. Assurance: witnessed.')).toBeVisible();
  });

  test('says of a session that waits for players the word that the tenant says', async () => {
    await show();
    await openPage();
    const sessions = page.getByRole('table', { name: 'Sessions of all tenants' }).getByRole('row');
    await expect.element(sessions.filter({ hasText: 's-3' })).toMatchTextContent(/Waiting/);
  });

  test('sends a letter again by a button, and the letter is gone once it is done', async () => {
    const { asked } = await show();
    await openPage();
    await page.getByRole('button', { name: 'Send request p-81 again' }).click();
    await expect.element(page.getByRole('button', { name: 'Send request p-81 again' })).not.toBeInTheDocument();
    expect(asked).toEqual([{ call: 'redrive', request: { tenant: 'acme', system: 'publish', id: 'l-1' } }]);
  });

  test('tells who is no operator which role it needs, and shows nothing of any tenant', async () => {
    const cloud = createToyCloud();
    cloud.down['cloud.operations'] = broken(
      'forbidden',
      'dan may not see the operator’s page in demo: dan is only designer in tenant demo.',
      'This needs the role operator. An owner of demo can give it.',
    );
    await show(cloud);
    await openPage();
    await expect.element(page.getByText(/This needs the role operator\./)).toBeVisible();
    await expect.element(page.getByRole('table')).not.toBeInTheDocument();
  });
});

test('a session that is watched shows its rate, tick time, commands and cost live, until one stops', async () => {
  await show();
  await page.getByRole('button', { name: 'Watch live' }).click();
  const live = page.getByRole('region', { name: 'Yard, s-1, live' });
  await expect
    .element(live)
    .toMatchTextContent(/Ticks per second20\.0 of 20\.0.*Ran late0%.*Commands a second12\.0.*Cost per hour\$0\.184/);
  await live.getByRole('button', { name: 'Stop watching' }).click();
  await expect.element(live).not.toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'Watch live' })).toHaveFocus();
});
