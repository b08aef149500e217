import { describe, expect, test } from 'vitest';
import { chance, type Chance } from '../../kernel/testing/chance.ts';
import { prettyJson } from '../../model/canonical.ts';
import type { Json } from '../../kernel/json.ts';
import { ProjectFile } from '../../model/project.ts';
import { createHistory } from '../history/history.ts';
import { addEntity, deleteEntities, moveEntity, removeComponent, rename, setFields, setMeta } from '../level/edit.ts';
import { seedFrom } from '../level/apply.ts';
import { entitiesOf, type LevelDocument, openLevelDocument } from '../level/document.ts';
import { toLevelFile } from '../level/materialise.ts';
import { EditOrigin } from '../origin.ts';
import { openProjectDocument, type ProjectDocument, seedProject, setProject } from '../project/document.ts';
import { openScriptDocument, readScript, replaceScript } from '../script/document.ts';
import { street, testSchema } from '../testing/levels.ts';
import { scramble } from '../testing/scramble.ts';
import { diffVersions } from './diff.ts';
import { fitPart } from './fit.ts';
import { merge3, settle } from './merge.ts';
import { samePart } from './nodes.ts';
import { partOf, partText, readPart } from './part.ts';
import { restoreEntity, restorePart } from './restore.ts';
import { thinVersions } from './version.ts';
import { conflictWords, sideWords } from './words.ts';

const me = new EditOrigin('test');
const yard = 'levels/street.json';

const openStreet = (): LevelDocument => {
  const document = openLevelDocument();
  seedFrom(document, street, me);
  return document;
};
const project = ProjectFile.parse({
  format: 1,
  id: 'toy',
  name: 'Toy',
  levels: [yard],
  parameters: { rate: { kind: 'number', label: 'Rate', default: 1 } },
  scenarios: { slow: { name: 'Slow', values: { rate: 1 }, ticks: 40, seed: 7 } },
  kpis: { total: { label: 'Total', kind: 'number' } },
  charts: [
    { id: 'cost', title: 'Cost', kpis: ['total'], kind: 'line' },
    { id: 'stock', title: 'Stock', kpis: ['total'], kind: 'bar' },
  ],
});
const openToy = (): ProjectDocument => {
  const document = openProjectDocument();
  seedProject(document, project, me, { prices: [1, 2] });
  return document;
};
const levelOf = (document: LevelDocument) => ({ [yard]: partText(document) });
const sentences = (from: Record<string, string>, to: Record<string, string>): string[] => diffVersions(from, to).map(({ text }) => text);

function scrambleProject(document: ProjectDocument, random: Chance): void {
  const id = random.pick(['rate', 'speed', 'theta']);
  const change = random.pick<[string[], Json]>([
    [['parameters', id], { kind: 'number', label: id, default: random.below(9) }],
    [['parameters', id], null],
    [['parameters', 'rate', 'default'], random.below(9)],
    [['scenarios', 'slow', 'values', 'rate'], random.below(9)],
    [['scenarios', 'slow'], null],
    [['scenarios', 'slow'], { name: 'Slow', values: {}, ticks: random.below(9) + 1, seed: 1 }],
    [['charts', random.pick(['cost', 'stock'])], null],
    [['charts', 'cost'], { title: `C${random.below(9)}`, kpis: ['total'], kind: 'line' }],
    [['tables', 'prices'], random.below(2) ? [random.below(9)] : null],
    [['behaviours', 'guard.yaml'], `root: ${random.below(9)}\n`],
    [['name'], `P${random.below(9)}`],
  ]);
  setProject(document, [{ path: change[0], value: change[1] }], me);
}

