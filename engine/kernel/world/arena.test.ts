import { beforeAll, describe, expect, test } from 'vitest';
import { LedgerError } from '../error.ts';
import { initHash, xxh64 } from '../hash/index.ts';
import type { Json } from '../json.ts';
import { diceOf, everyKind, randomTick, randomWorld, valueFor } from '../testing/schedule.ts';
import type { Arena, Entity, WorldLayout } from './index.ts';
import { createArena, generationOf, indexOf, layoutHashOf, makeEntity, restoreArena } from './index.ts';

const layoutOf = (types: WorldLayout['types']): WorldLayout => ({ types, layoutHash: layoutHashOf(types) });
const layout = layoutOf(everyKind);
const seeds = Array.from({ length: 25 }, (_, i) => 1000 + i);

beforeAll(initHash);

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof LedgerError) return error.code;
    throw error;
  }
  return 'nothing refused';
};

describe('a state is its bytes:', () => {
  test.each(seeds)('a restored world goes on exactly as the one that was never saved (seed %d)', (seed) => {
    const straight = randomWorld(layout, seed, 20);
    let other = restoreArena(layout, straight.snapshot());
    const [a, b] = [diceOf(seed + 7), diceOf(seed + 7)];
    for (let tick = 0; tick < 30; tick++) {
      randomTick(straight, a);
      randomTick(other, b);
      expect(other.hash64()).toBe(straight.hash64());
      if (tick % 4 === 0) other = restoreArena(layout, other.snapshot());
      if (tick % 5 === 0) other.restore(straight.snapshot());
    }
    expect(other.snapshot()).toEqual(straight.snapshot());
    straight.check();
    other.check();
  });

  test.each(seeds)('capacity leaves no trace (seed %d)', (seed) => {
    expect(randomWorld(layout, seed, 40, 5000).snapshot()).toEqual(randomWorld(layout, seed, 40).snapshot());
  });

  test.each(seeds)('rolling back over another future leaves no trace (seed %d)', (seed) => {
    const arena = randomWorld(layout, seed, 15);
    const start = arena.snapshot();
    const wrong = diceOf(seed + 99);
    for (let i = 0; i < 12; i++) randomTick(arena, wrong);
    arena.restore(start);
    expect(arena.snapshot()).toEqual(start);
    const [a, b] = [diceOf(seed), diceOf(seed)];
    const fresh = restoreArena(layout, start);
    for (let i = 0; i < 12; i++) {
      randomTick(arena, a);
      randomTick(fresh, b);
    }
    expect(arena.snapshot()).toEqual(fresh.snapshot());
  });

  test('two histories that reach one state have one hash', () => {
    const one = createArena(layout);
    const two = createArena(layout);
    const [a, b] = [one.spawn('a'), one.spawn('b')];
    one.add(a, 'Note', { text: 'x' });
    one.add(b, 'Mark');
    const [c, d] = [two.spawn('a'), two.spawn('b')];
    two.add(d, 'All', { name: 'nobody' });
    two.add(d, 'Mark');
    two.add(c, 'Arrays', { orders: [1, 2, 3, 4] });
    two.setParent(d, c);
    two.add(c, 'Note', { text: 'nobody', about: 'b' });
    two.remove(c, 'Arrays');
    two.remove(d, 'All');
    two.setParent(d, null);
    two.set(c, 'Note', { text: 'x', about: null });
    // The texts of the two differ ('nobody' was interned); with the same texts the worlds are the same.
    const same = createArena(layout, { texts: ['a', 'b', 'x', 'nobody'] });
    const also = createArena(layout, { texts: ['nobody', 'x', 'b', 'a'] });
    for (const arena of [same, also]) {
      const e = arena.spawn('a');
      const f = arena.spawn('b');
      if (arena === also) {
        arena.add(f, 'All');
        arena.add(e, 'Arrays', { names: ['x', 'nobody', ''] });
        arena.setParent(f, e);
        arena.setParent(f, null);
        arena.remove(e, 'Arrays');
        arena.remove(f, 'All');
      }
      arena.add(arena === also ? f : e, arena === also ? 'Mark' : 'Note', arena === also ? undefined : { text: 'x' });
      arena.add(arena === also ? e : f, arena === also ? 'Note' : 'Mark', arena === also ? { text: 'x' } : undefined);
    }
    expect(also.hash64()).toBe(same.hash64());
    expect(one.hash64()).not.toBe(two.hash64());
  });

  test('every input of the future is in the hash', () => {
    const base = (): Arena => {
      const arena = createArena(layout, { seed: 1 });
      arena.add(arena.spawn('a'), 'All');
      arena.add(arena.spawn('b'), 'Arrays');
      return arena;
    };
    const changes: ((arena: Arena) => void)[] = [
      (a) => {
        a.tick = 1;
      },
      (a) => {
        a.seed = 2;
      },
      (a) => {
        a.stepMicros = 50_000;
      },
      (a) => a.spawn(),
      (a) => a.despawn(a.byKey('b')!),
      (a) => a.intern('new'),
      (a) => a.random('dice'),
      (a) => a.timers.after(1, { source: 's', name: 'n' }),
      (a) => a.senders.accept(1, 1),
      (a) => a.setParent(a.byKey('b')!, a.byKey('a')!),
      (a) => a.add(a.byKey('b')!, 'Mark'),
      (a) => a.remove(a.byKey('a')!, 'All'),
      ...Object.entries(everyKind[0]!.fields).map(([field, spec]) => (a: Arena): void => {
        const dice = diceOf(5);
        const before = JSON.stringify(a.getField(a.byKey('a')!, 'All', field));
        let value: Json = valueFor(spec, dice, ['a', 'b']);
        while (JSON.stringify(value) === before) value = valueFor(spec, dice, ['a', 'b']);
        a.set(a.byKey('a')!, 'All', { [field]: value });
      }),
    ];
    const hashes = changes.map((change) => {
      const arena = base();
      change(arena);
      return arena.hash64();
    });
    expect(new Set([base().hash64(), ...hashes]).size).toBe(changes.length + 1);
  });
});

