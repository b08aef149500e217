import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addEntities, addEntity, deleteEntities, moveEntities, moveEntity, rename, setFields } from '../level/edit.ts';
import { materialise, toLevelFile } from '../level/materialise.ts';
import { firewallLimits } from '../firewall/limits.ts';
import { EditOrigin } from '../origin.ts';
import { cloudUpdateLimits } from '../room/replica.ts';
import { materialiseProject, openProjectDocument, setProject } from '../project/document.ts';
import { editScript, openScriptDocument, readScript, type ScriptDocument } from '../script/document.ts';
import { isWithin } from '../tree.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { openStar } from '../testing/editors.ts';
import { street, testSchema } from '../testing/levels.ts';
import { createHistory } from './history.ts';

const two = () => {
  const star = openStar(street, 2);
  const [ada, bob] = star.editors as [(typeof star.editors)[0], (typeof star.editors)[0]];
  const exchange = (): void => star.settle();
  return { ada, bob, exchange };
};
const size = (entity: string, value: number) => [{ entity, component: 'Label', field: 'size', value }];
const sizeOf = ({ document }: { document: Parameters<typeof toLevelFile>[0] }, id: string) =>
  toLevelFile(document).entities[id]?.components['Label']?.['size'];

test('a step with a deed leaves its list until the deed is done or cannot be, and waits for who does it', () => {
  const { ada } = two();
  const nothing = (): Promise<boolean> => Promise.resolve(true);
  const grow = (origin: EditOrigin): void => setFields(ada.document, size('driver', 7), origin);
  ada.history.step('Grow', grow, { of: ada.document, comes: 'redo', undo: nothing, redo: nothing });
  expect([ada.history.undo().label, sizeOf(ada, 'driver')]).toEqual([undefined, 7]);
  const first = ada.history.lift('undo')!;
  expect([first.takeBack().changed, sizeOf(ada, 'driver'), ada.history.canUndo]).toEqual([true, 2, false]);
  first.putBack();
  expect([sizeOf(ada, 'driver'), ada.history.canUndo, ada.history.canRedo]).toEqual([7, true, false]);
  const second = ada.history.lift('undo')!;
  second.takeBack();
  second.settle();
  expect([sizeOf(ada, 'driver'), ada.history.canUndo, ada.history.canRedo]).toEqual([2, false, true]);
});