describe('what changed between two versions', () => {
  test('is nothing between equals', () => {
    expect(diffVersions(levelOf(openStreet()), levelOf(openStreet()))).toEqual([]);
  });

  test('of a level is said entity by entity, in words', () => {
    const before = openStreet();
    const after = openStreet();
    rename(after, 'crate', 'Box', me);
    setFields(after, [{ entity: 'truck', component: 'Transform', field: 'position', value: [4, 0, 0] }], me);
    setFields(after, [{ entity: 'driver', component: 'Label', field: 'size', value: 3 }], me);
    removeComponent(after, 'truck', 'Label', me);
    moveEntity(after, 'driver', { parent: 'crate' }, me);
    addEntity(after, { id: 'lamp', name: 'Lamp', components: { Label: { text: 'x' } } }, { parent: null }, me);
    setMeta(after, { name: 'Lane', 'environment.fog': 0.5 }, me);
    expect(sentences(levelOf(before), levelOf(after))).toEqual([
      'Level: environment fog from 0.1 to 0.5',
      'Level: name from “Street” to “Lane”',
      '“Crate” renamed to “Box”',
      'Driver moved from Truck to Box',
      'Driver: Label size from 2 to 3',
      'Lamp added',
      'Truck: Label removed',
      'Truck: Transform position from 0, 0, 0 to 4, 0, 0',
    ]);
    expect(diffVersions(levelOf(before), levelOf(after)).find(({ field }) => field === 'position')).toMatchObject({
      part: yard,
      entity: 'truck',
      component: 'Transform',
      from: [0, 0, 0],
      to: [4, 0, 0],
    });
    deleteEntities(after, ['truck'], me);
    expect(sentences(levelOf(before), levelOf(after))).toContain('Truck removed');
  });

  test('of a project is said by parameter, scenario, KPI, chart and table', () => {
    const after = openToy();
    setProject(
      after,
      [
        { path: ['parameters', 'rate', 'default'], value: 2 },
        { path: ['scenarios', 'slow', 'values', 'rate'], value: 3 },
        { path: ['scenarios', 'fast'], value: { name: 'Fast', values: {}, ticks: 1, seed: 1 } },
        { path: ['kpis', 'total'], value: null },
        { path: ['tables', 'prices'], value: [1] },
        { path: ['name'], value: 'Game' },
      ],
      me,
    );
    expect(sentences({ 'ledgerquest.json': partText(openToy()) }, { 'ledgerquest.json': partText(after) })).toEqual([
      'KPI Total removed',
      'Project: name from “Toy” to “Game”',
      'Parameter Rate: default from 1 to 2',
      'Scenario Fast added',
      'Scenario Slow: values rate from 1 to 3',
      'Table prices changed',
    ]);
  });

  test('of a script is said by lines, of whole files by name', () => {
    const script = 'scripts/market.ts';
    const changes = diffVersions(
      { [script]: 'a\nb\nc\n', 'scripts/old.ts': '' },
      { [script]: 'a\nB\nc\nd\ne\n', ...levelOf(openStreet()) },
    );
    expect(changes.map(({ text, line }) => [text, line])).toEqual([
      ['Level Street added', undefined],
      ['Line 2 changed', 2],
      ['Lines 4 to 5 added', 4],
      ['Script old.ts removed', undefined],
    ]);
    expect(changes[1]).toMatchObject({ from: 'b\n', to: 'B\n' });
  });

  test('a text that no room could have written is refused by name', () => {
    expect(() => readPart(yard, '{')).toThrow(expect.objectContaining({ code: 'unreadable-part', where: yard }));
    expect(() => readPart(yard, '{}')).toThrow(expect.objectContaining({ code: 'unreadable-part' }));
    expect(() => readPart('ledgerquest.json', '[]')).toThrow(expect.objectContaining({ code: 'unreadable-part' }));
  });
});