describe('values', () => {
  test.each(seeds)('come back as they were written, for every kind (seed %d)', (seed) => {
    const arena = createArena(layout);
    const dice = diceOf(seed);
    const names = ['one', 'two', arena.nameOf(arena.spawn())];
    for (const key of ['one', 'two']) arena.spawn(key);
    for (const { name, fields } of everyKind) {
      const entity = arena.spawn();
      const value = Object.fromEntries(Object.entries(fields).map(([field, spec]) => [field, valueFor(spec, dice, names)]));
      arena.add(entity, name, value);
      expect(arena.get(entity, name)).toEqual(value);
    }
    arena.check();
  });

  test('absent fields have their defaults, texts and vectors included', () => {
    const arena = createArena(layout);
    const entity = arena.spawn();
    arena.add(entity, 'All', { small: 7 });
    expect(arena.get(entity, 'All')).toMatchObject({
      small: 7,
      flag: true,
      signed: -5,
      mood: 'busy',
      may: ['b'],
      name: 'nobody',
      place: [1, 2, 3],
      turn: [0, 0, 0, 1],
      cost: '0.5000',
      color: '#ffffff',
    });
  });

  test('an f32 comes back as it was typed', () => {
    const arena = createArena(layout);
    const entity = arena.spawn();
    for (const x of [0.1, 0.3, 1.7, -9.99, 1e-7, 3.3333333]) {
      arena.add(entity, 'All', { single: x });
      expect(Math.fround(arena.getField(entity, 'All', 'single') as number)).toBe(Math.fround(x));
    }
    arena.set(entity, 'All', { single: 0.1 });
    expect(arena.getField(entity, 'All', 'single')).toBe(0.1);
  });

  test('a text that makes the world grow while it is written arrives (a write into the column from before the growth was lost)', () => {
    const arena = createArena(layout);
    const entities = Array.from({ length: 300 }, () => arena.spawn());
    entities.forEach((entity, i) => arena.add(entity, 'Arrays', { names: [`a${i}`, `b${i}`, `c${i}`] }));
    entities.forEach((entity, i) => expect(arena.getField(entity, 'Arrays', 'names')).toEqual([`a${i}`, `b${i}`, `c${i}`]));
  });

  test('minus zero is zero at the edge', () => {
    const arena = createArena(layout);
    const entity = arena.spawn();
    arena.add(entity, 'All', { double: -0, single: -0, cost: '-0', place: [-0, 0, -0] });
    expect(Object.is(arena.column('All', 'double')[0], 0)).toBe(true);
    expect(arena.lanes('All', 'place').map((lane) => Object.is(lane[0], 0))).toEqual([true, true, true]);
  });

  test.each([
    ['NaN', { double: NaN }],
    ['infinity', { single: Infinity }],
    ['beyond the declared range', { single: 10.5 }],
    ['beyond the kind', { small: 65_536 }],
    ['a fraction', { count: 1.5 }],
    ['another enum', { mood: 'sad' }],
    ['an unknown flag', { may: ['d'] }],
    ['a decimal as a number', { cost: 1.5 }],
    ['too many digits', { cost: '0.12345' }],
    ['2^53', { cost: '900719925474.0992' }],
    ['a name for a color', { color: 'red' }],
    ['two lanes of three', { place: [1, 2] }],
    ['half a character', { name: '\ud83d' }],
    ['a text of 65,537 bytes', { name: 'x'.repeat(65_537) }],
    ['a number for a text', { name: 5 }],
    ['null for a number', { count: null }],
  ] as const)('refused: %s', (_, value) => {
    const arena = createArena(layout);
    const entity = arena.spawn();
    const before = arena.hash64();
    expect(codeOf(() => arena.add(entity, 'All', value))).toBe('value-refused');
    expect(arena.hash64()).toBe(before);
  });

  test('a refusal names the field, the value and what the field takes', () => {
    const arena = createArena(layout);
    expect(() => arena.add(arena.spawn(), 'All', { mood: 'sad' })).toThrow('All.mood cannot be "sad": expected one of calm, busy, angry.');
    expect(() => arena.add(arena.spawn(), 'All', { modo: 'sad' })).toThrow('All has no field "modo".');
    expect(codeOf(() => arena.add(arena.spawn(), 'Alll'))).toBe('component-unknown');
    expect(codeOf(() => arena.add(arena.spawn(), 'Note', { about: 'nobody here' }))).toBe('entity-unknown');
    expect(codeOf(() => arena.set(arena.spawn(), 'Note', {}))).toBe('component-absent');
    expect(codeOf(() => arena.column('All', 'place'))).toBe('column-lanes');
    expect(codeOf(() => arena.column('All', 'nothing'))).toBe('field-unknown');
  });
});

