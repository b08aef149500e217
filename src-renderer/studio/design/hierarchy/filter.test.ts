import { describe, expect, it } from 'vitest';
import type { EntityData } from '../../../../engine/model/level.ts';
import { answers, type Facts, isKnown, namesIn, parseFilter, withoutTerm } from './filter.ts';

const entity = (name: string, ...components: string[]): EntityData => ({
  name,
  parent: null,
  order: 'a0',
  components: Object.fromEntries(components.map((component) => [component, {}])),
});
const entities = {
  lamp: entity('Street lamp', 'Transform', 'Light'),
  oak: entity('Oak tree', 'Transform', 'Shape'),
  crate: entity('Crate', 'Transform', 'Shape'),
};
const facts: Facts = {
  hidden: new Set(['lamp']),
  locked: new Set(['oak']),
  problems: new Map([['crate', 'error']]),
  prefabOf: (key) => (key === 'oak' ? 'Oak tree' : undefined),
};
const found = (query: string): string[] =>
  Object.entries(entities).flatMap(([key, one]) => (answers(parseFilter(query), key, one, facts) ? [key] : []));

describe('a search of the tree', () => {
  it.each([
    ['', ['lamp', 'oak', 'crate']],
    ['tree oak', ['oak']],
    ['"street l"', ['lamp']],
    ['light', ['lamp']],
    ['type:Shape', ['oak', 'crate']],
    ['TYPE:sha -is:locked', ['crate']],
    ['is:hidden', ['lamp']],
    ['is:instance', ['oak']],
    ['has:problem', ['crate']],
    ['prefab:"oak tree"', ['oak']],
    ['-type:Light r', ['oak', 'crate']],
    ['is:blue', []],
  ])('%s', (query, keys) => expect(found(query)).toEqual(keys));

  it('tells its words, what it does not know, and itself without one of its terms', () => {
    const terms = parseFilter('lamp type:Light -oak is:blue');
    expect(namesIn(terms)).toEqual(['lamp']);
    expect(terms.map((term) => isKnown(term, ['Light'], []))).toEqual([true, true, true, false]);
    expect(withoutTerm('lamp type:Light  -oak', terms[1]!)).toBe('lamp -oak');
  });
});