describe('restoring', () => {
  test('a level, whatever was done to it, leaves no difference; undo takes it back in one step', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = chance(seed);
      const document = openStreet();
      for (let count = random.below(8); count > 0; count -= 1) scramble(document, random);
      const version = partText(document);
      for (let count = random.below(12); count > 0; count -= 1) scramble(document, random);
      const before = partText(document);
      const keys = [...entitiesOf(document).keys()];
      const history = createHistory();
      history.track(document);
      history.step('Restore', (origin) => restorePart(document, readPart(yard, version), origin));
      expect(diffVersions({ [yard]: version }, { [yard]: partText(document) }), `seed ${seed}`).toEqual([]);
      expect([...entitiesOf(document).keys()], `seed ${seed}: no entity is ever taken out`).toEqual(expect.arrayContaining(keys));
      expect(history.steps.length, `seed ${seed}`).toBe(before === version ? 0 : 1);
      history.undo();
      expect(partText(document), `seed ${seed}`).toBe(before);
    }
  });

  test('a project, whatever was done to it, leaves no difference', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = chance(seed);
      const document = openToy();
      for (let count = random.below(6); count > 0; count -= 1) scrambleProject(document, random);
      const version = partText(document);
      for (let count = random.below(10); count > 0; count -= 1) scrambleProject(document, random);
      const history = createHistory();
      history.track(document);
      const before = partText(document);
      history.step('Restore', (origin) => restorePart(document, readPart('ledgerquest.json', version), origin));
      expect(diffVersions({ 'ledgerquest.json': version }, { 'ledgerquest.json': partText(document) }), `seed ${seed}`).toEqual([]);
      history.undo();
      expect(partText(document), `seed ${seed}`).toBe(before);
    }
  });

  test('a script, writing only what differs', () => {
    const document = openScriptDocument();
    replaceScript(document, 'a\nb\n', me);
    restorePart(document, { kind: 'script', text: 'a\nc\n' }, me);
    expect(readScript(document)).toBe('a\nc\n');
  });

  test('sends away what two people moved into a circle since', () => {
    const document = openStreet();
    const version = readPart(yard, partText(document));
    const all = entitiesOf(document);
    for (const [id, parent] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      addEntity(document, { id, name: id }, { parent: null }, me);
      (all.get(id) as { set(key: string, value: unknown): void }).set('@', [parent, 'a0', 9, '#root']);
    }
    expect(Object.keys(toLevelFile(document).entities)).toEqual(['a', 'b', 'crate', 'driver', 'truck']);
    restorePart(document, version, me);
    expect(toLevelFile(document)).toEqual(street);
  });

  test('writes nothing where nothing differs, and nothing into a document of another kind', () => {
    const document = openStreet();
    let updates = 0;
    document.doc.on('update', () => (updates += 1));
    restorePart(document, readPart(yard, partText(document)), me);
    restorePart(document, { kind: 'script', text: 'x' }, me);
    expect(updates).toBe(0);
  });

  test('one entity leaves the others as they are; a deleted one comes back with what was deleted below it', () => {
    const document = openStreet();
    const version = readPart(yard, partText(document));
    rename(document, 'crate', 'Box', me);
    deleteEntities(document, ['truck'], me);
    restoreEntity(document, version, 'truck', me);
    expect(toLevelFile(document).entities).toEqual({ ...street.entities, crate: { ...street.entities['crate'], name: 'Box' } });
    restoreEntity(document, version, 'crate', me);
    expect(toLevelFile(document)).toEqual(street);
  });

  test('one entity that the version does not have goes into the trash with what stands below it', () => {
    const document = openStreet();
    const version = readPart(yard, partText(document));
    addEntity(document, { id: 'lamp', name: 'Lamp' }, { parent: null }, me);
    addEntity(document, { id: 'bulb', name: 'Bulb' }, { parent: 'lamp' }, me);
    restoreEntity(document, version, 'lamp', me);
    expect(toLevelFile(document)).toEqual(street);
  });

  test('one entity whose place is gone, or is below itself now, stays where it is', () => {
    const document = openStreet();
    const version = readPart(yard, partText(document));
    moveEntity(document, 'driver', { parent: null }, me);
    moveEntity(document, 'truck', { parent: 'driver' }, me);
    setFields(document, [{ entity: 'driver', component: 'Label', field: 'size', value: 9 }], me);
    restoreEntity(document, version, 'driver', me);
    expect(toLevelFile(document).entities['driver']).toMatchObject({ parent: null, components: { Label: { size: 2 } } });
    deleteEntities(document, ['driver'], me);
    restoreEntity(document, version, 'driver', me);
    expect(toLevelFile(document).entities['driver']?.parent).toBe(null);
  });
});

