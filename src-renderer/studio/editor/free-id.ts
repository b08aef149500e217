/** "Net profit, 2" as an id of the project, `net-profit-2`; with a number behind it where that is taken. */
export function freeId(name: string, noun: string, taken: Readonly<Record<string, unknown>>): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const base = (words?.join('-') ?? '')
    .replace(/^$/, noun)
    .replace(/^(?=[0-9])/, `${noun}-`)
    .slice(0, 56)
    .replace(/-$/, '');
  if (!Object.hasOwn(taken, base)) return base;
  let count = 2;
  while (Object.hasOwn(taken, `${base}-${count}`)) count += 1;
  return `${base}-${count}`;
}