describe('entities', () => {
  test('an id never means another entity, until its index has lived 2,047 lives, and then the index rests', () => {
    const arena = createArena(layout);
    const ids = new Set<Entity>();
    let last: Entity | undefined;
    for (let i = 0; i < 2047; i++) {
      const entity = arena.spawn();
      expect(indexOf(entity)).toBe(0);
      expect(ids.has(entity)).toBe(false);
      expect(last !== undefined && arena.alive(last)).toBe(false);
      ids.add(entity);
      arena.despawn(entity);
      last = entity;
    }
    expect(indexOf(arena.spawn())).toBe(1);
    for (const id of ids) expect(arena.alive(id)).toBe(false);
  });

  test('an id packs index and generation', () => {
    const entity = makeEntity(1_048_575, 2047);
    expect([entity, indexOf(entity), generationOf(entity)]).toEqual([0x7fff_ffff, 1_048_575, 2047]);
  });

  test('what is gone is refused by name', () => {
    const arena = createArena(layout);
    const entity = arena.spawn();
    arena.despawn(entity);
    for (const act of [
      () => arena.add(entity, 'Mark'),
      () => arena.despawn(entity),
      () => arena.setParent(entity, null),
      () => arena.childrenOf(entity),
    ])
      expect(codeOf(act)).toBe('entity-gone');
    expect([arena.get(entity, 'Mark'), arena.has(entity, 'Mark'), arena.keyOf(entity)]).toEqual([undefined, false, undefined]);
  });

  test('a reference to what is gone reads as null, even when another lives in its place', () => {
    const arena = createArena(layout);
    const [target, holder] = [arena.spawn('target'), arena.spawn()];
    arena.add(holder, 'Note', { about: 'target' });
    arena.despawn(target);
    arena.spawn('other');
    expect(arena.getField(holder, 'Note', 'about')).toBe(null);
  });

  test('keys find entities, are unique, and are free again when their entity ends', () => {
    const arena = createArena(layout);
    const entity = arena.spawn('gate');
    expect(arena.byKey('gate')).toBe(entity);
    expect(arena.keyOf(entity)).toBe('gate');
    expect(codeOf(() => arena.spawn('gate'))).toBe('key-taken');
    expect(codeOf(() => arena.spawn('e:5'))).toBe('key-refused');
    arena.despawn(entity);
    expect(arena.byKey('gate')).toBe(undefined);
    const next = arena.spawn('gate');
    expect([next === entity, arena.byKey('gate')]).toEqual([false, next]);
    const nameless = arena.spawn();
    expect(arena.byKey(arena.nameOf(nameless))).toBe(nameless);
    expect(arena.byKey('e:999999')).toBe(undefined);
  });

  test('an ended entity leaves zeros everywhere', () => {
    const arena = createArena(layout);
    const keep = arena.spawn();
    const entity = arena.spawn('full');
    for (const { name } of everyKind) arena.add(entity, name);
    arena.setParent(entity, keep);
    arena.despawn(entity);
    arena.check();
    expect(arena.childrenOf(keep)).toEqual([]);
  });

  test('the end of a parent is the end of all below it, wherever their indices lie', () => {
    const arena = createArena(layout);
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((key) => arena.spawn(key)) as [Entity, Entity, Entity, Entity, Entity];
    arena.setParent(a, c);
    arena.setParent(d, c);
    arena.setParent(b, a);
    expect(arena.childrenOf(c)).toEqual([a, d]);
    expect(codeOf(() => arena.setParent(c, b))).toBe('parent-circle');
    expect(codeOf(() => arena.setParent(c, c))).toBe('parent-circle');
    arena.despawn(c);
    expect([a, b, c, d, e].map((entity) => arena.alive(entity))).toEqual([false, false, false, false, true]);
    expect(arena.count).toBe(1);
  });
});