describe('a three-way merge', () => {
  const part = (document: LevelDocument | ProjectDocument) => partOf(document);

  test('of identical sides has no conflict and is what both say', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = chance(seed);
      const base = part(openStreet());
      const document = openStreet();
      for (let count = random.below(10); count > 0; count -= 1) scramble(document, random);
      const { part: merged, conflicts, displaced } = merge3(base, part(document), part(document));
      expect([conflicts, displaced], `seed ${seed}`).toEqual([[], []]);
      expect(samePart(merged, part(document)), `seed ${seed}`).toBe(true);
    }
  });

  test('of edits in different entities has no conflict, and equals making both', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = chance(seed);
      const open = (): LevelDocument => {
        const document = openStreet();
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
          addEntity(document, { id, name: id, components: { Label: { size: 1 }, Transform: {} } }, { parent: null }, me);
        return document;
      };
      const [mine, theirs, both] = [open(), open(), open()];
      const edit = (documents: readonly LevelDocument[], entity: string): void => {
        const value = random.below(9);
        const kind = random.below(5);
        for (const document of documents) {
          if (kind === 0) deleteEntities(document, [entity], me);
          else if (kind === 1) rename(document, entity, `R${value}`, me);
          else if (kind === 2) setFields(document, [{ entity, component: 'Label', field: 'size', value }], me);
          else if (kind === 3) removeComponent(document, entity, 'Label', me);
          else addEntity(document, { id: `${entity}${value}`, name: 'New' }, { parent: 'crate' }, me);
        }
      };
      for (const entity of ['a', 'b', 'c']) if (random.below(2)) edit([mine, both], entity);
      for (const entity of ['d', 'e', 'f']) if (random.below(2)) edit([theirs, both], entity);
      const merged = merge3(part(open()), part(mine), part(theirs));
      expect([merged.conflicts, merged.displaced], `seed ${seed}`).toEqual([[], []]);
      restorePart(theirs, merged.part, me);
      const ordersAside = (document: LevelDocument): string =>
        prettyJson(
          Object.fromEntries(Object.entries(toLevelFile(document).entities).map(([id, entity]) => [id, { ...entity, order: '' }])) as never,
        );
      expect(ordersAside(theirs), `seed ${seed}`).toBe(ordersAside(both));
    }
  });

  test('always ends in a level that can stand, and applying it leaves no difference', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = chance(seed);
      const [mine, theirs] = [openStreet(), openStreet()];
      for (let count = random.below(10); count > 0; count -= 1) scramble(mine, random);
      for (let count = random.below(10); count > 0; count -= 1) scramble(theirs, random);
      const base = part(openStreet());
      const first = merge3(base, part(mine), part(theirs));
      const choices = Object.fromEntries(first.conflicts.map(({ id }) => [id, random.below(2) ? ('mine' as const) : ('theirs' as const)]));
      const merged = merge3(base, part(mine), part(theirs), choices);
      expect(
        merged.conflicts.map(({ id }) => id),
        `seed ${seed}`,
      ).toEqual(first.conflicts.map(({ id }) => id));
      restorePart(theirs, merged.part, me);
      expect(partOf(theirs), `seed ${seed}`).toEqual(merged.part);
    }
  });

  test('of one value that both set is a conflict: theirs stands until mine is chosen', () => {
    const [mine, theirs] = [openStreet(), openStreet()];
    setFields(mine, [{ entity: 'driver', component: 'Label', field: 'size', value: 3 }], me);
    setFields(theirs, [{ entity: 'driver', component: 'Label', field: 'size', value: 5 }], me);
    rename(mine, 'crate', 'Box', me);
    const sides = [part(openStreet()), part(mine), part(theirs)] as const;
    const { conflicts, part: merged } = merge3(...sides);
    expect(conflicts).toMatchObject([{ where: ['entities', 'driver', 'Label', 'size'], base: 2, mine: 3, theirs: 5 }]);
    expect(conflictWords(conflicts[0]!, sides)).toBe('Driver: Label size');
    expect([sideWords(conflicts[0]!, 3), sideWords(conflicts[0]!, undefined)]).toEqual(['3', 'not there']);
    restorePart(theirs, merged, me);
    expect(toLevelFile(theirs).entities).toMatchObject({ crate: { name: 'Box' }, driver: { components: { Label: { size: 5 } } } });
    restorePart(theirs, merge3(...sides, { [conflicts[0]!.id]: 'mine' }).part, me);
    expect(toLevelFile(theirs).entities['driver']?.components['Label']).toMatchObject({ size: 3 });
  });

  test('of what one deleted and the other changed is a conflict, and what is changed stays', () => {
    const [mine, theirs] = [openStreet(), openStreet()];
    deleteEntities(mine, ['crate'], me);
    rename(theirs, 'crate', 'Box', me);
    const { conflicts, part: merged } = merge3(part(openStreet()), part(mine), part(theirs));
    expect(conflicts.map((conflict) => conflictWords(conflict, [part(mine), part(theirs)]))).toEqual(['Box']);
    expect(samePart(merged, part(theirs))).toBe(true);
  });

  test('that the room has made already is settled by choice, whichever side stands, and keeps what came after', () => {
    const [mine, theirs, now] = [openStreet(), openStreet(), openStreet()];
    for (const [document, size, name] of [
      [mine, 3, 'Mine'],
      [theirs, 5, 'Theirs'],
    ] as const) {
      setFields(document, [{ entity: 'driver', component: 'Label', field: 'size', value: size }], me);
      rename(document, 'crate', name, me);
    }
    setFields(now, [{ entity: 'driver', component: 'Label', field: 'size', value: 3 }], me);
    rename(now, 'crate', 'Theirs', me);
    rename(now, 'truck', 'Later', me);
    const sides = [part(openStreet()), part(mine), part(theirs), part(now)] as const;
    const asked = settle(...sides, {});
    const [name, size] = asked.conflicts.map(({ id }) => id) as [string, string];
    expect(asked.standing).toEqual({ [name]: 'theirs', [size]: 'mine' });
    expect(samePart(asked.part, part(now))).toBe(true);
    restorePart(now, settle(...sides, { [name]: 'mine', [size]: 'theirs' }).part, me);
    expect(toLevelFile(now).entities).toMatchObject({
      crate: { name: 'Mine' },
      driver: { components: { Label: { size: 5 } } },
      truck: { name: 'Later' },
    });
  });

  test('of two moves that make a circle, and of a child whose parent went, finds everybody a place', () => {
    const [mine, theirs] = [openStreet(), openStreet()];
    moveEntity(mine, 'truck', { parent: 'crate' }, me);
    moveEntity(theirs, 'crate', { parent: 'truck' }, me);
    expect(merge3(part(openStreet()), part(mine), part(theirs)).displaced).toEqual(['truck']);
    const [adds, deletes] = [openStreet(), openStreet()];
    addEntity(adds, { id: 'cat', name: 'Cat' }, { parent: 'crate' }, me);
    deleteEntities(deletes, ['crate'], me);
    const merged = merge3(part(openStreet()), part(adds), part(deletes));
    expect([merged.conflicts, merged.displaced]).toEqual([[], ['cat']]);
  });

  test('without a known base asks about everything that differs', () => {
    const [mine, theirs] = [openStreet(), openStreet()];
    rename(mine, 'crate', 'Box', me);
    deleteEntities(theirs, ['truck'], me);
    const { conflicts, part: merged } = merge3(undefined, part(mine), part(theirs));
    expect(conflicts.map(({ where }) => where[1])).toEqual(['crate', 'driver', 'truck']);
    expect(samePart(merged, part(theirs))).toBe(true);
  });

  test('of a project knows two knobs of one scenario apart', () => {
    const [mine, theirs] = [openToy(), openToy()];
    setProject(mine, [{ path: ['scenarios', 'slow', 'ticks'], value: 50 }], me);
    setProject(theirs, [{ path: ['scenarios', 'slow', 'values', 'rate'], value: 5 }], me);
    setProject(mine, [{ path: ['parameters', 'rate', 'default'], value: 2 }], me);
    setProject(theirs, [{ path: ['parameters', 'rate', 'default'], value: 3 }], me);
    const sides = [part(openToy()), part(mine), part(theirs)] as const;
    const { conflicts, part: merged } = merge3(...sides);
    expect(conflicts.map((conflict) => conflictWords(conflict, sides))).toEqual(['Parameter Rate: default']);
    restorePart(theirs, merged, me);
    expect(partText(theirs)).toContain('"ticks": 50');
    expect(partText(theirs)).toContain('"rate": 5');
  });

  test('of a script takes lines of both, and asks where both touched the same ones', () => {
    const script = (text: string) => ({ kind: 'script', text }) as const;
    const base = script('a\nb\nc\nd\ne\n');
    expect(merge3(base, script('A\nb\nc\nd\ne\n'), script('a\nb\nc\nd\nE\nf\n'))).toEqual({
      part: script('A\nb\nc\nd\nE\nf\n'),
      conflicts: [],
      displaced: [],
    });
    const clash = [base, script('a\nB\nc\nd\ne\n'), script('a\nX\nY\nc\nd\n')] as const;
    const { conflicts, part: merged } = merge3(...clash);
    expect(conflicts).toMatchObject([{ where: ['lines', '2'], base: 'b\n', mine: 'B\n', theirs: 'X\nY\n' }]);
    expect(merged).toEqual(script('a\nX\nY\nc\nd\n'));
    expect(merge3(...clash, { [conflicts[0]!.id]: 'mine' }).part).toEqual(script('a\nB\nc\nd\n'));
    expect(merge3(undefined, script('a\nB\n'), script('a\nC\n')).conflicts).toMatchObject([{ mine: 'B\n', theirs: 'C\n' }]);
  });

  test('of scripts in which each changed other lines equals both, whatever they are', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = chance(seed);
      const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
      const side = (from: number, to: number, list: string[]): string[] =>
        list.map((line, index) => (index >= from && index < to && random.below(2) ? `${line} ${random.below(99)}` : line));
      const own = side(0, 5, lines);
      const other = side(6, 12, lines);
      const text = (list: string[]) => ({ kind: 'script', text: `${list.join('\n')}\n` }) as const;
      const { part: merged, conflicts } = merge3(text(lines), text(own), text(other));
      expect(conflicts, `seed ${seed}`).toEqual([]);
      expect(merged, `seed ${seed}`).toEqual(text(lines.map((_, index) => (index < 6 ? own : other)[index]!)));
    }
  });
});

