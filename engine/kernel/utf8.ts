const encoder = new TextEncoder();
/** Beyond this the host's encoder is faster, its call included. */
const short = 512;

/** UTF-8 bytes of a well-formed text. */
export const utf8 = (text: string): Uint8Array => {
  if (text.length > short) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encoder.encode(text);
    bytes[i] = code;
  }
  return bytes;
};
