export type Base64Alphabet = 'base64' | 'base64url';

const urlOf = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Bytes as text: `base64` padded, `base64url` not (RFC 4648). */
export function base64Of(bytes: Uint8Array, alphabet: Base64Alphabet = 'base64'): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return alphabet === 'base64' ? btoa(binary) : urlOf(btoa(binary));
}

/**
 * The bytes that a text stands for; undefined unless it is the one text that `base64Of` makes of them. Decoders take many others for the same
 * bytes (other unused bits in the last sign, other padding, spaces, signs of the other alphabet): a signature or a token is to have one text.
 */
export function bytesOfBase64(text: string, alphabet: Base64Alphabet = 'base64'): Uint8Array<ArrayBuffer> | undefined {
  let binary: string;
  try {
    binary = atob(alphabet === 'base64' ? text : text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
  const again = btoa(binary);
  if ((alphabet === 'base64' ? again : urlOf(again)) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
