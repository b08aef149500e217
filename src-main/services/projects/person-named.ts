import type { Person } from '../studio/open-projects.ts';

const colours = ['#7c93ff', '#f2a65a', '#5fd0b5', '#d58cf0', '#f0736a', '#c5d161', '#6ea8fe', '#e58fb1'];

/** A person by the name they gave; their colour follows from it, so that it is the same in every window. */
export function personNamed(name: string): Person {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return { id: name, name, colour: colours[sum % colours.length] ?? '#7c93ff' };
}
