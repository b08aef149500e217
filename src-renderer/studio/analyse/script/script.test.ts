import { describe, expect, test } from 'vitest';
import { anchorAt, openScriptDocument, type Peer, replaceScript, EditOrigin } from '../../../../engine/document/index.ts';
import { createTestStudio } from '../../testing/test-editor.ts';
import { peerCarets } from './carets.ts';
import { declarationsOf, wordsOf } from './level-typings.ts';
import { compileMarks, faultMarks } from './marks.ts';
import { studioAction } from './studio-keys.ts';
import { themeOf } from './theme.ts';
import { materialiseProject } from '../../../../engine/document/index.ts';

describe('marks in a script', () => {
  test('problems of this script stand at their place, with the next step', () => {
    const problem = { severity: 'error' as const, code: 'syntax', message: 'No enums.', hint: 'Use a union.', line: 3, column: 5 };
    expect(
      compileMarks('scripts/a.ts', [
        { ...problem, file: 'scripts/a.ts' },
        { ...problem, file: 'scripts/b.ts' },
      ]),
    ).toEqual([{ line: 3, column: 5, severity: 'error', message: 'No enums.\nUse a union.', from: 'compiler', code: 'syntax' }]);
  });

  test('a fault that comes again and again is one mark that says how often', () => {
    const fault = (tick: number, message: string) => ({
      tick,
      code: 'ERROR',
      message,
      file: 'scripts/a.ts',
      line: 2,
      column: 1,
      hint: 'Look.',
    });
    const marks = faultMarks(
      'scripts/a.ts',
      [fault(4, 'x'), fault(5, 'x'), fault(5, 'y')],
      ({ message, tick, times }) => `${message} ${tick} ${times}`,
    );
    expect(marks.map(({ message }) => message)).toEqual(['x 4 2\nLook.', 'y 5 1\nLook.']);
  });
});

describe('carets of others', () => {
  const document = openScriptDocument();
  replaceScript(document, 'hello', new EditOrigin('Open', 'disk'));
  const peer = (caret: { anchor: string; head: string } | undefined, colour = '#6EA8FE'): Peer => ({
    session: 7,
    person: { id: 'grace', name: 'Grace', colour },
    role: 'editor',
    state: caret ? { caret } : {},
  });
  const caret = { anchor: anchorAt(document, 1), head: anchorAt(document, 4) };

  test('stand where the text is, whatever was typed before it', () => {
    expect(peerCarets(document, [peer(caret)])).toEqual([{ session: 7, name: 'Grace', colour: '#6ea8fe', anchor: 1, head: 4 }]);
    replaceScript(document, '>> hello', new EditOrigin('x', 'disk'));
    expect(peerCarets(document, [peer(caret)])[0]).toMatchObject({ anchor: 4, head: 7 });
  });

  test('are nowhere when they say nothing or something that cannot be read', () => {
    expect(peerCarets(document, [peer(undefined), peer({ anchor: '{"x":', head: caret.head })])).toEqual([]);
  });

  test('have a colour that is only a colour', () => {
    expect(peerCarets(document, [peer(caret, 'red; } * { display: none')])[0]?.colour).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('keys in a script', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
    ({ key, ctrlKey: true, metaKey: false, shiftKey: false, altKey: false, ...more }) as KeyboardEvent;

  test('run, palette, save and undo are Studio\u2019s; editing keys are the text\u2019s', async () => {
    const ada = await createTestStudio().join('Ada');
    await ada.start();
    const meaning = (event: KeyboardEvent, inText = true): string | undefined => studioAction(ada, event, { mac: false, inText })?.id;
    ada.selection.set([ada.keyNamed('House')]);
    ada.project.get()?.edit('Rename', [{ path: ['name'], value: 'Other' }]);
    expect(meaning(press('Enter'))).toBe('play.run');
    expect(meaning(press('k'))).toBe('view.palette');
    expect(meaning(press('s'))).toBe('project.saved');
    expect(meaning(press('z'))).toBe('edit.undo');
    expect(meaning(press('z'), false)).toBeUndefined();
    for (const key of ['c', 'x', 'v', 'a', 'd', 'g']) expect(meaning(press(key)), key).toBeUndefined();
    expect(meaning(press('w', { ctrlKey: false }))).toBeUndefined();
    ada.dispose();
  });
});

test('a script may name what the level declares', async () => {
  const ada = await createTestStudio().join('Ada');
  await ada.start();
  const project = ada.project.get();
  if (!project) throw new Error('no project');
  const typings = (): string =>
    declarationsOf(wordsOf(project.types.get(), materialiseProject(project.document)))['file:///sandbox/level.d.ts'] ?? '';
  expect(typings()).toContain('readonly rate: number;');
  expect(typings()).toContain('PlaceOrder: {');
  project.edit('Declare', [{ path: ['components', 'Mood'], value: { fields: { joy: { kind: 'f64' } } } }]);
  expect(typings()).toContain('Mood: {');
  ada.dispose();
});

test('the theme takes every colour from the tokens', () => {
  const asked = new Set<string>();
  const theme = themeOf((name) => {
    asked.add(name);
    return '#123456';
  }, true);
  expect(theme.base).toBe('vs-dark');
  expect(theme.colors['editor.background']).toBe('#123456');
  expect(theme.rules.every(({ foreground }) => foreground === '123456')).toBe(true);
  expect(asked).toContain('--surface-panel');
});