describe('structural changes inside a system', () => {
  test('wait for its end and apply in call order', () => {
    const arena = createArena(layout);
    const first = arena.spawn('first');
    arena.defer();
    const second = arena.spawn('second');
    arena.add(second, 'Note', { about: 'second', text: 'hello' });
    arena.setParent(second, first);
    arena.add(first, 'Mark');
    arena.remove(first, 'Mark');
    arena.add(first, 'Mark');
    expect([arena.alive(second), arena.has(first, 'Mark'), arena.count]).toEqual([false, false, 1]);
    expect(codeOf(() => arena.hash64())).toBe('structure-pending');
    expect(codeOf(() => arena.spawn('second'))).toBe('key-taken');
    arena.flush();
    expect([arena.byKey('second'), arena.parentOf(second), arena.has(first, 'Mark')]).toEqual([second, first, true]);
    expect(arena.get(second, 'Note')).toEqual({ about: 'second', text: 'hello' });
  });

  test('a change whose entity ends meanwhile is dropped, and a circle made of two changes keeps the first', () => {
    const arena = createArena(layout);
    const [a, b, c] = [arena.spawn(), arena.spawn(), arena.spawn()];
    arena.defer();
    arena.despawn(a);
    arena.add(a, 'All');
    arena.despawn(a);
    arena.setParent(b, c);
    arena.setParent(c, b);
    arena.setParent(b, c);
    const d = arena.spawn();
    arena.despawn(d);
    arena.flush();
    expect([arena.alive(a), arena.parentOf(b), arena.parentOf(c), arena.alive(d), arena.count]).toEqual([false, c, undefined, false, 2]);
    arena.check();
  });

  test('ids promised inside are the ids spawned outside, free list included', () => {
    const [inside, outside] = [createArena(layout), createArena(layout)];
    const ids: Entity[][] = [inside, outside].map((arena) => {
      const all = Array.from({ length: 100 }, () => arena.spawn());
      for (const i of [3, 50, 7, 99, 20]) arena.despawn(all[i]!);
      if (arena === inside) arena.defer();
      const more = Array.from({ length: 300 }, () => arena.spawn());
      if (arena === inside) arena.flush();
      return more;
    });
    expect(ids[0]).toEqual(ids[1]);
    expect(inside.snapshot()).toEqual(outside.snapshot());
    expect(indexOf(ids[0]![0]!)).toBe(20);
  });

  test('every promised entity can be given parts before it lives, on a fresh index and on a used one', () => {
    const arena = createArena(layout);
    arena.despawn(arena.spawn());
    arena.defer();
    const [used, fresh, last] = [arena.spawn(), arena.spawn(), arena.spawn()];
    for (const entity of [used, fresh, last]) arena.add(entity, 'Mark');
    expect(codeOf(() => arena.add(makeEntity(3, 1), 'Mark'))).toBe('entity-gone');
    expect(codeOf(() => arena.add(makeEntity(0, 1), 'Mark'))).toBe('entity-gone');
    arena.flush();
    expect(arena.query('Mark').entities()).toEqual([used, fresh, last]);
  });

  test('flush inside a visit is refused', () => {
    const arena = createArena(layout);
    arena.spawn();
    expect(codeOf(() => arena.query().each(() => arena.flush()))).toBe('structure-visiting');
    expect(arena.count).toBe(1);
    arena.check();
  });

  test('a visit sees the state at its beginning, in ascending order', () => {
    const arena = createArena(layout);
    for (let i = 0; i < 70; i++) arena.add(arena.spawn(), 'Mark');
    const seen: number[] = [];
    const marks = arena.query('Mark');
    marks.each((index) => {
      seen.push(index);
      if (index % 2 === 0) arena.despawn(arena.entityAt(index + 1));
      arena.add(arena.spawn(), 'Mark');
    });
    expect(seen).toEqual(Array.from({ length: 70 }, (_, i) => i));
    expect(marks.count()).toBe(35 + 70);
  });

  test('columns stay where they are while a system runs, whatever it interns', () => {
    const arena = createArena(layout);
    const entity = arena.spawn();
    arena.add(entity, 'All');
    arena.defer();
    const { version } = arena;
    const counts = arena.column('All', 'count');
    for (let i = 0; i < 500; i++) {
      arena.intern(`a rather long text ${i}`);
      arena.random(`stream ${i}`);
      arena.timers.after(1 + i, { source: 'test', name: 'n' });
      arena.senders.accept(i, 1);
      arena.spawn(`new ${i}`);
      counts[0]!++;
    }
    expect([arena.version, arena.getField(entity, 'All', 'count')]).toEqual([version, 500]);
    arena.flush();
    expect([arena.version === version, arena.getField(entity, 'All', 'count'), arena.count]).toEqual([false, 500, 501]);
    expect(restoreArena(layout, arena.snapshot()).hash64()).toBe(arena.hash64());
  });
});

