import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { importKeys, resetKeys, setKeys, setTextSize } from './index.ts';
import { keysFile } from './keys-file.ts';
import { isBrowsers, type KeyPress, keysOfPress } from './keys.ts';

const press = (key: string, ...modifiers: ('ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey')[]): KeyPress => ({
  key,
  ctrlKey: modifiers.includes('ctrlKey'),
  metaKey: modifiers.includes('metaKey'),
  shiftKey: modifiers.includes('shiftKey'),
  altKey: modifiers.includes('altKey'),
});
const started = (editor: TestEditor, event: KeyPress): string | undefined =>
  editor.actions.forKey(editor, event, { mac: false, typing: false })?.id;

async function open(kept: Record<string, unknown> = {}): Promise<TestEditor> {
  const ada = await createTestStudio({ kept }).join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  ada.selection.set(['lamp']);
  return ada;
}

describe('keys of one’s own', () => {
  it('start the action at once, are kept, and go back to the defaults', async () => {
    const kept: Record<string, unknown> = {};
    const ada = await open(kept);
    await ada.do(setKeys, { id: 'edit.duplicate', keys: ['Mod+J'] });
    expect([started(ada, press('j', 'ctrlKey')), started(ada, press('d', 'ctrlKey'))]).toEqual(['edit.duplicate', undefined]);
    const again = await open(kept);
    expect(started(again, press('j', 'ctrlKey'))).toBe('edit.duplicate');
    await again.do(setKeys, { id: 'edit.duplicate', keys: undefined });
    expect(started(again, press('d', 'ctrlKey'))).toBe('edit.duplicate');
    await again.do(setKeys, { id: 'edit.undo', keys: [] });
    expect(again.actions.keysOf('edit.undo')).toEqual([]);
    await again.do(resetKeys);
    expect(again.actions.keysOf('edit.undo')).toEqual(['Mod+Z']);
  });

  it('tell who else listens to them, and can be taken from there', async () => {
    const ada = await open();
    await ada.do(setKeys, { id: 'entity.hide', keys: ['L'] });
    expect(ada.actions.conflicts('entity.hide').map(({ keys, with: other }) => [keys, other.id])).toEqual([['L', 'entity.lock']]);
    await ada.do(setKeys, { id: 'entity.hide', keys: ['L'], from: 'entity.lock' });
    expect(ada.actions.conflicts('entity.hide')).toEqual([]);
    expect(started(ada, press('l'))).toBe('entity.hide');
  });

  it('start what may run: an action that may not leaves them to the next', async () => {
    const ada = await open();
    await ada.do(setKeys, { id: 'edit.undo', keys: ['L'] });
    expect(started(ada, press('l'))).toBe('entity.lock');
    await ada.press('Mod+D');
    expect(started(ada, press('l'))).toBe('edit.undo');
  });

  it('are taken over from a file, but for actions that are not here; what is no such file changes nothing', async () => {
    const ada = await open();
    await ada.do(importKeys, keysFile({ 'edit.undo': ['Mod+U'], 'pipes.bend': ['B'] }));
    expect(ada.preferences.bindings.get()).toEqual({ 'edit.undo': ['Mod+U'] });
    expect(ada.notices.list.get().at(-1)).toMatchObject({ title: 'Keys of 1 action taken over', tone: 'good' });
    for (const text of ['', '{}', '{"ledgerquest":"keys","version":2,"keys":{}}', keysFile({ 'edit.undo': ['+'] })]) {
      await ada.do(importKeys, text);
      expect(ada.notices.list.get().at(-1)?.title).toBe('This is no file of keys');
    }
    expect(ada.preferences.bindings.get()).toEqual({ 'edit.undo': ['Mod+U'] });
  });

  it.each([
    [press('z', 'ctrlKey', 'shiftKey'), 'Mod+Shift+Z'],
    [press('?', 'shiftKey'), '?'],
    [press(' ', 'shiftKey'), 'Shift+Space'],
    [press('+', 'ctrlKey'), 'Mod+Plus'],
    [press('ArrowUp', 'altKey'), 'Alt+ArrowUp'],
    [press('Shift', 'shiftKey'), undefined],
    [press('Tab'), undefined],
    [press('k', 'metaKey'), undefined],
  ])('are written as they are pressed', (event, keys) => expect(keysOfPress(event, false)).toBe(keys));

  it('that a browser keeps are known', () => expect(['Mod+W', 'Mod+Shift+N', 'Mod+K'].map(isBrowsers)).toEqual([true, true, false]));
});

describe('settings', () => {
  it('are kept, and fall back where they do not fit any more', async () => {
    const kept: Record<string, unknown> = { motion: 'wild', textSize: 125 };
    const ada = await open(kept);
    expect([ada.preferences.motion.get(), ada.preferences.textSize.get()]).toEqual(['system', 125]);
    await ada.do(setTextSize, 150);
    expect(kept['textSize']).toBe(150);
    expect(ada.actions.get('view.text.larger')?.when?.(ada)).toBe(false);
    await ada.do(ada.actions.get('view.text.smaller')!);
    expect(ada.preferences.textSize.get()).toBe(125);
  });
});
