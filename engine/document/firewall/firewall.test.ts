import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { seedFrom } from '../level/apply.ts';
import { entitiesOf, type LevelDocument, metaOf, openLevelDocument, registersOf } from '../level/document.ts';
import { addEntity, rename, setFields } from '../level/edit.ts';
import { materialise } from '../level/materialise.ts';
import { EditOrigin } from '../origin.ts';
import { openScriptDocument } from '../script/document.ts';
import { openProjectDocument, setProject } from '../project/document.ts';
import type { Json } from '../../kernel/json.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { street, testSchema } from '../testing/levels.ts';
import { admit } from './firewall.ts';
import { firewallLimits } from './limits.ts';

const mallory = 77;
const me = new EditOrigin('test');
const server = (): LevelDocument => {
  const document = openLevelDocument();
  document.doc.clientID = 1;
  seedFrom(document, street, me);
  return document;
};
const replica = (of: { doc: Y.Doc }, client = mallory): LevelDocument => {
  const document = openLevelDocument();
  Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(of.doc));
  document.doc.clientID = client;
  return document;
};
const updatesOf = (doc: Y.Doc, change: () => void): Uint8Array[] => {
  const updates: Uint8Array[] = [];
  const collect = (update: Uint8Array) => updates.push(update);
  doc.on('update', collect);
  change();
  doc.off('update', collect);
  return updates;
};
const judge = (of: { doc: Y.Doc }, update: Uint8Array, kind: 'level' | 'script' | 'project' = 'level') =>
  admit(of.doc, update, { kind, schema: testSchema, mayWriteAs: (client) => client === mallory });