describe('queries', () => {
  test.each(seeds)('give what a plain scan gives, ascending, by every way of asking (seed %d)', (seed) => {
    const arena = createArena(layout);
    const dice = diceOf(seed);
    const names = everyKind.map(({ name }) => name);
    for (let i = 0; i < 300; i++) {
      const entity = arena.spawn();
      for (const name of names) if (dice.roll(8) < [1, 4, 7, 8][names.indexOf(name)]!) arena.add(entity, name);
    }
    for (const entity of arena.query().entities()) if (dice.chance(5)) arena.despawn(entity);
    const masks = Array.from({ length: 30 }, () => ({ all: names.filter(() => dice.chance(3)), none: names.filter(() => dice.chance(4)) }));
    for (const { all, none } of masks) {
      const query = arena.queryWithout(all, none);
      const scan: number[] = [];
      for (let index = 0; index < arena.highWater; index++) {
        const entity = arena.entityAt(index);
        if (arena.alive(entity) && all.every((name) => arena.has(entity, name)) && !none.some((name) => arena.has(entity, name)))
          scan.push(index);
      }
      const each: number[] = [];
      query.each((index) => each.push(index));
      const runs = [...query.runs()];
      const fromRuns: number[] = [];
      for (let r = 0; r < runs.length; r += 2) for (let index = runs[r]!; index < runs[r + 1]!; index++) fromRuns.push(index);
      expect(each).toEqual(scan);
      expect(fromRuns).toEqual(scan);
      expect([...query.indices()]).toEqual(scan);
      expect(query.entities().map(indexOf)).toEqual(scan);
      expect([query.count(), query.first()]).toEqual([scan.length, scan[0] ?? -1]);
      for (let i = 2; i < runs.length; i++) expect(runs[i]).toBeGreaterThan(runs[i - 1]!);
    }
  });
});