describe('undo', () => {
  test('takes back a step and brings it again', () => {
    const { ada } = two();
    ada.history.step('Grow', (origin) => setFields(ada.document, size('driver', 7), origin));
    expect(ada.history.undo()).toMatchObject({ label: 'Grow', skipped: [], overwritten: [] });
    expect(toLevelFile(ada.document)).toEqual(street);
    expect(ada.history.redo()).toMatchObject({ label: 'Grow' });
    expect(sizeOf(ada, 'driver')).toBe(7);
    expect(ada.history.undo().label).toBe('Grow');
    expect(ada.history.undo().label).toBeUndefined();
  });

  test('a gesture is one step, however many transactions it took', () => {
    const { ada } = two();
    const drag = ada.history.begin('Move Crate');
    for (let x = 0; x < 50; x += 1)
      setFields(ada.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: [x, 0, 0] }], drag.origin);
    drag.end();
    expect(ada.history.steps).toEqual([{ label: 'Move Crate', by: 'person' }]);
    ada.history.undo();
    expect(toLevelFile(ada.document)).toEqual(street);
  });

  test('a step larger than a room takes at once is made, undone and redone in updates that any room takes', () => {
    const { ada } = two();
    const long = 'x'.repeat(60_000);
    const signs = Array.from({ length: Math.ceil((2 * firewallLimits.bytes) / long.length) }, (_, at) => `sign${at}`);
    const words = (text: string) => signs.map((entity) => ({ entity, component: 'Label', field: 'text', value: text }));
    addEntities(
      ada.document,
      signs.map((id) => ({ id, name: id, to: { parent: null } })),
      new EditOrigin('Import'),
    );
    setFields(ada.document, words(`before ${long}`), new EditOrigin('Import'));
    const updates: number[] = [];
    ada.document.doc.on('update', (update: Uint8Array) => updates.push(update.length));
    const textOf = (id: string): unknown => toLevelFile(ada.document).entities[id]?.components['Label']?.['text'];

    ada.history.step('Paste', (origin) => setFields(ada.document, words(`after ${long}`), origin));
    expect(ada.history.undo()).toMatchObject({ label: 'Paste', overwritten: [] });
    expect(textOf(signs.at(-1)!)).toBe(`before ${long}`);
    expect(ada.history.redo()).toMatchObject({ label: 'Paste', overwritten: [] });
    expect(textOf(signs.at(-1)!)).toBe(`after ${long}`);
    expect(updates.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(6 * firewallLimits.bytes);
    expect(Math.max(...updates)).toBeLessThan(Math.min(firewallLimits.bytes, cloudUpdateLimits.bytes));
  });

  test('a step that another person has overwritten is passed over, and said so', () => {
    const { ada, bob, exchange } = two();
    ada.history.step('Rename Crate', (origin) => rename(ada.document, 'crate', 'Box', origin));
    ada.history.step('Grow', (origin) => setFields(ada.document, size('driver', 7), origin));
    exchange();
    bob.history.step('Shrink', (origin) => setFields(bob.document, size('driver', 1), origin));
    exchange();
    expect(ada.history.undo()).toMatchObject({
      label: 'Rename Crate',
      skipped: ['Grow'],
      overwritten: [{ what: 'driver/Label.size', reason: 'overwritten' }],
    });
    exchange();
    expect(sizeOf(bob, 'driver')).toBe(1);
    expect(toLevelFile(bob.document).entities['crate']?.name).toBe('Crate');
  });

  test('of a step that is overwritten in part takes back the rest', () => {
    const { ada, bob, exchange } = two();
    ada.history.step('Grow both', (origin) => setFields(ada.document, [...size('driver', 7), ...size('truck', 7)], origin));
    exchange();
    setFields(bob.document, size('driver', 1), new EditOrigin('bob'));
    exchange();
    expect(ada.history.undo()).toMatchObject({ label: 'Grow both', skipped: [], overwritten: [{ what: 'driver/Label.size' }] });
    expect([sizeOf(ada, 'driver'), sizeOf(ada, 'truck')]).toEqual([1, undefined]);
  });

  test('of a delete brings back what others did to it meanwhile', () => {
    const { ada, bob, exchange } = two();
    ada.history.step('Delete', (origin) => deleteEntities(ada.document, ['truck', 'crate'], origin));
    setFields(bob.document, size('driver', 9), new EditOrigin('bob'));
    exchange();
    expect(Object.keys(toLevelFile(bob.document).entities)).toEqual([]);
    ada.history.undo();
    exchange();
    expect(Object.keys(toLevelFile(bob.document).entities)).toEqual(['crate', 'driver', 'truck']);
    expect(sizeOf(bob, 'driver')).toBe(9);
  });

  test('of an addition keeps what others put into it for redo', () => {
    const { ada, bob, exchange } = two();
    ada.history.step('Add', (origin) => addEntity(ada.document, { id: 'dog0000000', name: 'Dog' }, { parent: 'truck' }, origin));
    exchange();
    setFields(bob.document, size('dog0000000', 3), new EditOrigin('bob'));
    exchange();
    ada.history.undo();
    exchange();
    expect(toLevelFile(bob.document).entities).not.toHaveProperty('dog0000000');
    ada.history.redo();
    exchange();
    expect(toLevelFile(bob.document).entities['dog0000000']).toMatchObject({
      name: 'Dog',
      parent: 'truck',
      components: { Label: { size: 3 } },
    });
  });

  test('never puts an entity back into what is gone, or into itself', () => {
    const { ada, bob, exchange } = two();
    ada.history.step('Move', (origin) => moveEntity(ada.document, 'driver', { parent: null }, origin));
    exchange();
    deleteEntities(bob.document, ['truck'], new EditOrigin('bob'));
    exchange();
    expect(ada.history.undo()).toMatchObject({ label: undefined, skipped: ['Move'], overwritten: [{ reason: 'place-gone' }] });
    expect(toLevelFile(ada.document).entities['driver']?.parent).toBe(null);

    const next = two();
    next.ada.history.step('Move', (origin) => moveEntity(next.ada.document, 'driver', { parent: null }, origin));
    next.exchange();
    moveEntity(next.bob.document, 'truck', { parent: 'driver' }, new EditOrigin('bob'));
    next.exchange();
    expect(next.ada.history.undo().skipped).toEqual(['Move']);
    expect(materialise(next.ada.document, testSchema).problems).toEqual([]);
  });

  test('of ten thousand additions, moves and deletions is one step each', () => {
    const { ada } = two();
    const ids = Array.from({ length: 10_000 }, (_, at) => `many${at}`);
    ada.history.step('Paste', (origin) =>
      addEntities(
        ada.document,
        ids.map((id) => ({ id, name: id, components: { Label: { text: id } }, to: { parent: null } })),
        origin,
      ),
    );
    ada.history.step('Move all', (origin) => moveEntities(ada.document, ids, { parent: 'truck' }, origin));
    ada.history.step('Delete all', (origin) => deleteEntities(ada.document, ids, origin));
    const count = () => Object.values(toLevelFile(ada.document).entities).filter(({ parent }) => parent === 'truck').length;
    expect(count()).toBe(1);
    ada.history.undo();
    expect(count()).toBe(10_001);
    ada.history.undo();
    ada.history.undo();
    expect(toLevelFile(ada.document)).toEqual(street);
    for (let step = 0; step < 2; step += 1) ada.history.redo();
    expect(count()).toBe(10_001);
  });

  test('of everything a lone person did gives the level they began with, and redo what they ended with', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = chance(seed);
      const { ada } = two();
      const { document, history } = ada;
      for (let step = 0; step < 25; step += 1) {
        const live = Object.keys(toLevelFile(document).entities);
        if (live.length === 0) break;
        const [id, parent] = [random.pick(live), random.pick([null, ...live])];
        const edits: ((origin: EditOrigin) => void)[] = [
          (origin) => addEntity(document, { id: `n${step}`, name: `N${step}` }, { parent }, origin),
          (origin) => {
            const { tree } = materialise(document, testSchema);
            if (!isWithin(tree, parent ?? '#root', id)) moveEntity(document, id, { parent }, origin);
          },
          (origin) => deleteEntities(document, [id], origin),
          (origin) => setFields(document, size(id, random.below(9)), origin),
          (origin) => rename(document, id, `name ${random.below(5)}`, origin),
        ];
        history.step('edit', random.pick(edits));
      }
      const last = toLevelFile(document);
      for (let round = 0; round < 2; round += 1) {
        while (history.canUndo) expect(history.undo().overwritten, `seed ${seed}`).toEqual([]);
        expect(toLevelFile(document), `seed ${seed}`).toEqual(street);
        while (history.canRedo) expect(history.redo().overwritten, `seed ${seed}`).toEqual([]);
        expect(toLevelFile(document), `seed ${seed}`).toEqual(last);
      }
    }
  });

  test('goes over rooms: level, project and script in the order of the steps', () => {
    const { ada } = two();
    const project = openProjectDocument();
    const script = openScriptDocument();
    setProject(
      project,
      [{ path: ['parameters', 'theta'], value: { kind: 'number', label: 'Theta', default: 0.3 } }],
      new EditOrigin('seed'),
    );
    ada.history.track(project);
    const stop = ada.history.track(script);
    ada.history.step('Type', (origin) => editScript(script, [{ at: 0, remove: 0, insert: 'start()' }], origin));
    ada.history.step('Turn', (origin) => setProject(project, [{ path: ['parameters', 'theta', 'default'], value: 0.9 }], origin));
    ada.history.step('Rename', (origin) => rename(ada.document, 'crate', 'Box', origin));
    expect([ada.history.undo().label, ada.history.undo().label]).toEqual(['Rename', 'Turn']);
    expect(materialiseProject(project).project.parameters['theta']?.default).toBe(0.3);
    expect(readScript(script)).toBe('start()');
    stop();
    expect(ada.history.steps).toEqual([]);
    expect(ada.history.undone.map(({ label }) => label)).toEqual(['Turn', 'Rename']);
  });
});

