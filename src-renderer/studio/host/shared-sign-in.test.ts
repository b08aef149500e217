import { afterEach, expect, test } from 'vitest';
import { shareSignIn } from './shared-sign-in.ts';
import { keepSession, sessionOf } from './socket-bridge.ts';

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

function tab(session?: string): Pick<Window, 'sessionStorage'> {
  const kept = new Map<string, string>();
  const page = {
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    } as Storage,
  };
  if (session !== undefined) keepSession(page, session);
  return page;
}
const join = async (page: Pick<Window, 'sessionStorage'>, hasLaunch = false): Promise<string | null> => {
  open.push(await shareSignIn(page, hasLaunch));
  return sessionOf(page);
};

test('a second tab comes in by what the first came in by, and a third by either', async () => {
  await join(tab('of-ada'));
  expect(await join(tab())).toBe('of-ada');
  open.shift()!();
  expect(await join(tab())).toBe('of-ada');
});

test('a tab that has its own, or comes by a link, takes nothing of another', async () => {
  await join(tab('of-ada'));
  expect(await join(tab('of-ben'))).toBe('of-ben');
  expect(await join(tab(), true)).toBeNull();
});

test('the only tab waits a moment, and is not signed in', async () => {
  expect(await join(tab())).toBeNull();
});
