import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type DocumentOf, openDocument } from '../documents.ts';
import { addEntity, deleteEntities, rename } from '../level/edit.ts';
import { toLevelFile } from '../level/materialise.ts';
import { EditOrigin } from '../origin.ts';
import { editScript, readScript } from '../script/document.ts';
import { createHistory } from './history.ts';

const night = 'toy/level/night';
/** What a room serves, and a window that opens and closes it. */
function openRoom<D extends DocumentOf<'level'> | DocumentOf<'script'>>(kind: D['kind'], name = night) {
  const lost: string[] = [];
  const history = createHistory((labels) => lost.push(...labels));
  const server = openDocument(kind) as D;
  let clients = 16;
  const open = () => {
    const document = openDocument(kind) as D;
    document.doc.clientID = clients += 1;
    Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(server.doc));
    const stop = history.track(document, undefined, name);
    return {
      document,
      close: (): void => {
        Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(document.doc));
        stop();
      },
    };
  };
  return { history, lost, server, open };
}
const names = (document: DocumentOf<'level'>) => Object.values(toLevelFile(document).entities).map(({ name }) => name);
const labels = (steps: readonly { label: string }[]): string[] => steps.map(({ label }) => label);

describe('steps in a document that is closed', () => {
  const twoSteps = () => {
    const room = openRoom<DocumentOf<'level'>>('level');
    const { document, close } = room.open();
    room.history.step('Add box', (origin) => addEntity(document, { id: 'box', name: 'Box' }, { parent: null }, origin));
    room.history.step('Rename box', (origin) => rename(document, 'box', 'Crate', origin));
    return { ...room, close, again: room.open };
  };

  test('wait, and are undone and redone in it when it is opened again as it was', () => {
    const { history, close, again } = twoSteps();
    history.undo();
    close();
    expect([history.canUndo, history.canRedo, history.steps, history.undone, history.waits(night)]).toEqual([false, false, [], [], true]);
    const { document } = again();
    expect([labels(history.steps), labels(history.undone), history.waits(night)]).toEqual([['Add box'], ['Rename box'], false]);
    expect([history.undo().label, names(document)]).toEqual(['Add box', []]);
    expect([history.redo().label, history.redo().label, names(document)]).toEqual(['Add box', 'Rename box', ['Crate']]);
  });

  test('wait as often as it comes and goes, also while it is away for a step that brings it back', () => {
    const { history, close, again } = twoSteps();
    let opened = { close };
    const deed = {
      undo: () => Promise.resolve(true),
      redo: () => Promise.resolve(true),
      comes: 'undo' as const,
      of: openDocument('project'),
    };
    history.step('Delete level', () => {}, deed);
    for (let round = 0; round < 3; round += 1) {
      opened.close();
      expect(labels(history.steps)).toEqual(['Delete level']);
      const lifted = history.lift('undo')!;
      opened = again();
      lifted.takeBack();
      lifted.settle();
      expect([labels(history.steps), history.canRedo]).toEqual([['Add box', 'Rename box'], true]);
      const back = history.lift('redo')!;
      back.takeBack();
      back.settle();
    }
  });

  test('are lost and named when it comes back as something else, and no other step with them', () => {
    const { history, lost, server, close, again } = twoSteps();
    const other = openDocument('script');
    history.track(other);
    history.step('Type', (origin) => editScript(other, [{ at: 0, remove: 0, insert: 'x' }], origin));
    close();
    deleteEntities(server, ['box'], new EditOrigin('bob'));
    const { document } = again();
    expect([lost, labels(history.steps), history.waits(night)]).toEqual([['Add box', 'Rename box'], ['Type'], false]);
    history.undo();
    expect([history.canUndo, names(document)]).toEqual([false, []]);
  });

  test('wait for no document of another name, and for none that was closed without a name', () => {
    const { history, close } = twoSteps();
    const plain = openDocument('script');
    const stop = history.track(plain);
    history.step('Type', (origin) => editScript(plain, [{ at: 0, remove: 0, insert: 'x' }], origin));
    close();
    stop();
    history.track(openDocument('level'), undefined, 'toy/level/day');
    expect([history.canUndo, history.waits('toy/level/day'), history.waits(night)]).toEqual([false, false, true]);
    history.clear();
    expect(history.waits(night)).toBe(false);
  });

  test('of a step over two documents the part that is open is taken back, and what is out of reach is said', () => {
    const { history, close, again } = twoSteps();
    const script = openDocument('script');
    history.track(script);
    close();
    const opened = again();
    history.step('Both', (origin) => {
      rename(opened.document, 'box', 'Chest', origin);
      editScript(script, [{ at: 0, remove: 0, insert: 'x' }], origin);
    });
    opened.close();
    expect(history.undo()).toMatchObject({ label: 'Both', overwritten: [{ what: 'box/name', reason: 'closed' }] });
    expect(readScript(script)).toBe('');
  });

  test('in a text go on with the characters that they made, removed and put back', () => {
    const room = openRoom<DocumentOf<'script'>>('script', 'toy/script/scripts/a.ts');
    const first = room.open();
    const type = (at: number, remove: number, insert: string): void =>
      room.history.step(`type ${insert}`, (origin) => editScript(first.document, [{ at, remove, insert }], origin));
    type(0, 0, 'one two');
    type(0, 4, '');
    room.history.undo();
    first.close();
    const { document } = room.open();
    expect(readScript(document)).toBe('one two');
    room.history.redo();
    expect(readScript(document)).toBe('two');
    for (const text of ['one two', '']) {
      room.history.undo();
      expect(readScript(document)).toBe(text);
    }
  });
});
