/** Characters that turn text round or cannot be seen: in a name they only deceive. */
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** What people read: the file's own name, in whatever script, without what cannot be seen. */
export const shownName = (fileName: string): string => fileName.replaceAll(unseen, '').trim().toWellFormed().slice(0, 200);

/** A path that every disk and every level can say, and that none of `taken` is, whatever the case of its letters. */
export function assetPath(fileName: string, extension: string, taken: Iterable<string>): string {
  const stem = fileName
    .replace(/\.[A-Za-z0-9]{1,8}$/, '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^[-_]+|[-_]+$/g, '')
    .slice(0, 60);
  const known = new Set([...taken].map((path) => path.toLowerCase()));
  const named = stem === '' ? 'asset' : stem;
  for (let count = 1; ; count += 1) {
    const path = `assets/${named}${count === 1 ? '' : `-${count}`}.${extension}`;
    if (!known.has(path.toLowerCase())) return path;
  }
}
