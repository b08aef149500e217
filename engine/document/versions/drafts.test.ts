import { describe, expect, test } from 'vitest';
import { chance } from '../../kernel/testing/chance.ts';
import { LevelFile } from '../../model/level.ts';
import { createHistory } from '../history/history.ts';
import { seedFrom } from '../level/apply.ts';
import { type LevelDocument, openLevelDocument } from '../level/document.ts';
import { addEntity, becomeInstance, deleteEntities, moveEntity, rename, setFields, setMeta } from '../level/edit.ts';
import { toLevelFile } from '../level/materialise.ts';
import { levelRegisters } from '../level/registers.ts';
import { checkMeta } from '../level/schema.ts';
import { EditOrigin } from '../origin.ts';
import { street } from '../testing/levels.ts';
import { scramble } from '../testing/scramble.ts';
import { mergeDraft, thingId } from './drafts.ts';
import { samePart } from './nodes.ts';
import { type Part, partOf, partText, toLevelRegisters } from './part.ts';
import { restorePart } from './restore.ts';
import { writersAt } from './writers.ts';

const me = new EditOrigin('test');
const open = (level: LevelFile, client = 1): LevelDocument => {
  const document = openLevelDocument();
  document.doc.clientID = client;
  seedFrom(document, level, me);
  return document;
};
const draftOf = (level: LevelFile): LevelFile => ({
  ...level,
  id: 'street-night',
  name: 'Night',
  draft: { of: 'levels/street.json', by: 'Ada', at: 1, base: 'a'.repeat(64) },
});
/** A level, a draft of it, and what both were when it began. */
const begin = (): { base: Part; level: LevelDocument; draft: LevelDocument } => {
  const level = open(street, 21);
  return { base: partOf(level), level, draft: open(draftOf(street), 31) };
};

/** Every register of a part by `entity key` or `meta key`. */
function registersOf(part: Part): Map<string, string> {
  const flat = new Map<string, string>();
  if (part.kind !== 'level') return flat;
  const { meta, entities } = toLevelRegisters(part.members);
  for (const [key, value] of meta) flat.set(`meta ${key}`, JSON.stringify(value));
  for (const [id, registers] of entities) for (const [key, value] of registers) flat.set(`${id} ${key}`, JSON.stringify(value));
  return flat;
}
const entityIn = (flat: ReadonlyMap<string, string>, id: string): boolean => flat.has(`${id} @`);

describe('a draft of a level', () => {
  test('says of what, by whom, since when; its file is read back as it was', () => {
    const file = draftOf(street);
    expect(LevelFile.parse(toLevelFile(open(file)))).toEqual(LevelFile.parse(file));
    expect(levelRegisters(file).meta.get('draft')).toEqual(file.draft);
    expect(checkMeta('draft', { ...file.draft, of: '../street.json' }).ok).toBe(false);
    expect(checkMeta('draft', null).ok, 'it can become a level of its own').toBe(true);
  });

  test('keeps its name and id to itself, whichever way changes go', () => {
    const { base, level, draft } = begin();
    setMeta(draft, { name: 'Nightfall', 'environment.fog': 0.7 }, me);
    setMeta(level, { name: 'Lane' }, me);
    const taken = mergeDraft(base, partOf(draft), partOf(level));
    expect(taken.conflicts).toEqual([]);
    restorePart(level, taken.part, me);
    expect(toLevelFile(level)).toMatchObject({ id: 'street', name: 'Lane', environment: { fog: 0.7 } });
    expect(toLevelFile(level).draft).toBeUndefined();
    restorePart(draft, mergeDraft(base, partOf(level), partOf(draft)).part, me);
    expect(toLevelFile(draft)).toMatchObject({ id: 'street-night', name: 'Nightfall', draft: { by: 'Ada' } });
  });

  test('is taken over without what is left out, and what is new below that stays out with it', () => {
    const { base, level, draft } = begin();
    rename(draft, 'crate', 'Box', me);
    rename(draft, 'driver', 'Bo', me);
    addEntity(draft, { id: 'shed', name: 'Shed' }, { parent: null }, me);
    addEntity(draft, { id: 'roof', name: 'Roof' }, { parent: 'shed' }, me);
    const all = mergeDraft(base, partOf(draft), partOf(level));
    expect(all.changed.map(thingId)).toEqual(['entities/crate', 'entities/driver', 'entities/roof', 'entities/shed']);
    const some = mergeDraft(base, partOf(draft), partOf(level), {}, new Set(['entities/shed', 'entities/driver']));
    expect(some).toMatchObject({ changed: all.changed, displaced: [] });
    restorePart(level, some.part, me);
    const { entities } = toLevelFile(level);
    expect(Object.keys(entities)).toEqual(['crate', 'driver', 'truck']);
    expect([entities['crate']!.name, entities['driver']!.name]).toEqual(['Box', 'Driver']);
  });

  test('is asked about where both changed the same; deleted here and changed there is a conflict, too', () => {
    const { base, level, draft } = begin();
    rename(draft, 'crate', 'Box', me);
    rename(level, 'crate', 'Chest', me);
    deleteEntities(draft, ['driver'], me);
    setFields(level, [{ entity: 'driver', component: 'Label', field: 'size', value: 5 }], me);
    becomeInstance(draft, 'truck', 'Lorry', me);
    moveEntity(level, 'truck', { parent: 'crate' }, me);
    const merged = mergeDraft(base, partOf(draft), partOf(level));
    expect(merged.conflicts.map(({ where }) => where.join('/'))).toEqual(['entities/crate/name', 'entities/driver']);
    const mine = Object.fromEntries(merged.conflicts.map(({ id }) => [id, 'mine' as const]));
    restorePart(level, mergeDraft(base, partOf(draft), partOf(level), mine).part, me);
    const { entities } = toLevelFile(level);
    expect(entities).not.toHaveProperty('driver');
    expect(entities).toMatchObject({ crate: { name: 'Box' }, truck: { prefab: 'Lorry', parent: 'crate' } });
  });

  test('without its base asks about everything that differs', () => {
    const { level, draft } = begin();
    rename(draft, 'crate', 'Box', me);
    rename(level, 'truck', 'Lorry', me);
    const { conflicts, part } = mergeDraft(undefined, partOf(draft), partOf(level));
    expect(conflicts.map(({ where }) => where.join('/'))).toEqual(['entities/crate/name', 'entities/truck/name']);
    expect(samePart(part, partOf(level))).toBe(true);
  });

  test('knows who last wrote what both changed', () => {
    const { level } = begin();
    level.doc.clientID = 22;
    rename(level, 'crate', 'Chest', me);
    setFields(level, [{ entity: 'driver', component: 'Label', field: 'size', value: 5 }], me);
    level.doc.clientID = 23;
    deleteEntities(level, ['truck'], me);
    expect(writersAt(level, ['entities', 'crate', 'name'])).toEqual([22]);
    expect(writersAt(level, ['entities', 'crate', 'Transform', 'position'])).toEqual([21]);
    expect(writersAt(level, ['entities', 'driver', 'Label'])).toEqual([21, 22]);
    expect(writersAt(level, ['entities', 'truck']), 'who deleted it').toEqual([23]);
    expect(writersAt(level, ['meta', 'name'])).toEqual([21]);
    expect(writersAt(level, ['entities', 'nobody', 'name'])).toEqual([]);
  });
});

