import { LedgerError } from '../error.ts';
import type { Entity } from './entity.ts';
import { entityAt, indexOf, isAlive } from './entity.ts';
import type { Column, Memory } from './memory.ts';
import { WORD } from './memory.ts';
import { CORE } from './plan.ts';

/**
 * Finds states that no run of the kernel leaves, in what the kernel itself keeps: texts, keys, freed indices, parents, timers, streams,
 * senders. Bytes that came from elsewhere may hold such states although their length and hash fit.
 */

const refuse = (what: string): LedgerError =>
  new LedgerError({
    code: 'checkpoint-state',
    message: `The checkpoint holds no state that a world can be in: ${what}.`,
    hint: 'Fetch it again, or replay from an earlier one.',
  });

const expect = (holds: boolean, what: string): void => {
  if (!holds) throw refuse(what);
};

const each = (column: Column, count: number, holds: (value: number, index: number) => boolean, what: string): void => {
  for (let i = 0; i < count; i++) if (!holds(column[i]!, i)) throw refuse(`${what} (${i})`);
};

const ascending = (column: Column, count: number, strictly: boolean, what: string): void =>
  each(column, count, (value, i) => i === 0 || (strictly ? value > column[i - 1]! : value >= column[i - 1]!), what);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const checkTexts = (memory: Memory): void => {
  const count = memory.length('string');
  const ends = memory.views[CORE.textEnd]!;
  const bytes = memory.views[CORE.text] as Uint8Array;
  expect(count >= 1 && ends[0] === 0, 'the first text is not the empty one');
  ascending(ends, count, false, 'texts end before they begin');
  expect(ends[count - 1] === memory.length('text'), 'texts and their bytes differ in length');
  expect(memory.header[WORD.keptStrings]! <= count, 'more texts are kept than there are');
  const seen = new Set<string>();
  for (let id = 0; id < count; id++) {
    let text: string;
    try {
      text = decoder.decode(bytes.slice(id === 0 ? 0 : ends[id - 1]!, ends[id]));
    } catch {
      throw refuse(`text ${id} is no UTF-8`);
    }
    expect(!seen.has(text), `text ${id} is there twice`);
    seen.add(text);
  }
};

const checkEntities = (memory: Memory): void => {
  const high = memory.length('entity');
  const texts = memory.length('string');
  const alive = memory.alive;
  const isLiving = (index: number): boolean => (alive[index >>> 5]! & (1 << (index & 31))) !== 0;
  const beyond = high & 31;
  expect(beyond === 0 || alive[high >>> 5]! >>> beyond === 0, 'entities live beyond the last index');
  each(
    memory.views[CORE.generation]!,
    high,
    (value, i) => (isLiving(i) ? value >= 1 && value <= 4095 : value <= 4096),
    'a generation is none',
  );
  const freed = memory.views[CORE.free]!;
  const free = new Set<number>();
  each(
    freed,
    memory.length('free'),
    (index) => index < high && !isLiving(index) && !free.has(index) && free.add(index) !== undefined,
    'a freed index is not free',
  );
  const keys = memory.views[CORE.key]!;
  const owners = memory.views[CORE.keyOwner]!;
  each(
    keys,
    high,
    (key, i) => key === 0 || (key < texts && isLiving(i) && owners[key] === entityAt(memory, i)),
    'a key is not its entity’s',
  );
  each(
    owners,
    texts,
    (owner, key) => owner === 0 || (isAlive(memory, owner as Entity) && keys[indexOf(owner as Entity)] === key),
    'an owner of a key is not its entity',
  );
  checkParents(memory, high, isLiving);
};

const checkParents = (memory: Memory, high: number, isLiving: (index: number) => boolean): void => {
  const parents = memory.views[CORE.parent]!;
  const counted = new Uint32Array(high);
  each(
    parents,
    high,
    (parent, i) => {
      if (parent === 0) return true;
      if (!isLiving(i) || !isAlive(memory, parent as Entity)) return false;
      counted[indexOf(parent as Entity)]!++;
      return true;
    },
    'a parent is not there',
  );
  each(memory.views[CORE.children]!, high, (count, i) => count === counted[i], 'children are miscounted');
  // 0 unknown, 1 on the way up, 2 leads to the top.
  const state = new Uint8Array(high);
  for (let i = 0; i < high; i++) {
    const way: number[] = [];
    let at = i;
    while (state[at] === 0) {
      state[at] = 1;
      way.push(at);
      const parent = parents[at]!;
      if (parent === 0) break;
      at = indexOf(parent as Entity);
      expect(state[at] !== 1, `entity ${i} is below itself`);
    }
    for (const one of way) state[one] = 2;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Throws LedgerError `checkpoint-state` for the first fault. */
export const checkReferences = (memory: Memory, text: (id: number) => string): void => {
  checkTexts(memory);
  checkEntities(memory);
  const texts = memory.length('string');
  const isText = (id: number): boolean => id < texts;
  const timers = memory.length('timer');
  ascending(memory.views[CORE.timerDue]!, timers, false, 'timers are out of order');
  for (const section of [CORE.timerSource, CORE.timerName, CORE.timerPayload])
    each(memory.views[section]!, timers, isText, 'a timer names no text');
  each(memory.views[CORE.timerPayload]!, timers, (id) => id === 0 || isJson(text(id)), 'what a timer carries is no JSON');
  each(
    memory.views[CORE.timerId]!,
    timers,
    (id) => id >= 1 && id <= memory.header[WORD.nextTimer]!,
    'a timer has a number that was never given',
  );
  const streams = memory.length('stream');
  each(memory.views[CORE.streamName]!, streams, isText, 'a random stream names no text');
  each(memory.views[CORE.streamCount]!, streams, (count) => Number.isSafeInteger(count) && count >= 0, 'a random stream has no count');
  ascending(memory.views[CORE.senderId]!, memory.length('sender'), true, 'senders are out of order');
};
