/** A pattern of policies: literal characters and the wildcards `*` (any run) and `?` (any one). */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[];

const ANY = Symbol('*');
const ONE = Symbol('?');

/** Looks up a policy variable; undefined when the request has no such key. */
export type Lookup = (key: string) => string | undefined;

/**
 * Parses a pattern and puts the values of its variables in as literal text: a tag that holds `*` matches only a star.
 * Returns undefined when a variable has no value and no default: such a pattern matches nothing.
 */
export function parsePattern(text: string, lookup: Lookup): Pattern | undefined {
  const known = plain.get(text);
  if (known) return known;
  const parsed = readPattern(text, lookup);
  if (parsed && !text.includes('${')) {
    if (plain.size >= MOST_PLAIN) plain.clear();
    plain.set(text, parsed);
  }
  return parsed;
}

/** Patterns without variables, which mean the same in every request: policies name them again and again. */
const plain = new Map<string, Pattern>();
const MOST_PLAIN = 2000;

function readPattern(text: string, lookup: Lookup): Pattern | undefined {
  const pattern: (string | typeof ANY | typeof ONE)[] = [];
  for (const [whole, variable] of text.matchAll(/\$\{([^}]*)\}|[\s\S]/gu)) {
    if (variable !== undefined) {
      const value = valueOf(variable, lookup);
      if (value === undefined) return undefined;
      pattern.push(...Array.from(value));
    } else pattern.push(whole === '*' ? ANY : whole === '?' ? ONE : whole);
  }
  return pattern;
}

function valueOf(variable: string, lookup: Lookup): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, key = variable, fallback] = /^\s*([^,]*?)\s*,\s*'([^']*)'\s*$/.exec(variable) ?? [];
  return lookup(key.trim()) ?? fallback;
}

/** Whether the whole text matches; linear in practice, quadratic at worst. */
export function matchesPattern(pattern: Pattern, text: string, ignoreCase = false): boolean {
  const fold = (part: string): string => (ignoreCase ? part.toLowerCase() : part);
  // Most of what is asked differs from most patterns early.
  for (let at = 0; at < pattern.length && typeof pattern[at] === 'string'; at += (pattern[at] as string).length) {
    const wanted = pattern[at] as string;
    if (wanted.length > 1) break;
    if (at >= text.length || fold(wanted) !== fold(text[at]!)) return false;
  }
  const characters = Array.from(text);
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const wanted = pattern[next];
    if (wanted === ANY) {
      star = next++;
      resume = at;
    } else if (wanted !== undefined && (wanted === ONE || fold(wanted as string) === fold(characters[at]!))) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[next] === ANY) next++;
  return next === pattern.length;
}

/** The literal text of a pattern that must not have wildcards, as in StringEquals. */
export function literalText(text: string, lookup: Lookup): string | undefined {
  let missing = false;
  const result = text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const value = valueOf(variable, lookup);
    missing ||= value === undefined;
    return value ?? '';
  });
  return missing ? undefined : result;
}
