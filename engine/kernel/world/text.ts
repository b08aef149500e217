/** Most UTF-8 bytes of one text in a world. */
export const MAX_TEXT_BYTES = 65_536;

const encoder = new TextEncoder();

/** What a text should have been, or undefined if a world can hold it. */
export const textProblem = (text: string): string | undefined => {
  if (!text.isWellFormed()) return 'a text without half characters (lone surrogates)';
  if (text.length * 3 > MAX_TEXT_BYTES && encoder.encode(text).length > MAX_TEXT_BYTES) return `a text of at most ${MAX_TEXT_BYTES} bytes`;
  return undefined;
};