describe('fitting', () => {
  const street = (change: (document: LevelDocument) => void) => {
    const document = openStreet();
    change(document);
    return partOf(document);
  };

  test('leaves out what a room would refuse, and puts there what stands now', () => {
    const now = street(() => {});
    const broken = street((document) => {
      setFields(document, [{ entity: 'driver', component: 'Label', field: 'size', value: 99 }], me);
      setFields(document, [{ entity: 'crate', component: 'Label', field: 'size', value: 'big' }], me);
      rename(document, 'crate', 'Box', me);
    });
    const { part, refused } = fitPart(broken, now, testSchema);
    expect(refused).toEqual([
      ['entities', 'crate', 'Label', 'size'],
      ['entities', 'driver', 'Label', 'size'],
    ]);
    const document = openStreet();
    restorePart(document, part, me);
    expect(toLevelFile(document).entities).toMatchObject({
      crate: { name: 'Box', components: { Label: {} } },
      driver: { components: { Label: { size: 2 } } },
    });
  });

  test('leaves what fits as it is, whatever it is', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = chance(seed);
      const part = street((document) => {
        for (let count = 10; count > 0; count -= 1) scramble(document, random);
      });
      const fitted = fitPart(
        part,
        street(() => {}),
        testSchema,
      );
      expect(fitted.refused, `seed ${seed}`).toEqual([]);
      expect(samePart(fitted.part, part), `seed ${seed}`).toBe(true);
    }
    const toy = partOf(openToy());
    expect(fitPart(toy, toy, testSchema)).toEqual({ part: toy, refused: [] });
  });

  test('a script that is too long is not taken over', () => {
    const now = { kind: 'script', text: 'a' } as const;
    expect(fitPart({ kind: 'script', text: 'x'.repeat(262_145) }, now, testSchema)).toEqual({ part: now, refused: [['lines', '1']] });
  });
});

