/** "Ada Lovelace" is AL; what stands in brackets behind a name, as with guests, is no part of it. */
export const initials = (name: string): string =>
  name
    .replace(/\s*\(.*$/, '')
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2)
    .toUpperCase();
