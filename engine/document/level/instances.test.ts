import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { admit } from '../firewall/firewall.ts';
import { createHistory } from '../history/history.ts';
import { EditOrigin } from '../origin.ts';
import { street, testSchema } from '../testing/levels.ts';
import { diffVersions } from '../versions/diff.ts';
import { partText, readPart } from '../versions/part.ts';
import { restorePart } from '../versions/restore.ts';
import { applyLevelChanges, seedFrom } from './apply.ts';
import { entitiesOf, type LevelDocument, openLevelDocument } from './document.ts';
import { addEntity, becomeInstance, removeComponent, resetToPrefab, setFields, unpackInstance } from './edit.ts';
import { materialise, toLevelFile, withInstances } from './materialise.ts';
import { levelRegisters } from './registers.ts';
import type { LevelSchema } from './schema.ts';
import { viewLevel } from './view.ts';

const me = new EditOrigin('test');
const prefabs: Record<string, ReturnType<NonNullable<LevelSchema['prefab']>>> = {
  Crate: { Transform: { scale: [2, 2, 2] }, Label: { text: 'fragile', size: 3 } },
};
const schema: LevelSchema = { ...testSchema, prefab: (name) => prefabs[name] };
const file = {
  ...street,
  entities: {
    ...street.entities,
    box: {
      name: 'Box',
      parent: null,
      order: 'a2',
      prefab: 'Crate',
      components: { Transform: { position: [4, 0, 0] }, Label: { text: 'heavy' } },
    },
    plain: { name: 'Plain', parent: null, order: 'a3', prefab: 'Crate', without: ['Label'], components: {} },
  },
};
const open = (): LevelDocument => {
  const document = openLevelDocument();
  seedFrom(document, file, me);
  return document;
};
const componentsOf = (document: LevelDocument, key: string): unknown => materialise(document, schema).level.entities[key]?.components;
const inFile = (document: LevelDocument, key: string): unknown => toLevelFile(document).entities[key];

