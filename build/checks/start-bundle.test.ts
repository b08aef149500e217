import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { limit, startBundle, tooLarge } from './start-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));
const page = join(folder, 'index.html');
const files = {
  'index.html':
    '<link rel="icon" href="./icon.svg"><script type="module" crossorigin src="./a.js"></script><link rel="stylesheet" href="./a.css">',
  'a.js': 'import{x}from"./b.js";import"./c.js";const later=()=>import("./lazy.js");export{x,later};',
  'b.js': 'export const x=1;',
  'c.js': 'import{x}from"./b.js";console.log(x);',
  'lazy.js': `export const heavy = "${'x'.repeat(1000)}";`,
  'a.css': 'body{margin:0}',
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

describe('what a page starts with', () => {
  test('is its scripts, what they import at once, and its styles; not what is fetched later', () => {
    const { bytes, files: counted } = startBundle(page);
    expect(new Set(counted.map(({ file }) => file.split('/').at(-1)))).toEqual(new Set(['a.css', 'a.js', 'b.js', 'c.js']));
    const size = (name: keyof typeof files): number => gzipSync(files[name], { level: 9 }).length;
    expect(bytes).toBe(size('a.js') + size('b.js') + size('c.js') + size('a.css'));
  });

  test('too much of it is refused, with the largest files; exactly as much as there may be is not', () => {
    const bundle = startBundle(page);
    expect(tooLarge(bundle, bundle.bytes)).toBeUndefined();
    expect(tooLarge(bundle, bundle.bytes - 1)).toContain(`it may have ${bundle.bytes - 1}`);
    expect(tooLarge(bundle, 1)).toContain('a.js');
  });

  test('Studio starts with as much as it may have, and no more', () => {
    const studio = startBundle(resolve(import.meta.dirname, '../../out/renderer/index.html'));
    expect(tooLarge(studio, limit)).toBeUndefined();
    expect(tooLarge(studio, limit / 2)).toContain('studio');
  });

  test('a page that loads nothing, or what is not there, is an error', () => {
    const empty = join(folder, 'empty.html');
    writeFileSync(empty, '<p>nothing</p>');
    expect(() => startBundle(empty)).toThrow('loads nothing');
    writeFileSync(empty, '<script src="./gone.js"></script>');
    expect(() => startBundle(empty)).toThrow('gone.js, which was not built');
  });
});