describe('random edits of a level and of a draft of it', () => {
  const rounds = Array.from({ length: 120 }, (_, seed) => seed + 1);

  test.each(rounds)('what only one changed is in the result, what both changed is named (seed %i)', (seed) => {
    const random = chance(seed);
    const { base, level, draft } = begin();
    for (let count = random.below(14); count > 0; count -= 1) scramble(draft, random);
    for (let count = random.below(14); count > 0; count -= 1) scramble(level, random);
    const { part, conflicts, displaced } = mergeDraft(base, partOf(draft), partOf(level));
    const [was, mine, theirs, result] = [base, partOf(draft), partOf(level), part].map(registersOf) as [
      Map<string, string>,
      Map<string, string>,
      Map<string, string>,
      Map<string, string>,
    ];
    const named = conflicts.map(({ where }) => where);
    /** Whether a conflict is about this register, or about what it is a part of. */
    const isAbout = (where: readonly string[], register: string): boolean => {
      const [id = '', key = ''] = register.split(' ');
      const [component = '', field] = key.split('.');
      const path = id === 'meta' ? ['meta', key] : ['entities', id, component, ...(field === undefined || field === '$' ? [] : [field])];
      return where.every((name, at) => path[at] === undefined || path[at] === name);
    };
    const isNamed = (register: string): boolean => named.some((where) => isAbout(where, register));
    const all = [...new Set([...was.keys(), ...mine.keys(), ...theirs.keys()])];
    for (const where of named)
      for (const side of [mine, theirs])
        expect(
          all.some((register) => isAbout(where, register) && was.get(register) !== side.get(register)),
          `both changed ${where.join('/')}`,
        ).toBe(true);
    for (const register of all) {
      const [id = '', key = ''] = register.split(' ');
      if (['meta id', 'meta name', 'meta draft'].includes(register) || (key === '@' && displaced.includes(id))) continue;
      const [b, m, t] = [was.get(register), mine.get(register), theirs.get(register)];
      const isGone = (flat: Map<string, string>): boolean => id !== 'meta' && entityIn(was, id) && !entityIn(flat, id);
      if (isNamed(register)) continue;
      const wanted = isGone(mine) || isGone(theirs) ? undefined : b === m ? t : m;
      expect(result.get(register), register).toBe(wanted);
      expect(b === m || b === t || m === t || isGone(mine) || isGone(theirs), `${register} is named`).toBe(true);
    }
  });

  test.each(rounds.slice(0, 60))('taking over all and undoing gives the level before, byte for byte (seed %i)', (seed) => {
    const random = chance(1000 + seed);
    const { base, level, draft } = begin();
    for (let count = 1 + random.below(14); count > 0; count -= 1) scramble(draft, random);
    for (let count = random.below(14); count > 0; count -= 1) scramble(level, random);
    const history = createHistory();
    history.track(level);
    const before = partText(level);
    const choices = Object.fromEntries(mergeDraft(base, partOf(draft), partOf(level)).conflicts.map(({ id }) => [id, 'mine' as const]));
    const { part } = mergeDraft(base, partOf(draft), partOf(level), choices);
    history.step('Take over', (origin) => restorePart(level, part, origin));
    expect(samePart(partOf(level), part)).toBe(true);
    const again = mergeDraft(base, partOf(draft), partOf(level), choices);
    expect(samePart(again.part, partOf(level)), 'what was taken over is not taken over again').toBe(true);
    if (history.canUndo) history.undo();
    expect(partText(level)).toBe(before);
  });
});
