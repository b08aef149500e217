import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeOf, playerKey, shelfOf } from './places.ts';

let session = '';
const frames: HTMLIFrameElement[] = [];
const shelf = (): Pick<Storage, 'getItem' | 'setItem'> => {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
};
const kept = shelf();

/** A page of its own, whose locks go with it. */
function open(own = shelf()) {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  frames.push(frame);
  return { own, place: placeOf({ kept, own, locks: frame.contentWindow!.navigator.locks }, session), close: () => frame.remove() };
}

beforeEach(() => {
  session = `s-${crypto.randomUUID()}`;
});
afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

test('a tab that is opened again after the first was closed is the same player, one beside it is another', async () => {
  const first = open();
  const second = open();
  const [one, two] = [await first.place, await second.place];
  expect(one).not.toBe(two);
  first.close();
  await expect.poll(async () => (await navigator.locks.query()).held?.some(({ name }) => name === one)).toBe(false);
  expect(await open().place).toBe(one);
});

test('a tab that is reloaded keeps its place, also while the page before still goes', async () => {
  const [first, second] = [open(), open()];
  await first.place;
  const before = await second.place;
  const again = open(second.own);
  second.close();
  expect(await again.place).toBe(before);
});

test('without locks a tab keeps what is its own, and nothing outlives it', async () => {
  const own = shelf();
  const browser = { kept, own, locks: undefined };
  expect(await placeOf(browser, session)).toBe(await placeOf(browser, session));
  expect(shelfOf(browser)).toBe(own);
  expect(shelfOf({ ...browser, locks: navigator.locks })).toBe(kept);
});

test('the player of a browser’s first tab is the same in every session of a tenant, and another one in its second tab', async () => {
  const [first, second] = [open(), open()];
  const [one, two] = [await first.place, await second.place];
  session = `s-${crypto.randomUUID()}`;
  const later = await open().place;
  expect(playerKey(later, 'demo')).toBe(playerKey(one, 'demo'));
  expect(playerKey(two, 'demo')).not.toBe(playerKey(one, 'demo'));
  expect(playerKey(one, 'acme')).not.toBe(playerKey(one, 'demo'));
});