describe('texts', () => {
  test("the level's own come first, sorted by code unit, and '' is 0", () => {
    const arena = createArena(layout, { texts: ['b', 'Z', 'ä', 'a', 'b', ''] });
    expect([0, 1, 2, 3, 4].map((id) => arena.text(id))).toEqual(['', 'Z', 'a', 'b', 'ä']);
    expect(arena.intern('b')).toBe(3);
    expect(arena.intern('new')).toBe(5);
    expect(codeOf(() => arena.text(6))).toBe('text-id');
  });

  test('texts that nothing names any more are dropped once enough gather, in every copy of the world at the same tick', () => {
    const arena = createArena(layout, { texts: ['kept'] });
    const entity = arena.spawn('the label');
    arena.add(entity, 'Note');
    arena.add(entity, 'Arrays');
    const copy = restoreArena(layout, arena.snapshot());
    for (let i = 0; i < 6000; i++) {
      for (const world of [arena, copy]) {
        world.set(entity, 'Note', { text: `week ${i}` });
        if (i % 100 === 0) world.set(entity, 'Arrays', { names: [`a${i}`, 'kept', `week ${i}`] });
        if (i === 3000) world.timers.after(9000, { source: 'script', name: 'late', payload: '{"kept":true}' });
        if (i === 3000) world.random('a stream');
        world.advance();
      }
      if (i % 500 === 0) copy.restore(arena.snapshot());
    }
    expect(arena.hash64()).toBe(copy.hash64());
    expect(arena.textEpoch).toBe(1);
    expect(arena.intern('probe')).toBeLessThan(2100);
    expect([arena.getField(entity, 'Note', 'text'), arena.getField(entity, 'Arrays', 'names')]).toEqual([
      'week 5999',
      ['a5900', 'kept', 'week 5900'],
    ]);
    expect(arena.timers.pending()).toMatchObject([{ source: 'script', name: 'late', payload: '{"kept":true}' }]);
    expect(arena.streams.counts()).toEqual([['a stream', 1]]);
    expect([arena.byKey('the label'), arena.intern('kept')]).toEqual([entity, 1]);
    arena.check();
  });
});

describe('timers', () => {
  test.each(seeds)('fire by due tick, then in the order they were set (seed %d)', (seed) => {
    const arena = createArena(layout);
    const dice = diceOf(seed);
    const set: { id: number; due: number }[] = [];
    const fired: number[] = [];
    for (let tick = 0; tick < 60; tick++) {
      fired.push(...arena.timers.due().map(({ id }) => id));
      for (let i = dice.roll(5); i > 0 && tick < 40; i--) {
        const ticks = 1 + dice.roll(12);
        set.push({ id: arena.timers.after(ticks, { source: 's', name: 'n' }), due: tick + ticks });
      }
      if (dice.chance(4) && set.length > 0) {
        const { id } = dice.pick(set);
        if (arena.timers.cancel(id))
          set.splice(
            set.findIndex((timer) => timer.id === id),
            1,
          );
      }
      arena.advance();
    }
    expect(fired).toEqual([...set].sort((a, b) => a.due - b.due || a.id - b.id).map(({ id }) => id));
  });

  test('a timer waits at least one tick', () => {
    expect(codeOf(() => createArena(layout).timers.after(0, { source: 's', name: 'n' }))).toBe('timer-ticks');
  });
});

describe('random streams', () => {
  test('are named: each gives its own numbers whatever the others do, and goes on after a restore', () => {
    const one = createArena(layout, { seed: 9 });
    const alone = Array.from({ length: 6 }, () => one.random('dice'));
    const two = createArena(layout, { seed: 9 });
    const mixed = Array.from({ length: 3 }, () => [two.random('cards'), two.random('dice')][1]);
    const later = restoreArena(layout, two.snapshot());
    mixed.push(later.random('dice'), later.random('dice'), later.random('dice'));
    expect(mixed).toEqual(alone);
    expect(createArena(layout, { seed: 10 }).random('dice')).not.toBe(alone[0]);
    expect(
      [...Array(200)].every(() => {
        const n = later.randomInt('die', 1, 6);
        return n >= 1 && n <= 6;
      }),
    ).toBe(true);
  });
});

describe('growth', () => {
  test('a world of 20,000 entities grown one by one is the world that had room from the start', () => {
    const small = layoutOf([{ name: 'N', fields: { n: { kind: 'u32' }, text: { kind: 'string' } } }]);
    const [grown, roomy] = [createArena(small), createArena(small, { capacity: 20_000 })];
    for (const arena of [grown, roomy])
      for (let i = 0; i < 20_000; i++)
        arena.add(arena.spawn(i % 3 === 0 ? `k${i}` : undefined), 'N', { n: i, text: i % 7 === 0 ? `t${i % 100}` : '' });
    expect([grown.capacity, roomy.capacity]).toEqual([32_768, 32_768]);
    expect(grown.hash64()).toBe(roomy.hash64());
    expect(grown.byKey('k19998')).toBe(roomy.byKey('k19998'));
  });

  test('blocks of entities that lack a component take no room in a snapshot', () => {
    const arena = createArena(layout);
    for (let i = 0; i < 10_000; i++) arena.spawn();
    const without = arena.snapshot().length;
    arena.add(arena.entityAt(5000), 'All');
    expect(arena.snapshot().length - without).toBeLessThan(32 * 120);
  });
});