type Attack = [name: string, expected: RegExp, attack: (evil: LevelDocument) => unknown];
const attacks: Attack[] = [
  [
    'writes under the number of another client',
    /does not belong/,
    (evil) => {
      evil.doc.clientID = 1;
      registersOf(evil, 'crate')!.set('name', 'x');
    },
  ],
  ['puts a number where an entity belongs', /not an entity/, (evil) => entitiesOf(evil).set('evil', 42)],
  ['puts a text where an entity belongs', /not an entity/, (evil) => entitiesOf(evil).set('evil', new Y.Text('x'))],
  ['replaces an entity by an empty one', /already/, (evil) => entitiesOf(evil).set('crate', new Y.Map())],
  ['uses an id that cannot be one', /cannot be the id/, (evil) => entitiesOf(evil).set('#root', new Y.Map())],
  ['names an entity __proto__', /cannot be the id/, (evil) => entitiesOf(evil).set('__proto__', new Y.Map())],
  ['names a register __proto__', /not a register/, (evil) => registersOf(evil, 'crate')!.set('__proto__', { polluted: 1 })],
  [
    'hides __proto__ in a value',
    /plain/,
    (evil) => registersOf(evil, 'crate')!.set('Other.value', JSON.parse('{"__proto__": {"polluted": 1}}')),
  ],
  ['writes a value of the wrong type', /Transform\.position/, (evil) => registersOf(evil, 'crate')!.set('Transform.position', 'far away')],
  ['writes NaN', /Transform\.position/, (evil) => registersOf(evil, 'crate')!.set('Transform.position', [Number.NaN, 0, 0])],
  ['writes out of range', /Label\.size/, (evil) => registersOf(evil, 'crate')!.set('Label.size', 99)],
  ['invents a field of a known component', /not a field/, (evil) => registersOf(evil, 'crate')!.set('Transform.spin', 1)],
  ['writes a placement that is none', /not \[parent/, (evil) => registersOf(evil, 'crate')!.set('@', ['truck'])],
  ['puts a map inside an entity', /plain values/, (evil) => registersOf(evil, 'crate')!.set('name', new Y.Map())],
  ['puts a document inside an entity', /plain values/, (evil) => registersOf(evil, 'crate')!.set('name', new Y.Doc())],
  ['puts bytes inside an entity', /plain values/, (evil) => registersOf(evil, 'crate')!.set('name', new Uint8Array(9))],
  ['writes a register of the level that there is not', /not a register of a level/, (evil) => metaOf(evil).set('owner', 'me')],
  ['opens a root of its own', /no place/, (evil) => evil.doc.getMap('treasure').set('x', 1)],
  [
    'types text into the entities',
    /not a list/,
    () => {
      const doc = new Y.Doc();
      doc.clientID = mallory;
      doc.getText('entities').insert(0, 'x');
      return [Y.encodeStateAsUpdate(doc)];
    },
  ],
  ['erases an entity', /not erased/, (evil) => entitiesOf(evil).delete('crate')],
  [
    'erases everything',
    /not erased/,
    (evil) => evil.doc.transact(() => [...entitiesOf(evil).keys()].forEach((id) => entitiesOf(evil).delete(id))),
  ],
  [
    'makes an entity and erases it in one breath',
    /already|not erased|not an entity/,
    (evil) =>
      evil.doc.transact(() => {
        entitiesOf(evil).set('ghost', new Y.Map());
        entitiesOf(evil).delete('ghost');
      }),
  ],
];

/** An item with neighbours that no honest editor would give it. */
const forge = (evil: LevelDocument, left: [string, string], right: [string, string]): void => {
  const itemOf = ([entity, key]: [string, string]): Y.Item => registersOf(evil, entity)!._map.get(key)!;
  const parent = registersOf(evil, left[0])!;
  evil.doc.transact((transaction) => {
    const id = Y.createID(mallory, Y.getState(evil.doc.store, mallory));
    const [a, b] = [itemOf(left), itemOf(right)];
    new Y.Item(id, a, a.lastId, null, b.id, parent, left[1], new Y.ContentAny(['forged'])).integrate(transaction, 0);
  });
};

describe('the firewall', () => {
  test('takes what one person wrote in two sessions in one message', () => {
    const document = server();
    const mine = replica(document, 16);
    const updates = updatesOf(mine.doc, () => {
      registersOf(mine, 'crate')!.set('name', 'in the first');
      addEntity(mine, { id: 'made00000000', name: 'in the first' }, { parent: null }, me);
      mine.doc.clientID = 20;
      registersOf(mine, 'crate')!.set('name', 'in the second');
      registersOf(mine, 'made00000000')!.set('name', 'in the second');
      mine.doc.clientID = 16;
      registersOf(mine, 'crate')!.set('name', 'back in the first');
    });
    const mayWriteAs = (client: number): boolean => client === 16 || client === 20;
    const verdict = admit(document.doc, Y.mergeUpdates(updates), { kind: 'level', schema: testSchema, mayWriteAs });
    expect(verdict).toMatchObject({ ok: true });
    Y.applyUpdate(document.doc, (verdict as { update: Uint8Array }).update);
    expect(materialise(document, testSchema)).toEqual(materialise(mine, testSchema));
  });

  test('judges only the structure of a free document', () => {
    const theirs = new Y.Doc();
    theirs.clientID = mallory;
    theirs.getText('notes').insert(0, 'hello');
    theirs.getArray('list').push([new Y.Map(), 1]);
    const other = new Y.Doc();
    other.clientID = 500;
    Y.applyUpdate(other, Y.encodeStateAsUpdate(theirs));
    other.getText('notes').insert(5, ' there');
    other.getArray('list').delete(0, 1);
    const free = (doc: Y.Doc, update: Uint8Array, mayWriteAs: (client: number) => boolean = () => true) =>
      admit(doc, update, { kind: 'free', schema: testSchema, mayWriteAs });
    // A deleted type is a collected range in it, and a client's item stands beside one that comes later.
    const whole = Y.encodeStateAsUpdate(other);
    const verdict = free(new Y.Doc(), whole);
    expect(verdict).toMatchObject({ ok: true });
    const copy = new Y.Doc();
    Y.applyUpdate(copy, (verdict as { update: Uint8Array }).update);
    expect([copy.store.pendingStructs, copy.getText('notes').toJSON()]).toEqual([null, 'hello there']);
    expect(free(new Y.Doc(), whole, (client) => client !== 500)).toMatchObject({ ok: false });
    const [late] = updatesOf(other, () => other.getText('notes').insert(0, 'x'));
    expect(free(new Y.Doc(), late!)).toMatchObject({ ok: false });
    expect(free(other, new Uint8Array([9, 9, 9]))).toMatchObject({ ok: false });
    // No structs; a deletion of what nobody has seen.
    expect(free(new Y.Doc(), new Uint8Array([0, 1, mallory, 1, 5, 3]))).toMatchObject({ ok: false });
  });

  test.each<[string, RegExp, [string, string], [string, string]]>([
    ['two entities', /between two places/, ['crate', 'name'], ['truck', 'name']],
    ['two registers', /between two places/, ['truck', 'name'], ['truck', 'Transform.position']],
    ['a register and itself', /no right neighbour/, ['crate', 'name'], ['crate', 'name']],
  ])('refuses an item between %s', (_, expected, left, right) => {
    const document = server();
    const evil = replica(document);
    const [update] = updatesOf(evil.doc, () => forge(evil, left, right));
    expect(judge(document, update!)).toMatchObject({ ok: false, message: expect.stringMatching(expected) as string });
  });

  test('takes edits of several sessions of one person that come merged, in whatever order their numbers are', () => {
    const document = server();
    const honest = replica(document);
    const updates = updatesOf(honest.doc, () => {
      rename(honest, 'crate', 'Offline', me);
      for (const client of [mallory + 2, mallory + 1, mallory + 2]) {
        honest.doc.clientID = client;
        rename(honest, 'crate', `As ${client}`, me);
        addEntity(honest, { id: `made${client}at${Y.getState(honest.doc.store, client)}`, name: 'New' }, { parent: 'crate' }, me);
      }
    });
    const merged = Y.mergeUpdates(updates);
    const options = { kind: 'level', schema: testSchema, mayWriteAs: (client: number) => client >= mallory } as const;
    const verdict = admit(document.doc, merged, options);
    expect(verdict).toEqual({ ok: true, update: merged, nothingNew: false });
    Y.applyUpdate(document.doc, merged);
    expect(materialise(document, testSchema)).toEqual(materialise(honest, testSchema));
    // Without the first session nobody can have seen what the second stands beside, and two that wait for each other never come.
    expect(admit(server().doc, Y.mergeUpdates(updates.slice(1)), options)).toMatchObject({ ok: false });
  });

  test('refuses sessions that wait for each other', () => {
    const document = server();
    const evil = replica(document);
    const [one, two] = [mallory, mallory + 1];
    const parent = registersOf(evil, 'crate')!;
    const item = (client: number, beside: number): Uint8Array => {
      const doc = replica(document).doc;
      const map = registersOf({ kind: 'level', doc }, 'crate')!;
      doc.transact((transaction) => {
        const id = Y.createID(client, 0);
        const made = new Y.Item(id, null, null, null, null, map, 'name', new Y.ContentAny(['x']));
        made.integrate(transaction, 0);
        made.origin = Y.createID(beside, 0);
      });
      return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(document.doc));
    };
    const update = Y.mergeUpdates([item(one, two), item(two, one)]);
    const verdict = admit(document.doc, update, { kind: 'level', schema: testSchema, mayWriteAs: () => true });
    expect(parent.get('name')).toBe('Crate');
    expect(verdict).toMatchObject({ ok: false, message: 'An item stands beside one that nobody has seen.' });
  });

  test('refuses a second entity under an id that somebody else made meanwhile', () => {
    const document = server();
    const evil = replica(document);
    addEntity(document, { id: 'same00000000', name: 'First' }, { parent: null }, me);
    const [update] = updatesOf(evil.doc, () => addEntity(evil, { id: 'same00000000', name: 'Second' }, { parent: null }, me));
    expect(judge(document, update!)).toMatchObject({ ok: false, message: 'There is an entity "same00000000" already.' });
  });

  test.each(attacks)('refuses who %s', (_, expected, attack) => {
    const document = server();
    const evil = replica(document);
    const before = materialise(document, testSchema);
    let made: unknown;
    const emitted = updatesOf(evil.doc, () => {
      made = attack(evil);
    });
    const updates = Array.isArray(made) && made[0] instanceof Uint8Array ? (made as Uint8Array[]) : emitted;
    expect(updates).not.toEqual([]);
    expect(judge(document, updates[0]!)).toMatchObject({ ok: false, message: expect.stringMatching(expected) as string });
    expect(materialise(document, testSchema)).toEqual(before);
  });

  test('refuses a gap, and the flood behind it costs nothing that stays', () => {
    const document = server();
    const evil = replica(document);
    const updates = updatesOf(evil.doc, () => {
      for (let at = 0; at < 200; at += 1) registersOf(evil, 'crate')!.set('name', `n${at}`);
    });
    for (const update of updates.slice(1)) expect(judge(document, update)).toMatchObject({ ok: false, reason: 'invalid-update' });
    expect(document.doc.store.pendingStructs).toBe(null);
    expect(judge(document, updates[0]!)).toMatchObject({ ok: true });
  });

  test('refuses an update that is too big before reading it, and one that cannot be read', () => {
    const document = server();
    expect(judge(document, new Uint8Array(firewallLimits.bytes + 1))).toMatchObject({ ok: false, reason: 'too-big' });
    expect(judge(document, new Uint8Array([9, 9, 9, 9]))).toMatchObject({ ok: false, reason: 'invalid-update' });
  });

  test('refuses a deletion of what nobody has seen', () => {
    const document = server();
    // No structs; one client (mallory), one range from clock 5 of length 3.
    expect(judge(document, new Uint8Array([0, 1, mallory, 1, 5, 3]))).toMatchObject({ ok: false });
  });

  test('keeps a script a script', () => {
    const script = openScriptDocument();
    script.doc.clientID = 1;
    script.doc.getText('source').insert(0, 'start');
    const evil = replica(script);
    const text = evil.doc.getText('source');
    const verdicts = [() => text.insert(2, 'x'), () => text.delete(0, 2)].flatMap((edit) =>
      updatesOf(evil.doc, edit).map((update) => {
        const verdict = judge(script, update, 'script');
        if (verdict.ok) Y.applyUpdate(script.doc, verdict.update);
        return verdict.ok;
      }),
    );
    expect(verdicts).toEqual([true, true]);
    for (const attack of [
      () => text.insertEmbed(0, { image: 'x' }),
      () => text.format(0, 1, { bold: true }),
      () => evil.doc.getMap('other').set('x', 1),
    ]) {
      const [update] = updatesOf(evil.doc, attack);
      expect(judge(script, update!, 'script')).toMatchObject({ ok: false });
    }
    const flood = replica(script);
    const [huge] = updatesOf(flood.doc, () => flood.doc.getText('source').insert(0, 'x'.repeat(600_000)));
    expect(judge(script, huge!, 'script')).toMatchObject({ ok: false, reason: 'room-full' });
  });

  test('keeps a project a project', () => {
    const project = openProjectDocument();
    const evil = openProjectDocument();
    evil.doc.clientID = mallory;
    const [good] = updatesOf(evil.doc, () =>
      setProject(evil, [{ path: ['scenarios', 'base'], value: { name: 'Base', values: { theta: 1 }, ticks: 3, seed: 1 } }], me),
    );
    expect(judge(project, good!, 'project')).toMatchObject({ ok: true });
    Y.applyUpdate(project.doc, good!);
    for (const [key, value] of [
      ['scenarios/base', {}],
      ['scenarios', {}],
      ['a/b/c', 1],
      ['kpis/__proto__/label', 'x'],
      ['name', Number.POSITIVE_INFINITY],
    ] as const) {
      const [update] = updatesOf(replica(evil).doc, () => {});
      expect(update).toBeUndefined();
      const again = openProjectDocument();
      Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(project.doc));
      again.doc.clientID = mallory;
      const [bad] = updatesOf(again.doc, () => again.doc.getMap('project').set(key, value));
      expect(judge(project, bad!, 'project'), key).toMatchObject({ ok: false });
    }
  });

  test('lets the index of assets name only bytes that are kept', () => {
    const document = openProjectDocument();
    const [kept, other] = ['a'.repeat(64), 'b'.repeat(64)];
    const naming = (value: Json): Uint8Array => {
      const evil = openProjectDocument();
      evil.doc.clientID = mallory;
      return updatesOf(evil.doc, () => setProject(evil, [{ path: ['assets', 'assets/truck.glb'], value }], me))[0]!;
    };
    const verdict = (value: Json, hasAsset: ((sha256: string) => boolean) | undefined = (sha256) => sha256 === kept) =>
      admit(document.doc, naming(value), { kind: 'project', schema: testSchema, mayWriteAs: (client) => client === mallory, hasAsset });
    expect(verdict({ sha256: kept, size: 7 }).ok).toBe(true);
    expect(verdict({ sha256: other, size: 7 })).toMatchObject({ ok: false, message: expect.stringContaining('not stored') as string });
    expect(verdict({ sha256: other, size: 7, run: 'evil' })).toMatchObject({ ok: false });
  });

  test('takes what it knows already for nothing new, and the rest of an update half known', () => {
    const document = server();
    const honest = replica(document);
    const updates = updatesOf(honest.doc, () => {
      setFields(honest, [{ entity: 'crate', component: 'Label', field: 'text', value: 'a' }], me);
      addEntity(honest, { id: 'new000000000', name: 'New' }, { parent: 'truck' }, me);
    });
    const first = judge(document, updates[0]!);
    expect(first).toMatchObject({ ok: true, nothingNew: false });
    if (first.ok) Y.applyUpdate(document.doc, first.update);
    expect(judge(document, updates[0]!)).toMatchObject({ ok: true, nothingNew: true });
    const both = judge(document, Y.mergeUpdates(updates));
    expect(both).toMatchObject({ ok: true, nothingNew: false });
    if (both.ok) Y.applyUpdate(document.doc, both.update);
    expect(materialise(document, testSchema)).toEqual(materialise(honest, testSchema));
    expect(document.doc.store.pendingStructs).toBe(null);
  });

  test('lets no mutated message throw, hang in wait, or make a document that does not load', () => {
    const seed = 20260101;
    const random = chance(seed);
    const base = server();
    const author = replica(base);
    const messages = updatesOf(author.doc, () => {
      for (let step = 0; step < 40; step += 1) {
        if (step % 5 === 0) addEntity(author, { id: `fuzz${step}`, name: 'F' }, { parent: random.pick([null, 'truck', 'crate']) }, me);
        else
          setFields(
            author,
            [
              {
                entity: random.pick(['crate', 'truck', 'driver']),
                component: 'Transform',
                field: 'position',
                value: [random.next(), random.next(), step],
              },
            ],
            me,
          );
      }
    });
    let admitted = 0;
    const document = replica(base, 9);
    for (const message of messages) {
      for (let round = 0; round < 60; round += 1) {
        const bad = message.slice(0, random.next() < 0.1 ? random.below(message.length) : message.length);
        for (let flips = 1 + random.below(3); flips > 0 && bad.length > 0; flips -= 1) bad[random.below(bad.length)] = random.below(256);
        const verdict = judge(document, bad);
        if (!verdict.ok) continue;
        admitted += 1;
        const copy = replica(document, 9);
        Y.applyUpdate(copy.doc, verdict.update);
        expect([copy.doc.store.pendingStructs, copy.doc.store.pendingDs], `seed ${seed}`).toEqual([null, null]);
        expect(materialise(replica(copy, 10), testSchema)).toEqual(materialise(copy, testSchema));
      }
      const honest = judge(document, message);
      expect(honest).toMatchObject({ ok: true });
      Y.applyUpdate(document.doc, message);
    }
    expect(admitted).toBeGreaterThan(0);
    expect(materialise(document, testSchema)).toEqual(materialise(author, testSchema));
  });
});