describe('an instance of a prefab', () => {
  test('is stored in what it differs, and read whole where the prefabs are known', () => {
    const document = open();
    expect(toLevelFile(document)).toEqual(file);
    expect([...(entitiesOf(document).get('box') as Y.Map<unknown>)].map(([key]) => key).toSorted()).toEqual([
      '@',
      'Label.$',
      'Label.text',
      'Transform.$',
      'Transform.position',
      'name',
      'prefab',
    ]);
    const { level, instances, problems } = materialise(document, schema);
    expect(level.entities['box']).toEqual({
      name: 'Box',
      parent: null,
      order: 'a2',
      components: { Label: { text: 'heavy', size: 3 }, Transform: { position: [4, 0, 0], scale: [2, 2, 2] } },
    });
    expect(level.entities['plain']?.components).toEqual({ Transform: { scale: [2, 2, 2] } });
    expect([...instances]).toEqual([
      ['box', { prefab: 'Crate', components: file.entities.box.components, without: [] }],
      ['plain', { prefab: 'Crate', components: {}, without: ['Label'] }],
    ]);
    expect(problems).toEqual([]);
    expect(withInstances({ level, instances })).toEqual(file);
  });

  test('of a prefab that nobody declared has what is its own, and says so', () => {
    const document = open();
    addEntity(document, { id: 'ghost00000', name: 'Ghost', prefab: 'Ghost', components: { Label: { text: 'boo' } } }, { parent: null }, me);
    const { level, problems } = materialise(document, schema);
    expect(level.entities['ghost00000']?.components).toEqual({ Label: { text: 'boo' } });
    expect(problems.map(({ code, entity }) => [code, entity])).toEqual([['unknown-prefab', 'ghost00000']]);
  });

  test('takes fields of its own, gives them back, and leaves out a component', () => {
    const document = open();
    setFields(document, [{ entity: 'plain', component: 'Label', field: 'size', value: 7 }], me);
    expect(inFile(document, 'plain')).not.toHaveProperty('without');
    expect(componentsOf(document, 'plain')).toMatchObject({ Label: { text: 'fragile', size: 7 } });
    resetToPrefab(document, [{ entity: 'plain', component: 'Label', field: 'size' }], me);
    expect(inFile(document, 'plain')).toMatchObject({ prefab: 'Crate', components: {} });
    removeComponent(document, 'box', 'Label', me);
    expect(inFile(document, 'box')).toMatchObject({ without: ['Label'], components: { Transform: {} } });
    expect(componentsOf(document, 'box')).not.toHaveProperty('Label');
    resetToPrefab(document, [{ entity: 'box', component: 'Label' }], me);
    expect(componentsOf(document, 'box')).toMatchObject({ Label: { text: 'fragile', size: 3 } });
    resetToPrefab(document, [{ entity: 'box', component: 'Transform', field: 'scale' }], me);
    expect(inFile(document, 'box')).toMatchObject({ components: { Transform: { position: [4, 0, 0] } } });
  });

  test('is unpacked into an entity of its own, and one can become an instance; each is one step that is undone', () => {
    const document = open();
    const history = createHistory();
    history.track(document);
    const before = toLevelFile(document);
    const whole = materialise(document, schema).level.entities['plain']!.components;
    history.step('unpack', (origin) => unpackInstance(document, 'plain', whole, origin));
    expect(inFile(document, 'plain')).toEqual({ name: 'Plain', parent: null, order: 'a3', components: whole });
    history.undo();
    expect(toLevelFile(document)).toEqual(before);
    history.step('instance', (origin) => becomeInstance(document, 'crate', 'Crate', origin));
    expect(inFile(document, 'crate')).toEqual({ name: 'Crate', parent: null, order: 'a1', prefab: 'Crate', components: {} });
    history.undo();
    expect(toLevelFile(document)).toEqual(before);
  });

  test('changes with its prefab, in the view too', () => {
    const document = open();
    const view = viewLevel(document, schema);
    expect(view.current().level.entities['box']?.components).toMatchObject({ Label: { size: 3 } });
    const truck = view.current().level.entities['truck'];
    view.setSchema({ ...testSchema, prefab: () => ({ Label: { size: 9 } }) });
    expect(view.current().level.entities['box']?.components).toEqual({
      Label: { text: 'heavy', size: 9 },
      Transform: { position: [4, 0, 0] },
    });
    expect(view.current().level.entities['truck']).toEqual(truck);
    expect(view.current()).toEqual(materialise(document, { ...testSchema, prefab: () => ({ Label: { size: 9 } }) }));
    view.dispose();
  });

  test('from another window passes the firewall; a prefab that is no name does not', () => {
    const server = open();
    const update = (prefab: string): Uint8Array => {
      const document = openLevelDocument();
      Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(server.doc));
      document.doc.clientID = 99;
      const from = Y.encodeStateVector(document.doc);
      (entitiesOf(document).get('crate') as Y.Map<unknown>).set('prefab', prefab);
      return Y.encodeStateAsUpdate(document.doc, from);
    };
    const judged = (prefab: string): unknown =>
      admit(server.doc, update(prefab), { kind: 'level', schema: testSchema, mayWriteAs: (client) => client === 99 });
    for (const prefab of ['Crate', 'Crate/lid', 'Crate/lid/hinge']) expect(judged(prefab)).toMatchObject({ ok: true });
    expect(judged('no name')).toMatchObject({ ok: false, message: 'crate/prefab is not the name of a prefab.' });
  });
});

