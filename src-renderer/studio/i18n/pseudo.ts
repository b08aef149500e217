/** A language that nobody speaks: every text of the catalogue in brackets, longer and with accents. What stands bare on the screen went past `t`. */
const letters: Readonly<Record<string, string>> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ', n: 'ñ', o: 'ó', p: 'þ', q: 'ǫ',
  r: 'ŕ', s: 'š', t: 'ţ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
}; // prettier-ignore

/** Begins and ends every text of it. */
export const pseudoMarks = ['⟦', '⟧'] as const;

/** "Undo" as "⟦Úñðó·⟧": a third longer, as other languages are. What stands between marks already came through `t` and stays. */
export function pseudo(text: string): string {
  const said = text.replaceAll(/⟦[^⟧]*⟧|[a-z]/gi, (part) => {
    if (part.length > 1) return part;
    const small = letters[part.toLowerCase()] ?? part;
    return part === part.toLowerCase() ? small : small.toUpperCase();
  });
  return `${pseudoMarks[0]}${said}${'·'.repeat(Math.ceil(text.length / 3))}${pseudoMarks[1]}`;
}