test('a snapshot into a ring of buffers has the same bytes, and their hash is the state hash', () => {
  const arena = randomWorld(layout, 3, 20);
  const frame = new Uint8Array(arena.bytes.length).fill(0xff);
  const written = arena.snapshot(frame);
  expect(written.buffer).toBe(frame.buffer);
  expect(written).toEqual(arena.snapshot());
  expect(xxh64(written)).toBe(arena.hash64());
  expect(arena.snapshot(new Uint8Array(16)).buffer.byteLength).toBeGreaterThan(16);
});

describe('refused rather than misread:', () => {
  const arena = (): Arena => randomWorld(layout, 5, 10);
  test('bytes that are no world', () => {
    expect(codeOf(() => restoreArena(layout, new Uint8Array(10)))).toBe('checkpoint-length');
    expect(codeOf(() => restoreArena(layout, new Uint8Array(1000)))).toBe('checkpoint-magic');
  });
  test('a world of another format or of other component types', () => {
    const bytes = arena().snapshot();
    bytes[4]! ^= 0xff;
    expect(codeOf(() => restoreArena(layout, bytes))).toBe('checkpoint-format');
    expect(codeOf(() => restoreArena(layoutOf(everyKind.slice(1)), arena().snapshot()))).toBe('checkpoint-layout');
  });
  test('a world cut short anywhere, or with something behind it', () => {
    const bytes = arena().snapshot();
    for (let length = 0; length < bytes.length; length += 8)
      expect(codeOf(() => restoreArena(layout, bytes.subarray(0, length)))).toBe('checkpoint-length');
    expect(codeOf(() => restoreArena(layout, new Uint8Array([...bytes, ...new Uint8Array(8)])))).toBe('checkpoint-length');
  });
  test('a world whose counts promise more than it has', () => {
    const bytes = arena().snapshot();
    new Uint32Array(bytes.buffer)[8] = 0xffff_ffff;
    expect(codeOf(() => restoreArena(layout, bytes))).toBe('checkpoint-length');
  });
  test('after a refusal the world that was to become it is empty and usable', () => {
    const world = arena();
    const bytes = world.snapshot();
    expect(codeOf(() => world.restore(bytes.subarray(0, bytes.length - 8)))).toBe('checkpoint-length');
    world.restore(bytes);
    expect(world.snapshot()).toEqual(bytes);
  });
  test('more entities than ids', () => {
    const small = createArena(layoutOf([{ name: 'M', fields: {} }]), { capacity: 1 << 20 });
    small.defer();
    for (let i = 0; i < 1 << 20; i++) small.spawn();
    small.flush();
    expect(codeOf(() => small.spawn())).toBe('world-full');
    expect(small.count).toBe(1 << 20);
  });
});

describe('check finds what a system must not write:', () => {
  test.each([
    ['NaN', 'double', NaN],
    ['infinity', 'single', Infinity],
    ['a decimal of -0', 'cost', -0],
    ['a fraction of a decimal', 'cost', 0.5],
    ['a bool of 2', 'flag', 2],
    ['an enum beyond its options', 'mood', 3],
    ['unknown flags', 'may', 8],
    ['a color beyond white', 'color', 0x100_0000],
    ['a text that is none', 'name', 999],
  ] as const)('%s', (_, field, value) => {
    const arena = createArena(layout);
    const entity = arena.spawn('hero');
    arena.add(entity, 'All');
    arena.check();
    arena.column('All', field)[indexOf(entity)] = value;
    expect(() => arena.check()).toThrow(`hero.All.${field}`);
  });
  test('a value where the entity lacks the component', () => {
    const arena = createArena(layout);
    arena.spawn();
    arena.column('All', 'count')[0] = 1;
    expect(codeOf(() => arena.check())).toBe('world-check');
  });
});
