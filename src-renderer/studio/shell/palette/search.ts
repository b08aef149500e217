export interface Candidate {
  id: string;
  label: string;
  /** Other words that find it, worth less than the label. */
  words?: string | undefined;
}

/** How well `label` answers `query`: every word must be found, at the beginning of a word best. Undefined: not at all. */
function score(label: string, query: readonly string[]): number | undefined {
  const text = label.toLowerCase();
  let total = 0;
  for (const word of query) {
    const at = text.indexOf(word);
    if (at < 0) return undefined;
    const startsWord = at === 0 || /[^a-z0-9]/.test(text.charAt(at - 1));
    total += (startsWord ? 2 : 1) + (at === 0 ? 1 : 0) + word.length / (text.length + 1);
  }
  return total;
}

/** The candidates that answer `query`, best first; all of them, in their order, for an empty one. */
export function search<T extends Candidate>(candidates: readonly T[], query: string, limit = 200): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return candidates.slice(0, limit);
  return candidates
    .flatMap((candidate, index) => {
      const direct = score(candidate.label, words);
      const value = direct ?? (score(`${candidate.label} ${candidate.words ?? ''}`, words) ?? 0) * 0.4;
      return value > 0 ? [{ candidate, value, index }] : [];
    })
    .toSorted((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}
