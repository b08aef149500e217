export interface Candidate {
  id: string;
  label: string;
  /** Other words that find it, worth less than the label. */
  words?: string | undefined;
}

interface Texts {
  labels: readonly string[];
  /** Undefined where there are none. */
  words: readonly (string | undefined)[];
}

/** Texts in small letters, made once for a list: a search runs over all of them with every letter that is typed. */
const read = new WeakMap<readonly Candidate[], Texts>();
function textsOf(candidates: readonly Candidate[]): Texts {
  const known = read.get(candidates);
  if (known) return known;
  const made = {
    labels: candidates.map(({ label }) => label.toLowerCase()),
    words: candidates.map(({ words }) => words?.toLowerCase()),
  };
  read.set(candidates, made);
  return made;
}

const isInWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);

/** How well a text answers `query`: every word must be found, at the beginning of a word best. Undefined: not at all. */
function score(text: string, query: readonly string[]): number | undefined {
  let total = 0;
  for (const word of query) {
    const at = text.indexOf(word);
    if (at < 0) return undefined;
    const startsWord = at === 0 || !isInWord(text.charAt(at - 1));
    total += (startsWord ? 2 : 1) + (at === 0 ? 1 : 0) + word.length / (text.length + 1);
  }
  return total;
}

/** What a candidate used lately is worth more, by how lately: less than a better match. */
const lately = (recent: ReadonlyMap<string, number>, id: string): number => {
  const at = recent.get(id);
  return at === undefined ? 0 : 0.6 / (1 + at * 0.25);
};

/** The candidates that answer `query`, best first; for an empty one all of them, those used lately before the others. */
export function search<T extends Candidate>(candidates: readonly T[], query: string, limit = 200, recent: readonly string[] = []): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const places = new Map(recent.map((id, index) => [id, index]));
  if (words.length === 0) {
    if (recent.length === 0) return candidates.slice(0, limit);
    const used = candidates.filter(({ id }) => places.has(id)).toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
    const others = candidates.slice(0, limit + used.length).filter(({ id }) => !places.has(id));
    return [...used, ...others].slice(0, limit);
  }
  const texts = textsOf(candidates);
  const best = createBest<T>(limit);
  texts.labels.forEach((label, index) => {
    const more = texts.words[index];
    const value = score(label, words) ?? (more === undefined ? 0 : (score(`${label} ${more}`, words) ?? 0) * 0.4);
    if (value <= 0) return;
    const candidate = candidates[index]!;
    best.offer(candidate, places.size === 0 ? value : value + lately(places, candidate.id));
  });
  return best.list();
}

/** The best of many in order, the first of equals first, without sorting all of them. */
function createBest<T>(limit: number): { offer: (item: T, value: number) => void; list: () => T[] } {
  const items: T[] = [];
  const values: number[] = [];
  return {
    offer(item, value) {
      if (items.length === limit && value <= (values.at(-1) ?? 0)) return;
      let at = items.length;
      while (at > 0 && (values[at - 1] ?? 0) < value) at -= 1;
      items.splice(at, 0, item);
      values.splice(at, 0, value);
      if (items.length > limit) {
        items.pop();
        values.pop();
      }
    },
    list: () => items,
  };
}
