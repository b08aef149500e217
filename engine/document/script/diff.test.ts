import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { EditOrigin } from '../origin.ts';
import { chance, type Chance } from '../../kernel/testing/chance.ts';
import { applyTextEdits, diffText, rebaseTextEdits, type TextEdit } from './diff.ts';
import { anchorAt, editScript, observeScript, offsetOf, openScriptDocument, readScript, replaceScript } from './document.ts';

const me = new EditOrigin('test');
const text = (random: Chance, lines: number): string =>
  Array.from({ length: random.below(lines) }, () => random.pick(['{', '}', 'a = 1;', 'b = 2;', 'emit("🚚");', '', 'start()'])).join('\n') +
  random.pick(['', '\n']);
const edited = (random: Chance, before: string): string => {
  const at = random.below(before.length + 1);
  return before.slice(0, at) + random.pick(['x', 'new line\n', '']) + before.slice(at + random.below(6));
};

describe('the difference of two texts', () => {
  test('turns one into the other, whatever they are', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = chance(seed);
      const [before, after] = [text(random, 20), text(random, 20)];
      expect(applyTextEdits(before, diffText(before, after)), `seed ${seed}`).toBe(after);
    }
  });

  test('is as small as the change', () => {
    const before = 'function start() {\n  log("a");\n}\n\nfunction onTick() {\n}\n';
    expect(diffText(before, before)).toEqual([]);
    expect(diffText(before, before.replace('"a"', '"b"').replace('onTick() {\n', 'onTick() {\n  emit("T");\n'))).toEqual([
      { at: before.indexOf('a"'), remove: 1, insert: 'b' },
      { at: before.length - 2, remove: 0, insert: '  emit("T");\n' },
    ]);
  });

  test('never cuts a surrogate pair', () => {
    for (const [before, after] of [
      ['🚚', '🚛'],
      ['a🚚b', 'a🚛b'],
      ['🚚🚛', '🚛'],
    ] as const) {
      for (const edit of diffText(before, after))
        expect(edit.insert.isWellFormed() && before.slice(edit.at, edit.at + edit.remove).isWellFormed()).toBe(true);
      expect(applyTextEdits(before, diffText(before, after))).toBe(after);
    }
  });

  test('of texts with nothing in common is one edit, soon', () => {
    const lines = (prefix: string): string => Array.from({ length: 5000 }, (_, at) => `${prefix}${at}\n`).join('');
    expect(applyTextEdits(lines('a'), diffText(lines('a'), lines('b')))).toBe(lines('b'));
  });
});

describe('rebasing edits', () => {
  test('keeps what both sides inserted, for changes that do not meet', () => {
    const base = 'one\ntwo\nthree\n';
    const mine = diffText(base, 'one\ntwo and a half\nthree\n');
    const theirs = diffText(base, 'zero\none\ntwo\nthree\nfour\n');
    expect(applyTextEdits(applyTextEdits(base, mine), rebaseTextEdits(theirs, mine))).toBe('zero\none\ntwo and a half\nthree\nfour\n');
  });

  test('gives edits that fit the text, and loses nothing that was typed', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = chance(seed);
      const base = text(random, 12);
      const now = edited(random, edited(random, base)).replace('a = 1', 'a = typed');
      const outside = edited(random, edited(random, base)).replace('b = 2', 'b = pulled');
      const mine = diffText(base, now);
      const rebased = rebaseTextEdits(diffText(base, outside), mine);
      let end = 0;
      for (const { at, remove } of rebased) {
        expect(at, `seed ${seed}`).toBeGreaterThanOrEqual(end);
        end = at + remove;
      }
      expect(end).toBeLessThanOrEqual(now.length);
      const merged = applyTextEdits(now, rebased);
      const typed = mine.some(({ insert }) => insert.includes('typed'));
      expect(!typed || merged.includes('typed'), `seed ${seed}`).toBe(true);
    }
  });
});

describe('a script document', () => {
  test('tells every change as edits of the text before it', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = chance(seed);
      const document = openScriptDocument();
      replaceScript(document, text(random, 10), me);
      let mirror = readScript(document);
      const heard: string[] = [];
      const stop = observeScript(document, (edits: TextEdit[], by) => {
        mirror = applyTextEdits(mirror, edits);
        heard.push(by);
      });
      replaceScript(document, text(random, 10), me);
      const far = new Y.Doc();
      Y.applyUpdate(far, Y.encodeStateAsUpdate(document.doc));
      far.getText('source').insert(0, 'remote ');
      Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(far));
      expect(mirror, `seed ${seed}`).toBe(readScript(document));
      expect(heard.at(-1)).toBe('remote');
      stop();
    }
  });

  test('keeps an anchor with its text, and trusts none that came from elsewhere', () => {
    const document = openScriptDocument();
    editScript(document, [{ at: 0, remove: 0, insert: 'hello world' }], me);
    const anchor = anchorAt(document, 6);
    editScript(document, [{ at: 0, remove: 0, insert: 'well, ' }], me);
    expect(offsetOf(document, anchor)).toBe(12);
    for (const bad of ['', '{}', 'null', '{"item":{"client":9,"clock":9}}', '{"tname":"other"}', '[]'])
      expect(offsetOf(document, bad)).toBeUndefined();
  });
});
