import { describe, expect, test } from 'vitest';
import {
  applyTextEdits,
  createHistory,
  editScript,
  EditOrigin,
  maxScriptLength,
  openScriptDocument,
  readScript,
  replaceScript,
  type TextEdit,
} from '../../../../engine/document/index.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { bindText, type TextSurface } from './text-binding.ts';

/** An editor of text in a variable. */
function textField(shows: (text: string) => string = (text) => text) {
  let text = '';
  const listeners = new Set<(edits: readonly TextEdit[] | undefined) => void>();
  const applied: TextEdit[][] = [];
  const surface: TextSurface = {
    read: () => text,
    apply(edits) {
      applied.push([...edits]);
      text = shows(applyTextEdits(text, edits));
    },
    onEdit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const type = (...edits: TextEdit[]): void => {
    text = applyTextEdits(text, edits);
    for (const listener of listeners) listener(edits);
  };
  return { surface, applied, type, end: (insert: string) => type({ at: text.length, remove: 0, insert }), listeners };
}

function setUp(source = 'one\n', shows?: (text: string) => string) {
  const document = openScriptDocument();
  replaceScript(document, source, new EditOrigin('Open', 'disk'));
  const history = createHistory();
  history.track(document);
  const clock = createTestClock();
  const field = textField(shows);
  const tooLong: number[] = [];
  const binding = bindText(document, field.surface, { history, clock, label: 'Edit a.ts', onTooLong: (length) => tooLong.push(length) });
  const asSomebodyElse = (...edits: TextEdit[]): void => editScript(document, edits, new EditOrigin('Theirs'));
  return { document, history, clock, field, binding, asSomebodyElse, tooLong };
}

describe('a script in an editor', () => {
  test('shows the script, and what is typed goes into it once', () => {
    const { document, field } = setUp();
    expect(field.surface.read()).toBe('one\n');
    field.end('two');
    expect(readScript(document)).toBe('one\ntwo');
    expect(field.applied).toHaveLength(1);
  });

  test('what others type arrives as their edits and is not sent back', () => {
    const { document, field, history, asSomebodyElse } = setUp();
    const before = history.steps.length;
    asSomebodyElse({ at: 0, remove: 3, insert: 'ONE' });
    expect(field.applied.at(-1)).toEqual([{ at: 0, remove: 3, insert: 'ONE' }]);
    expect(field.surface.read()).toBe('ONE\n');
    expect(readScript(document)).toBe('ONE\n');
    expect(history.steps.filter(({ by }) => by === 'person').length).toBe(before);
  });

  test('several carets type at once', () => {
    const { document, field } = setUp('a b\n');
    field.type({ at: 1, remove: 0, insert: '1' }, { at: 3, remove: 0, insert: '2' });
    expect(readScript(document)).toBe('a1 b2\n');
  });

  test('a burst of typing is one step; a pause or a leap of the caret begins the next', () => {
    const { document, field, history, clock, binding } = setUp('');
    const mine = (): number => history.steps.filter(({ by }) => by === 'person').length;
    for (const letter of 'hello') {
      field.end(letter);
      clock.pass(400);
    }
    expect(mine()).toBe(1);
    clock.pass(5000);
    field.end(' world');
    expect(mine()).toBe(2);
    binding.endBurst();
    field.end('!');
    expect(mine()).toBe(3);
    expect(history.undo().label).toBe('Edit a.ts');
    expect(history.undo().label).toBe('Edit a.ts');
    expect(field.surface.read()).toBe('hello');
    history.redo();
    expect(field.surface.read()).toBe('hello world');
    expect(readScript(document)).toBe('hello world');
  });

  test('typing right after an undo, or after another gesture, is remembered as its own step', () => {
    const { field, history } = setUp('');
    field.end('a');
    history.undo();
    field.end('b');
    history.begin('Move').end();
    field.end('c');
    expect(field.surface.read()).toBe('bc');
    history.undo();
    expect(field.surface.read()).toBe('b');
    history.undo();
    expect(field.surface.read()).toBe('');
  });

  test('undo takes back only what the person typed', () => {
    const { field, history, asSomebodyElse } = setUp('x\n');
    field.end('mine\n');
    asSomebodyElse({ at: 0, remove: 0, insert: 'theirs\n' });
    history.undo();
    expect(field.surface.read()).toBe('theirs\nx\n');
  });

  test('mixed line endings become the editor\u2019s own with the first edit, and nothing else changes', () => {
    const { document, field, asSomebodyElse } = setUp('a\r\nb\nc\r', (text) => text.replaceAll(/\r\n|\r/g, '\n'));
    expect(field.surface.read()).toBe('a\nb\nc\n');
    expect(readScript(document)).toBe('a\r\nb\nc\r');
    asSomebodyElse({ at: 3, remove: 1, insert: 'B' });
    expect(field.surface.read()).toBe('a\nB\nc\n');
    field.end('d');
    expect(readScript(document)).toBe('a\nB\nc\nd');
    field.type({ at: 0, remove: 1, insert: 'A' });
    expect(readScript(document)).toBe('A\nB\nc\nd');
  });

  test('after dispose nothing is heard any more', () => {
    const { document, field, binding, asSomebodyElse } = setUp();
    binding.dispose();
    field.end('x');
    asSomebodyElse({ at: 0, remove: 0, insert: 'y' });
    expect(readScript(document)).toBe('yone\n');
    expect(field.surface.read()).toBe('one\nx');
  });

  test('by seeded chance: two people and a history, the editor always shows the script', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      let state = seed;
      const chance = (below: number): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      const { document, field, history, clock, asSomebodyElse } = setUp('const a = 1;\nconst b = 2;\n');
      for (let step = 0; step < 60; step += 1) {
        const text = field.surface.read();
        const at = chance(text.length + 1);
        const edit = { at, remove: chance(Math.min(4, text.length - at + 1)), insert: 'abc\n12'.slice(0, chance(6)) };
        const turn = chance(6);
        if (turn < 3) field.type(edit);
        else if (turn === 3) asSomebodyElse(edit);
        else if (turn === 4) history.undo();
        else history.redo();
        clock.pass(chance(2000));
        expect(field.surface.read(), `seed ${seed} step ${step}`).toBe(readScript(document));
      }
    }
  });

  test('does not take what no room would: the text stays as it was, and typing goes on', () => {
    const { document, field, tooLong, history } = setUp();
    field.end('x'.repeat(600_000));
    expect([readScript(document), field.surface.read(), tooLong, history.steps]).toEqual(['one\n', 'one\n', [600_004], []]);
    field.end('two');
    expect(readScript(document)).toBe('one\ntwo');
  });

  test('that is too long already may become shorter, never longer', () => {
    const { document, field, tooLong } = setUp('x'.repeat(maxScriptLength + 10));
    field.type({ at: 0, remove: 5, insert: '' });
    expect([readScript(document).length, tooLong]).toEqual([maxScriptLength + 5, []]);
    field.end('y');
    expect([readScript(document).length, tooLong]).toEqual([maxScriptLength + 5, [maxScriptLength + 6]]);
  });
});
