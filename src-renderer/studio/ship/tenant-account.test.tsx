import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { CloudStatus } from '../../../src-main/contract/index.ts';
import { renderWith } from '../testing/render.tsx';
import { CloudPanel } from './cloud-panel.tsx';
import { broken, createToyCloud } from './testing/toy-cloud.ts';

type Standing = CloudStatus['tenants'][number]['standing'];
const at = 'http://127.0.0.1:1/oauth2/authorize?client_id=c';

/** A host that lets Ada sign in to demo as Ben, who is auditor there. */
async function show() {
  const cloud = createToyCloud();
  const asked: string[] = [];
  const stands = (roles: string[], standing: Standing): void => {
    cloud.status = { ...cloud.status, tenants: [{ id: 'demo', roles, standing }] };
  };
  const { editor } = await renderWith(<CloudPanel />, {
    answers: {
      ...cloud.answers,
      'cloud.notices': () => ({ notices: [] }),
      'cloud.signIn': () => {
        asked.push('in');
        cloud.down['cloud.signIn']?.();
        stands(['owner'], { as: 'Ada', signIn: { at: 'waiting', page: at }, refused: {} });
        return { at: 'waiting', page: at };
      },
      'cloud.signOut': () => {
        asked.push('out');
        stands(['owner'], { as: 'Ada', signIn: { at: 'out' }, refused: {} });
        return { at: 'out' };
      },
    },
  });
  const tell = (): void => editor.memory.announce('cloud.changed', { tenant: 'demo' });
  return { editor, cloud, asked, stands, tell };
}
const button = (name: string) => page.getByRole('button', { name, exact: true });
const who = () => page.getByRole('status', { name: 'Who you are here' });

test('who one is in a tenant is said; one signs in on its page, may then what that person may, and signs out again', async () => {
  const { asked, stands, tell } = await show();
  await expect.element(who()).toHaveTextContent('You are Ada here (owner)');
  await button('Sign in').click();
  await expect.element(page.getByRole('link', { name: 'Open the sign-in page' })).toHaveAttribute('href', at);
  const why = { message: 'Ben may not start sessions in demo.', hint: 'This needs the role owner.' };
  stands(['auditor'], { as: 'Ben', signIn: { at: 'in' }, refused: { startSession: why } });
  tell();
  await expect.element(who()).toHaveTextContent('Signed in as Ben (auditor)');
  await expect.element(button('Start session')).toHaveAttribute('aria-disabled', 'true');
  await expect.element(button('Start session')).toHaveAttribute('title', `${why.message} ${why.hint}`);
  await button('Sign out').click();
  await expect.element(who()).toHaveTextContent('You are Ada here (owner)');
  await expect.element(button('Start session')).not.toHaveAttribute('aria-disabled');
  expect(asked).toEqual(['in', 'out']);
});

test('a sign-in that is under way is called off, and one that cannot begin says why', async () => {
  const { editor, cloud, asked } = await show();
  await button('Sign in').click();
  await button('Cancel').click();
  await expect.element(button('Sign in')).toBeVisible();
  expect(asked).toEqual(['in', 'out']);
  cloud.down['cloud.signIn'] = broken('port-taken', 'Another program listens at port 8976 of this computer.');
  await button('Sign in').click();
  await editor.until(() =>
    editor.notices.list.get().some(({ title }) => title === 'Another program listens at port 8976 of this computer.'),
  );
});

test('a sign-in that has ended says so and what to do, and is nobody else’s meanwhile', async () => {
  const { stands, tell } = await show();
  const why = { message: 'The sign-in to tenant demo has ended.', hint: 'Sign in again.' };
  stands([], { as: 'Ada', signIn: { at: 'lost', why }, refused: { startSession: why } });
  tell();
  await expect.element(who()).toHaveTextContent('Your sign-in has ended');
  await expect.element(page.getByRole('alert').filter({ hasText: why.message })).toBeVisible();
  await expect.element(button('Start session')).toHaveAttribute('aria-disabled', 'true');
  await expect.element(button('Sign in')).toBeVisible();
  await expect.element(button('Sign out')).toBeVisible();
});

test('what was shown to one person is gone when who has signed in as another may not see it', async () => {
  const { cloud, stands, tell } = await show();
  await expect.element(page.getByRole('article', { name: 'Yard' })).toBeVisible();
  cloud.down['cloud.publications'] = broken('forbidden', 'Pia may not read what is published in demo.', 'This needs the role owner.');
  stands(['player'], { as: 'Pia', signIn: { at: 'in' }, refused: {} });
  tell();
  await expect.element(page.getByText('Pia may not read what is published in demo.')).toBeVisible();
  await expect.element(page.getByRole('article', { name: 'Yard' })).not.toBeInTheDocument();
  await expect.element(who()).toHaveTextContent('Signed in as Pia (player)');
});

test('who cannot sign in here is told who they are, and is not asked to', async () => {
  const { stands, tell } = await show();
  stands(['designer'], { as: 'Dan', refused: {} });
  tell();
  await expect.element(who()).toHaveTextContent('You are Dan here (designer)');
  await expect.element(button('Sign in')).not.toBeInTheDocument();
});
