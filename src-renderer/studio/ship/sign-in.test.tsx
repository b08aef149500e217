import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SignInState } from '../../../src-main/contract/index.ts';
import { useCell, useEditor } from '../react.ts';
import { renderWith } from '../testing/render.tsx';
import { signIn } from './actions.ts';
import { shipDialogs } from './index.ts';
import { signInOf } from './sign-in.ts';

function Dialogs() {
  const Open = shipDialogs[useCell(useEditor().dialog) ?? ''];
  return Open ? <Open /> : null;
}

test('signs in on AWS’s own page: the code to compare, then the role to choose; what goes wrong is said', async () => {
  const begun: unknown[] = [];
  let now: SignInState = { at: 'out', why: { message: 'The sign-in to AWS has ended.', hint: 'Sign in again.' } };
  const roles = [{ account: '111111111111', name: 'First', role: 'Designer' }];
  const { editor } = await renderWith(<Dialogs />, {
    answers: {
      'signIn.state': () => now,
      'signIn.begin': ({ way }) => {
        begun.push(way);
        return (now = { at: 'waiting', page: 'https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD', code: 'ABCD-EFGH' });
      },
      'signIn.choose': ({ role, account }) => (now = { at: 'in', where: 'https://acme.awsapps.com/start', role, account, roles: [] }),
      'signIn.end': () => (now = { at: 'out' }),
    },
  });
  // The cloud of this computer needs none.
  expect(signIn.when?.(editor)).toBe(false);
  signInOf(editor).open();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/^The sign-in to AWS has ended\./);
  const button = page.getByRole('button', { name: 'Sign in', exact: true });
  await page.getByRole('searchbox', { name: /^Start page/ }).fill('http://acme.awsapps.com/start');
  await page.getByRole('searchbox', { name: /^Region/ }).fill('eu-central-1');
  await expect.element(button).toBeDisabled();
  await page.getByRole('searchbox', { name: /^Start page/ }).fill('https://acme.awsapps.com/start ');
  await button.click();
  expect(begun).toEqual([{ by: 'identity-center', startUrl: 'https://acme.awsapps.com/start', region: 'eu-central-1' }]);
  await expect.element(page.getByRole('status', { name: 'Code' })).toHaveTextContent('ABCD-EFGH');
  await expect
    .element(page.getByRole('link', { name: 'Open the sign-in page' }))
    .toHaveAttribute('href', 'https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD');
  now = { at: 'in', where: 'https://acme.awsapps.com/start', roles };
  editor.clock.pass(1500);
  await page.getByRole('combobox', { name: 'Choose a role' }).click();
  await page.getByRole('option', { name: /Designer/ }).click();
  await expect.element(page.getByText(/as Designer of the account 111111111111/)).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect.element(button).toBeVisible();
});
