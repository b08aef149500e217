import type { EntityData } from '../../../../engine/model/level.ts';

/** What a search of the tree asks for besides names: `type:Light`, `is:hidden`, `has:problem`, `prefab:Crate`, `tag:night`. */
export const filterKeys = ['type', 'is', 'has', 'prefab', 'tag'] as const;
export type FilterKey = (typeof filterKeys)[number];

export interface Term {
  /** undefined: a word of the name, or a component. */
  key: FilterKey | undefined;
  /** In small letters. */
  value: string;
  /** With a minus before it: what does not have it. */
  not: boolean;
  /** As it was typed. */
  text: string;
}

/** What is known of entities beside what they are. */
export interface Facts {
  hidden: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  problems: ReadonlyMap<string, unknown>;
  prefabOf: (key: string) => string | undefined;
}

const term = /(-?)(?:(type|is|has|prefab|tag):)?(?:"([^"]*)"?|(\S+))/giu;

/** The terms of a search, all of which must hold. Quotes keep words together: `prefab:"Oak tree"`. */
export function parseFilter(query: string): readonly Term[] {
  return [...query.matchAll(term)].flatMap(([text, minus, key, quoted, plain]): Term[] => {
    const value = (quoted ?? plain ?? '').toLowerCase();
    if (value === '') return [];
    return [{ key: key?.toLowerCase() as FilterKey | undefined, value, not: minus === '-', text }];
  });
}

/** The search without one of its terms. */
export const withoutTerm = (query: string, { text }: Term): string => query.replace(text, '').replaceAll(/\s+/g, ' ').trim();

/** The words that are looked for in names: what rows mark. */
export const namesIn = (terms: readonly Term[]): readonly string[] =>
  terms.flatMap(({ key, value, not }) => (key === undefined && !not ? [value] : []));

/** What may stand after `is:` and `has:`. */
export const states = ['hidden', 'locked', 'instance'] as const;
export const belongings = ['problem'] as const;

/** Whether a term can hold for anything: `is:blue` cannot. */
export const isKnown = ({ key, value }: Term, components: readonly string[], prefabs: readonly string[]): boolean => {
  const among = (names: readonly string[]): boolean => names.some((name) => name.toLowerCase().startsWith(value));
  if (key === 'is') return among(states);
  if (key === 'has') return among(belongings);
  if (key === 'type') return among(components);
  return key === undefined || key === 'tag' || prefabs.some((name) => name.toLowerCase().includes(value));
};

function holds({ key: what, value }: Term, key: string, { name, components, tags }: EntityData, facts: Facts): boolean {
  switch (what) {
    case undefined:
      return name.toLowerCase().includes(value) || Object.keys(components).some((component) => component.toLowerCase() === value);
    case 'type':
      return Object.keys(components).some((component) => component.toLowerCase().startsWith(value));
    case 'prefab':
      return facts.prefabOf(key)?.toLowerCase().includes(value) ?? false;
    case 'tag':
      return tags?.some((tag) => tag.startsWith(value)) ?? false;
    case 'has':
      return 'problem'.startsWith(value) && facts.problems.has(key);
    case 'is':
      return (
        ('hidden'.startsWith(value) && facts.hidden.has(key)) ||
        ('locked'.startsWith(value) && facts.locked.has(key)) ||
        ('instance'.startsWith(value) && facts.prefabOf(key) !== undefined)
      );
  }
}

/** Whether an entity answers a search. */
export const answers = (terms: readonly Term[], key: string, entity: EntityData, facts: Facts): boolean =>
  terms.every((one) => holds(one, key, entity, facts) !== one.not);