describe('two people at one instance', () => {
  const atOnce = (ada: (document: LevelDocument) => void, ben: (document: LevelDocument) => void): unknown[] => {
    const start = open();
    const [a, b] = [ada, ben].map((edit, index) => {
      const document = openLevelDocument();
      Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(start.doc));
      document.doc.clientID = 100 + index;
      edit(document);
      return document;
    }) as [LevelDocument, LevelDocument];
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc));
    expect(toLevelFile(a)).toEqual(toLevelFile(b));
    return [a, b].map((document) => inFile(document, 'box'));
  };
  const size = (value: number) => (document: LevelDocument) =>
    setFields(document, [{ entity: 'box', component: 'Label', field: 'size', value }], me);

  test('one takes a component back to the prefab, the other sets a field of it: that stays', () => {
    const [both] = atOnce(size(7), (document) => resetToPrefab(document, [{ entity: 'box', component: 'Label' }], me));
    expect(both).toMatchObject({ prefab: 'Crate', components: { Label: { size: 7 } } });
    const [field] = atOnce(size(7), (document) => resetToPrefab(document, [{ entity: 'box', component: 'Label', field: 'text' }], me));
    expect(field).toMatchObject({ components: { Label: { size: 7 } } });
  });

  test('one makes it an instance, the other sets a field: that is a difference', () => {
    const start = (document: LevelDocument): void => becomeInstance(document, 'box', 'Crate', me);
    expect(atOnce(size(7), start)[0]).toMatchObject({ prefab: 'Crate', components: { Label: { size: 7 } } });
  });

  test('one unpacks it, the other takes it back to the prefab: it has all it had', () => {
    const whole = materialise(open(), schema).level.entities['box']!.components;
    const [both] = atOnce(
      (document) => unpackInstance(document, 'box', whole, me),
      (document) => resetToPrefab(document, [{ entity: 'box', component: 'Label' }], me),
    );
    expect(both).toEqual({ name: 'Box', parent: null, order: 'a2', components: whole });
  });
});

describe('an outside change, a version and a difference', () => {
  test('bring back nothing that the file does not say: values of a component that was taken off stay hidden', () => {
    const document = openLevelDocument();
    seedFrom(document, street, me);
    setFields(document, [{ entity: 'truck', component: 'Label', field: 'text', value: 'loud' }], me);
    removeComponent(document, 'truck', 'Label', me);
    const saved = toLevelFile(document);
    applyLevelChanges(document, levelRegisters(saved), levelRegisters(street), me);
    expect(toLevelFile(document)).toEqual(street);
    removeComponent(document, 'truck', 'Label', me);
    const now = toLevelFile(document);
    const instance = { ...now, entities: { ...now.entities, truck: { ...now.entities['truck']!, prefab: 'Crate' } } };
    applyLevelChanges(document, levelRegisters(now), levelRegisters(instance), me);
    expect(toLevelFile(document)).toEqual(instance);
  });

  test('may leave out as many components as a room lets through', () => {
    const document = open();
    const registers = entitiesOf(document).get('box') as Y.Map<unknown>;
    for (let i = 0; i < 70; i++) registers.set(`X${i}.$`, false);
    expect(() => readPart('levels/a.json', partText(document))).not.toThrow();
  });

  const { plain: _, ...others } = file.entities;
  const later = {
    ...file,
    entities: {
      ...others,
      box: { ...file.entities.box, without: ['Label'], components: { Transform: { position: [4, 0, 0] } } },
      crate: { ...street.entities['crate']!, prefab: 'Crate' },
      plain: { name: 'Plain', parent: null, order: 'a3', prefab: 'Crate', components: {} },
    },
  };

  test('are about what instances say of themselves', () => {
    const document = open();
    const before = partText(document);
    applyLevelChanges(document, levelRegisters(file), levelRegisters(later), me);
    expect(toLevelFile(document)).toEqual(later);
    const after = partText(document);
    expect(diffVersions({ 'levels/a.json': before }, { 'levels/a.json': after }).map(({ text }) => text)).toEqual([
      'Box: Label of its prefab left out',
      'Crate: an instance of “Crate”, was no instance',
      'Plain: Label as its prefab has it',
    ]);
    restorePart(document, readPart('levels/a.json', before), me);
    expect(toLevelFile(document)).toEqual(file);
    restorePart(document, readPart('levels/a.json', after), me);
    expect(toLevelFile(document)).toEqual(later);
  });
});
