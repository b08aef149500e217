import { expect, test } from 'vitest';
import { link } from './testing/started-shell.ts';
import { windowStart } from './window-process.ts';

const start = { root: '/product', dataDir: '/data', cwd: '/here' };

test('there is one instance per data folder: what the window keeps lies in it', () => {
  expect(windowStart(start)).toEqual({ args: ['/product/out/main/main.js'], env: { LEDGERQUEST_WINDOW_DATA: '/data/window' } });
});

test('a folder is handed over as a whole path, a link as it is, and neither can be a switch', () => {
  expect(windowStart({ ...start, wish: 'street' }).args.at(-1)).toBe('/here/street');
  expect(windowStart({ ...start, wish: '--no-sandbox' }).args.at(-1)).toBe('/here/--no-sandbox');
  expect(windowStart({ ...start, wish: link }).args.at(-1)).toBe(link);
});
