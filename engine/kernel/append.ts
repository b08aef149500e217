/** Appends in place, however long `more` is: a spread into push() has room for so many arguments only. */
export function append<T>(list: T[], more: readonly T[]): void {
  for (const one of more) list.push(one);
}
