import { expect, test } from 'vitest';
import { ensureChromium, type Machine } from './chromium.ts';

/** A machine without a browser that does what it is told, as far as it can; `done` is what was run there. */
const machine = (able: { apt?: boolean; debian?: boolean; download?: boolean }): { machine: Machine; done: string[] } => {
  const done: string[] = [];
  return {
    done,
    machine: {
      apt: () => able.apt === true,
      run: (command, args) => {
        done.push(command === 'apt-get' ? `apt-get ${args[0]}` : 'download');
        return true;
      },
      find: () => (able.debian === true && done.includes('apt-get install') ? '/usr/bin/chromium' : undefined),
      downloaded: () => (able.download === true && done.includes('download') ? '/cache/chrome' : undefined),
    },
  };
};
const silent = (): void => {};

test('as root on Debian the package is installed', () => {
  const { machine: here, done } = machine({ apt: true, debian: true });
  expect(ensureChromium(silent, here)).toBe('/usr/bin/chromium');
  expect(done).toEqual(['apt-get update', 'apt-get install']);
});

test('where the package cannot be installed, Playwright downloads one', () => {
  const { machine: here, done } = machine({ apt: true, download: true });
  expect(ensureChromium(silent, here)).toBe('/cache/chrome');
  expect(done).toEqual(['apt-get update', 'apt-get install', 'download']);
  const { machine: noRoot } = machine({ download: true });
  expect(ensureChromium(silent, noRoot)).toBe('/cache/chrome');
});

test('where neither works, one sentence says what to install', () => {
  expect(() => ensureChromium(silent, machine({ apt: true }).machine)).toThrow('The browser tests need Chromium: install it');
});