describe('undo of text', () => {
  const pair = () => {
    const [a, b] = [openScriptDocument(), openScriptDocument()];
    a.doc.clientID = 16;
    b.doc.clientID = 17;
    const history = createHistory();
    history.track(a);
    const exchange = (): void => {
      Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc), 'net');
      Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), 'net');
    };
    const type = (at: number, insert: string, remove = 0) =>
      history.step(`type ${insert}`, (origin) => editScript(a, [{ at, remove, insert }], origin));
    return { a, b, history, exchange, type };
  };
  const other = new EditOrigin('bob');

  test('removes only what this person typed', () => {
    const { a, b, history, exchange, type } = pair();
    type(0, 'hello world');
    exchange();
    editScript(b, [{ at: 5, remove: 0, insert: ' big' }], other);
    exchange();
    history.undo();
    exchange();
    expect([readScript(a), readScript(b)]).toEqual([' big', ' big']);
    history.redo();
    expect(readScript(a)).toBe('hello big world');
  });

  test('puts removed text back where it stood', () => {
    const { a, b, history, exchange, type } = pair();
    type(0, 'one two three');
    type(4, '', 4);
    exchange();
    editScript(b, [{ at: 0, remove: 0, insert: 'zero ' }], other);
    exchange();
    expect(readScript(a)).toBe('zero one three');
    history.undo();
    expect(readScript(a)).toBe('zero one two three');
  });

  test('follows text through removal and return', () => {
    const { a, history, type } = pair();
    type(0, 'abc');
    type(2, '', 1);
    type(2, 'xyz');
    for (const expected of ['ab', 'abc', '']) {
      history.undo();
      expect(readScript(a)).toBe(expected);
    }
    for (const expected of ['abc', 'ab', 'abxyz']) {
      history.redo();
      expect(readScript(a)).toBe(expected);
    }
    for (const expected of ['ab', 'abc', '']) {
      history.undo();
      expect(readScript(a)).toBe(expected);
    }
  });

  test('typing and erasing in one gesture leaves nothing', () => {
    const { a, history, type } = pair();
    type(0, 'base');
    const gesture = history.begin('Typing');
    editScript(a, [{ at: 4, remove: 0, insert: '!?' }], gesture.origin);
    editScript(a, [{ at: 5, remove: 1, insert: '' }], gesture.origin);
    editScript(a, [{ at: 1, remove: 2, insert: 'u' }], gesture.origin);
    gesture.end();
    expect(readScript(a)).toBe('bue!');
    history.undo();
    expect(readScript(a)).toBe('base');
  });

  test('of everything a lone person did gives what they began with, whatever they did', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = chance(seed);
      const { a, history } = pair();
      const document: ScriptDocument = a;
      const states = [''];
      for (let step = 0; step < 12; step += 1) {
        const before = readScript(document);
        const at = random.below(before.length + 1);
        const remove = random.below(Math.min(5, before.length - at) + 1);
        history.step('edit', (origin) => editScript(document, [{ at, remove, insert: 'abcdefgh'.slice(0, random.below(6)) }], origin));
        if (readScript(document) !== before || remove > 0) states.push(readScript(document));
      }
      const last = readScript(document);
      for (let round = 0; round < 2; round += 1) {
        while (history.canUndo) history.undo();
        expect(readScript(document), `seed ${seed}`).toBe('');
        while (history.canRedo) history.redo();
        expect(readScript(document), `seed ${seed}`).toBe(last);
      }
    }
  });
});
