import { afterEach, expect, test } from 'vitest';
import { createCell } from '../editor/cell.ts';
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
  open.push((await shareSignIn(page, hasLaunch)).close);
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

/** A tab that is in as somebody, until its host has forgotten it. */
async function signedIn(session: string, person: string, hasLaunch = false) {
  const page = tab(session);
  const shared = await shareSignIn(page, hasLaunch);
  open.push(shared.close);
  const signedOut = createCell(false);
  let cameBack = 0;
  await new Promise<void>((resolve) => {
    const whose = (): Promise<string> => Promise.resolve(person).finally(() => setTimeout(resolve));
    shared.follow({ signedOut, whose }, () => (cameBack += 1));
  });
  return { signedOut, session: () => sessionOf(page), cameBack: () => cameBack };
}

test('tabs that a restart has signed out come back with the first of the same person that is signed in again, and with nobody else’s', async () => {
  const [second, late, ben] = [
    await signedIn('of-ada-before', 'ada'),
    await signedIn('of-ada-before', 'ada'),
    await signedIn('of-ben-before', 'ben'),
  ];
  second.signedOut.set(true);
  ben.signedOut.set(true);
  await signedIn('of-ada-anew', 'ada', true);
  await expect.poll(second.session).toBe('of-ada-anew');
  expect(late.session(), 'is not signed out yet').toBe('of-ada-before');
  late.signedOut.set(true);
  await expect.poll(late.session).toBe('of-ada-anew');
  expect([second.cameBack(), late.cameBack(), ben.cameBack()]).toEqual([1, 1, 0]);
  expect(ben.session()).toBe('of-ben-before');
});

test('a tab that was answered too late comes in all the same', async () => {
  const page = tab();
  const shared = await shareSignIn(page, false);
  open.push(shared.close);
  await signedIn('of-ada', 'ada');
  let cameBack = 0;
  shared.follow({ signedOut: createCell(true), whose: () => Promise.reject(new Error('not signed in')) }, () => (cameBack += 1));
  await expect.poll(() => cameBack).toBe(1);
  expect(sessionOf(page)).toBe('of-ada');
});
