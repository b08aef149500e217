import { expect, test } from 'vitest';
import { openPage } from './open-page.ts';

/** A browser's window, and what became of the page that it opened. */
function browser(lets = true) {
  const seen: string[] = [];
  const other = { opener: {} as unknown, location: { replace: (url: string) => seen.push(url) }, close: () => seen.push('closed') };
  const open = (url: string, target: string): typeof other | null => (seen.push(`open ${url}${target}`), lets ? other : null);
  return { page: { open } as unknown as Window, other, seen };
}
const link = 'http://127.0.0.1/#session=s-1';

test('a page is opened within the press, knows nothing of Studio, and is led on once its address is there', async () => {
  const { page, other, seen } = browser();
  const address = Promise.withResolvers<string>();
  const opened = openPage(page, address.promise);
  expect(seen).toEqual(['open _blank']);
  expect(other.opener).toBeNull();
  address.resolve(link);
  expect(await opened).toBe(true);
  expect(seen).toEqual(['open _blank', link]);
});

test('a page whose address does not come is closed again', async () => {
  const { page, seen } = browser();
  await expect(openPage(page, Promise.reject(new Error('no such session')))).rejects.toThrow('no such session');
  expect(seen).toEqual(['open _blank', 'closed']);
});

test('it is said where a browser lets no page be opened', async () => {
  expect(await openPage(browser(false).page, Promise.resolve(link))).toBe(false);
});

test('the desktop app is given the whole address', async () => {
  const { page, seen } = browser();
  expect(await openPage(Object.assign(page, { ledgerquestDesktop: {} }), Promise.resolve(link))).toBe(true);
  expect(seen).toEqual([`open ${link}_blank`]);
});
