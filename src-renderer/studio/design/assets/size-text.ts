const format = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** "812 B", "1.2 MB". */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let [size, unit] = [bytes, 0];
  for (; size >= 1000 && unit < units.length - 1; unit += 1) size /= 1000;
  return `${format.format(size)} ${units[unit]}`;
}
