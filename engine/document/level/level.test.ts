import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { LedgerError } from '../../kernel/error.ts';
import { EditOrigin } from '../origin.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { openStar } from '../testing/editors.ts';
import { street, testSchema } from '../testing/levels.ts';
import { applyLevelChanges, seedFrom, withoutEchoes } from './apply.ts';
import { entitiesOf, openLevelDocument, placementKey } from './document.ts';
import { addComponent, addEntities, addEntity, deleteEntities, moveEntity, removeComponent, rename, setFields, setMeta } from './edit.ts';
import { materialise, toLevelFile } from './materialise.ts';
import { levelRegisters } from './registers.ts';
import { checkMeta } from './schema.ts';
import { viewLevel } from './view.ts';

const me = new EditOrigin('test');
const open = () => {
  const document = openLevelDocument();
  seedFrom(document, street, me);
  return document;
};

describe('a level document', () => {
  test('says what its file said', () => {
    expect(toLevelFile(open())).toEqual(street);
    expect(materialise(open(), testSchema).problems).toEqual([]);
  });

  test('keeps what its file says of physics, a setting at a time, and refuses what is none', () => {
    const document = openLevelDocument();
    const physics = { backend: 'kinematic', gravity: [0, -1.62, 0], substeps: 2 } as const;
    seedFrom(document, { ...street, physics: { ...physics, gravity: [...physics.gravity] } }, me);
    expect(toLevelFile(document).physics).toEqual(physics);
    setMeta(document, { 'physics.substeps': 4, 'physics.backend': null }, me);
    expect(toLevelFile(document).physics).toEqual({ gravity: [0, -1.62, 0], substeps: 4 });
    for (const [key, value] of [
      ['physics.substeps', 9],
      ['physics.gravity', [0, 1]],
      ['physics.wind', 1],
      ['physics.__proto__', 1],
    ] as const)
      expect(checkMeta(key, value), key).toMatchObject({ ok: false });
  });

  test('takes fields, components, names, moves and deletions', () => {
    const document = open();
    setFields(document, [{ entity: 'crate', component: 'Transform', field: 'position', value: [5, 0, 0] }], me);
    addComponent(document, 'crate', 'Label', { text: 'fragile' }, me);
    removeComponent(document, 'truck', 'Label', me);
    rename(document, 'crate', 'Box', me);
    setMeta(document, { name: 'Lane', 'environment.fog': null }, me);
    addEntity(document, { id: 'dog0000000', name: 'Dog' }, { parent: 'truck', before: 'driver' }, me);
    moveEntity(document, 'crate', { parent: 'truck' }, me);
    const { level, tree } = materialise(document, testSchema);
    expect(level.name).toBe('Lane');
    expect(level.environment).toEqual({ sky: '#102030' });
    expect(level.entities['crate']).toMatchObject({
      name: 'Box',
      parent: 'truck',
      components: { Transform: { position: [5, 0, 0] }, Label: { text: 'fragile' } },
    });
    expect(level.entities['truck']?.components).not.toHaveProperty('Label');
    expect(tree.children.get('truck')).toEqual(['dog0000000', 'driver', 'crate']);
    deleteEntities(document, ['truck', 'driver'], me);
    const after = materialise(document, testSchema);
    expect(Object.keys(after.level.entities)).toEqual([]);
    expect(after.deleted).toEqual(['truck']);
  });

  test('refuses to put an entity inside itself, and to edit what is not there', () => {
    const document = open();
    expect(() => moveEntity(document, 'truck', { parent: 'driver' }, me)).toThrow(expect.objectContaining({ code: 'inside-itself' }));
    expect(() => rename(document, 'ghost', 'x', me)).toThrow(expect.objectContaining({ code: 'no-such-entity' }));
    expect(() => addEntity(document, { id: 'crate', name: 'x' }, { parent: null }, me)).toThrow(
      expect.objectContaining({ code: 'entity-exists' }),
    );
  });

  test('pastes a branch in one transaction, parents among the newcomers', () => {
    const document = open();
    let updates = 0;
    document.doc.on('update', () => (updates += 1));
    addEntities(
      document,
      [
        { id: 'child', name: 'Child', to: { parent: 'parent' } },
        { id: 'parent', name: 'Parent', to: { parent: 'truck', before: 'driver' } },
      ],
      me,
    );
    expect(updates).toBe(1);
    expect(materialise(document, testSchema).tree.children.get('truck')).toEqual(['parent', 'driver']);
  });

  test('pastes more than a room takes in one message in parts, each of them small, in the order given', () => {
    const document = open();
    const sizes: number[] = [];
    document.doc.on('update', (update: Uint8Array) => sizes.push(update.length));
    const note = (id: number) => ({
      id: `note${id}`,
      name: `Note ${id}`,
      components: { Label: { text: 'x'.repeat(50_000) } },
      to: { parent: id === 0 ? null : 'note0' },
    });
    addEntities(
      document,
      Array.from({ length: 50 }, (_, id) => note(id)),
      me,
    );
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(1.1 * 2 ** 20);
    expect(materialise(document, testSchema).tree.children.get('note0')).toEqual(Array.from({ length: 49 }, (_, id) => `note${id + 1}`));
  });

  test('puts many new entities each where it wants to stand as one after the other would', () => {
    const [together, apart] = [open(), open()];
    const added = ['driver', undefined, 'driver', 'b', 'ghost', undefined].map((before, at) => ({
      id: 'abcdef'[at]!,
      name: 'New',
      to: { parent: 'truck', before },
    }));
    const plain = added.filter(({ to }) => to.before !== 'b');
    for (const many of [plain, added]) {
      for (const [document, parts] of [
        [together, [many]],
        [apart, many.map((one) => [one])],
      ] as const) {
        seedFrom(document, street, me);
        for (const part of parts)
          addEntities(
            document,
            part.map((one) => ({ ...one, id: `${one.id}${many.length}` })),
            me,
          );
      }
    }
    const childrenOf = (document: typeof together): unknown => materialise(document, testSchema).tree.children.get('truck');
    expect(childrenOf(together)).toEqual(childrenOf(apart));
  });

  test('keeps and names what does not fit: bad values, unknown components, hostile keys', () => {
    const document = open();
    const crate = entitiesOf(document).get('crate') as Y.Map<unknown>;
    crate.set('Transform.position', ['a', 1]);
    crate.set('Teleport.$', true);
    crate.set('Teleport.range', 3);
    crate.set('__proto__', { polluted: true });
    entitiesOf(document).set('evil', 42);
    entitiesOf(document).set('__proto__', new Y.Map());
    const { level, problems } = materialise(document, testSchema);
    expect(level.entities['crate']?.components).toEqual({ Teleport: { range: 3 }, Transform: {} });
    expect(problems.map(({ code, entity, component, field }) => [code, entity, component, field])).toEqual(
      expect.arrayContaining([
        ['quarantined-value', 'crate', 'Transform', 'position'],
        ['quarantined-value', 'crate', undefined, undefined],
        ['unknown-component', 'crate', 'Teleport', undefined],
      ]),
    );
    expect(problems).toHaveLength(3);
    expect(Object.keys(level.entities)).toEqual(['crate', 'driver', 'truck']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('breaks a circle at its newest edge, which falls back to where it was', () => {
    const document = open();
    const put = (id: string, at: unknown) => (entitiesOf(document).get(id) as Y.Map<unknown>).set(placementKey, at);
    put('truck', ['crate', 'a0', 5, '#root']);
    put('crate', ['driver', 'a0', 6, '#root']);
    const { tree, problems } = materialise(document, testSchema);
    expect(tree.parents.get('crate')).toBe('#root');
    expect(tree.parents.get('truck')).toBe('crate');
    expect(problems.map(({ code, entity }) => [code, entity])).toEqual([['tree-repaired', 'crate']]);
  });
});

test('an edge that falls back goes to where the entity was, not to the top', () => {
  const document = open();
  addEntity(document, { id: 'depot', name: 'Depot' }, { parent: null }, me);
  const put = (id: string, at: unknown) => (entitiesOf(document).get(id) as Y.Map<unknown>).set(placementKey, at);
  put('truck', ['crate', 'a0', 5, '#root']);
  put('crate', ['truck', 'a0', 6, 'depot']);
  expect(materialise(document, testSchema).tree.parents.get('crate')).toBe('depot');
});

describe('an outside change', () => {
  const renamed = { ...street, entities: { ...street.entities, crate: { ...street.entities['crate']!, name: 'Kiste' } } };

  test('writes only what it changed', () => {
    const document = open();
    setFields(document, [{ entity: 'crate', component: 'Transform', field: 'position', value: [9, 9, 9] }], me);
    const written = applyLevelChanges(document, levelRegisters(street), levelRegisters(renamed), me);
    expect(written).toBe(1);
    expect(toLevelFile(document).entities['crate']).toMatchObject({ name: 'Kiste', components: { Transform: { position: [9, 9, 9] } } });
  });

  test('deletes softly, and what comes back is the same entity', () => {
    const document = open();
    const { crate: _, ...rest } = street.entities;
    const without = { ...street, entities: rest };
    applyLevelChanges(document, levelRegisters(street), levelRegisters(without), me);
    expect(materialise(document, testSchema).deleted).toEqual(['crate']);
    applyLevelChanges(document, levelRegisters(without), levelRegisters(street), me);
    expect(toLevelFile(document)).toEqual(street);
  });

  test('takes the echo of our own save for none', () => {
    const base = levelRegisters(street);
    const saved = levelRegisters(renamed);
    expect(withoutEchoes(base, saved, saved)).toEqual(base);
    const rest = Object.fromEntries(Object.entries(renamed.entities).filter(([id]) => id !== 'truck'));
    const outside = levelRegisters({ ...renamed, name: 'Gasse', entities: rest });
    const seen = withoutEchoes(base, saved, outside);
    expect(seen.meta.get('name')).toBe('Gasse');
    expect(seen.entities.has('truck')).toBe(false);
    expect(seen.entities.get('crate')).toEqual(base.entities.get('crate'));
  });
});

describe('random schedules of editors', () => {
  const seeds = Array.from({ length: 150 }, (_, index) => index + 1);
  test.each(seeds)('seed %i: everybody ends with the same sound level', (seed) => {
    const random = chance(seed);
    const star = openStar(street, 2 + random.below(3));
    const views = star.editors.map((editor) => viewLevel(editor.document, testSchema));
    for (let step = 0; step < 60; step += 1) {
      const editor = random.pick(star.editors);
      const { document, history } = editor;
      const { tree } = materialise(document, testSchema);
      const live = [...tree.parents.keys()];
      const id = random.pick(live);
      const dice = random.next();
      try {
        if (dice < 0.2) {
          const to = random.pick(['', ...live]);
          history.step('add', (origin) =>
            addEntity(document, { id: `n${document.doc.clientID}x${step}`, name: `N${step}` }, { parent: to || null }, origin),
          );
        } else if (dice < 0.5) {
          const parent = random.pick(['', ...live]);
          const before = random.pick([undefined, ...(tree.children.get(parent || '#root') ?? [])]);
          history.step('move', (origin) =>
            moveEntity(document, id, { parent: parent || null, before: before === id ? undefined : before }, origin),
          );
        } else if (dice < 0.6) history.step('delete', (origin) => deleteEntities(document, [id], origin));
        else if (dice < 0.8)
          history.step('set', (origin) =>
            setFields(document, [{ entity: id, component: 'Label', field: 'size', value: random.below(10) }], origin),
          );
        else if (dice < 0.93) history.undo();
        else history.redo();
      } catch (error) {
        if ((error as LedgerError).code !== 'inside-itself') throw error;
      }
      // On the way too: a view that has been read follows what comes.
      const isLookedAt = step % 4 === 0;
      const shown = isLookedAt && views[star.editors.indexOf(editor)]!.current();
      expect(shown).toEqual(isLookedAt && materialise(document, testSchema));
      if (editor.online && random.next() < 0.6) star.send(editor);
      const other = random.pick(star.editors);
      if (random.next() < 0.06) {
        other.online = !other.online;
        if (other.online) star.sync(other);
      } else if (other.online) star.deliver(other, 1 + random.below(3));
    }
    star.settle();
    expect(star.refused).toEqual([]);
    const expected = materialise(star.server, testSchema);
    star.editors.forEach((editor, index) => {
      expect(materialise(editor.document, testSchema)).toEqual(expected);
      expect(views[index]!.current()).toEqual(expected);
    });
    for (const start of expected.tree.parents.keys()) {
      let at = start;
      for (let hops = 0; !at.startsWith('#'); hops += 1) {
        expect(hops).toBeLessThan(100);
        at = expected.tree.parents.get(at)!;
      }
    }
  });
});
