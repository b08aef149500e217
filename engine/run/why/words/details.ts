/** What is known of a link beside what it did: a line each. */
import type { WhyLink } from '../link.ts';
import { checkText, pathText } from './nodes.ts';
import { count, said } from './values.ts';
import type { Words } from './words.ts';

type Link<K extends WhyLink['kind']> = Extract<WhyLink, { kind: K }>;

/** Longer lines of scripts are cut. */
const longestCode = 140;

export function detailsOf(link: WhyLink, words: Words): string[] {
  switch (link.kind) {
    case 'script':
    case 'start':
      return link.code === undefined ? [] : [`> ${link.code.length > longestCode ? `${link.code.slice(0, longestCode)}…` : link.code}`];
    case 'behaviour':
      return [
        `at ${pathText(link.path)}`,
        ...(link.checks.length > 0 ? [`on the way there: ${link.checks.map(checkText).join(', ')}`] : []),
      ];
    case 'machine':
      return [link.wrote ? `it ${words.machine(link)}, ${firingOf(link, words)}` : firingOf(link, words)];
    case 'system':
      return link.does === undefined ? [] : [`it ${link.does}`];
    case 'physics':
      return bodyOf(link, words);
    case 'command':
    case 'event':
    case 'timer':
    case 'value':
    case 'level':
      return [];
  }
}

function firingOf({ by, entity, from }: Link<'machine'>, words: Words): string {
  switch (by.kind) {
    case 'first':
      return 'which is where the machine begins';
    case 'event':
      return `on ${by.event.type} about ${words.entity(entity)}`;
    case 'clock':
      return `as it had been ${from} since ${words.time(by.since)}, and ${count(by.ticks, 'tick')} is the longest`;
    case 'condition':
      return `as ${by.field} ${by.is} ${said(by.value)} held (it was ${said(by.found)})`;
  }
}

function bodyOf({ body, velocity, grounded = false, touching = [], collisions = [] }: Link<'physics'>, words: Words): string[] {
  if (body === undefined) return [];
  const speed =
    velocity === undefined ? '' : `, which moved at ${said(velocity.linear)} m/s and turned at ${said(velocity.angular)} rad/s before`;
  const names = (keys: readonly string[]): string => keys.map((key) => words.entity(key)).join(', ');
  const began = collisions.filter((one) => one.began).map(({ other }) => other);
  const ended = collisions.filter((one) => !one.began).map(({ other }) => other);
  return [
    `a ${body} body${speed}`,
    ...(grounded ? ['it stands on something'] : []),
    ...(touching.length > 0 ? [`it touches ${names(touching)}`] : began.length > 0 || grounded ? [] : ['it touches nobody']),
    ...(began.length > 0 ? [`it met ${names(began)} in this tick`] : []),
    ...(ended.length > 0 ? [`it parted from ${names(ended)} in this tick`] : []),
  ];
}
