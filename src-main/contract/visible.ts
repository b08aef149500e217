/** A joiner between what it joins: signs of one letter, pictures of one emoji. */
const joins = '(?<=[\\p{L}\\p{M}\\p{Extended_Pictographic}])[\\u200c\\u200d](?=[\\p{L}\\p{Extended_Pictographic}])';
/** Controls but the tab, ends of lines, and signs of format: they move a cursor, change colours, turn the direction of writing, or are not seen. */
const unseen = new RegExp(`(?!\\t|${joins})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]`, 'gu');

function escapeOf(sign: string): string {
  if (sign === '\n') return '\\n';
  // As JSON writes it, in which what others wrote stands too.
  return sign.replaceAll(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * What somebody else wrote (the name of a foreign project may try anything), as one line that says all there is and does nothing: what would
 * look like something else than it is, or like nothing, stands there as an escape.
 */
export const visible = (text: string): string => text.replaceAll(unseen, escapeOf);
