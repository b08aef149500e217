import { describe, expect, it } from 'vitest';
import { search } from './search.ts';

const things = [
  { id: 'a', label: 'Rotate' },
  { id: 'b', label: 'Show Console' },
  { id: 'c', label: 'Console of the ship' },
  { id: 'd', label: 'Theme of the system', words: 'dark light appearance' },
  { id: 'e', label: 'بيت الشحن' },
];
const found = (query: string, recent: string[] = []): string[] => search(things, query, 10, recent).map(({ id }) => id);

describe('a search by words', () => {
  it.each([
    ['console', ['c', 'b']],
    ['ship con', ['c']],
    ['dark', ['d']],
    ['tate', ['a']],
    ['الشحن', ['e']],
    ['nothing', []],
  ])('%s', (query, ids) => expect(found(query)).toEqual(ids));

  it('puts what was used lately first, but no worse match before a better one', () => {
    expect(found('', ['d', 'b'])).toEqual(['d', 'b', 'a', 'c', 'e']);
    expect(found('console', ['b'])).toEqual(['c', 'b']);
    expect(found('th', ['c'])).toEqual(['d', 'c']);
  });

  it('finds the one among fifty thousand', () => {
    const crates = Array.from({ length: 50_000 }, (_, index) => ({ id: `e${index}`, label: `Crate ${index}` }));
    expect(search(crates, 'crate 43210', 60).map(({ id }) => id)).toEqual(['e43210']);
    expect(search(crates, 'crate', 60)).toHaveLength(60);
  });
});