describe('thinning', () => {
  const hour = 3_600_000;
  const now = 1000 * 24 * hour;
  const at = (ago: number, reason: 'automatic' | 'named' | 'published' | 'restored' = 'automatic') => ({
    id: `${ago}${reason}`,
    at: now - ago,
    reason,
  });

  test('keeps everything for a day, then the last of each hour, after a week the last of each day', () => {
    const tenMinutes = hour / 6;
    const versions = Array.from({ length: 6 * 24 * 10 }, (_, index) => at(index * tenMinutes));
    const gone = new Set(thinVersions(versions, now));
    const kept = versions.filter(({ id }) => !gone.has(id));
    expect(kept.filter((version) => now - version.at <= 24 * hour)).toHaveLength(145);
    expect(kept.filter((version) => now - version.at > 24 * hour && now - version.at <= 168 * hour)).toHaveLength(144);
    expect(kept.filter((version) => now - version.at > 168 * hour)).toHaveLength(3);
  });

  test('keeps what was named, published or restored, and the newest', () => {
    const old = 400 * 24 * hour - 12 * hour;
    const kinds = ['named', 'published', 'restored'] as const;
    expect(
      thinVersions(
        kinds.flatMap((reason) => [at(old, reason), at(old + 1, reason)]),
        now,
      ),
    ).toEqual([]);
    expect(thinVersions([at(old), at(old + 1)], now)).toEqual([at(old + 1).id]);
    expect(thinVersions([at(old)], now)).toEqual([]);
  });
});
