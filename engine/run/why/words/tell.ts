/** An explanation in sentences for people who know the level and not the engine. */
import type { CompiledLevel } from '../../../model/compiled.ts';
import type { Why, WhyLink, WhyTarget } from '../link.ts';
import { detailsOf } from './details.ts';
import { payloadOf, said } from './values.ts';
import { Words } from './words.ts';

/** An explanation in words. */
export interface ToldWhy {
  /** What it is, who set it, and where that goes back to: a short paragraph. */
  readonly head: string;
  /** Link by link, from the write back. */
  readonly links: readonly ToldLink[];
}

export interface ToldLink {
  readonly tick: number;
  /** The tick as the level counts time. */
  readonly time: string;
  readonly text: string;
  /** What is known of it beside that. */
  readonly details: readonly string[];
  /** The place in a script. */
  readonly place?: { readonly file: string; readonly line: number } | undefined;
}

export function inWords(level: CompiledLevel, target: WhyTarget, why: Why): ToldWhy {
  const words = new Words(level);
  const { tick, value, change } = why;
  const now = `${words.target(target)} is ${said(value)} ${tick === 0 ? 'at the start' : `after ${words.time(tick)}`}.`;
  const [first, ...rest] = why.chain;
  if (!change || !first)
    return { head: `${now} It was that after every tick since the level began: it stands so in the level.`, links: [] };
  // Older engines say what was written only beside the chain.
  const chain = [{ wrote: { ...target, from: change.from, to: change.to }, ...first }, ...rest];
  const from = change.from === null ? '' : `from ${said(change.from)} `;
  const links = chain.map((link, index): ToldLink => {
    const end = index < chain.length - 1 ? ',' : '.';
    const did = words.did(link, chain[index - 1]);
    const isScript = (link.kind === 'script' || link.kind === 'start') && link.line !== undefined;
    return {
      tick: link.tick,
      time: words.time(link.tick),
      text: `${index === 0 ? capital(did) : link.kind === 'level' ? did : `because ${did}`}${end}`,
      details: detailsOf(link, words),
      ...(isScript && { place: { file: link.script, line: link.line! } }),
    };
  });
  return {
    head: `${now} ${capital(words.who(first))} set it ${from}to ${said(change.to)} ${words.at(change.tick)}.${rootOf(chain, words)}`,
    links,
  };
}

/** Lines: a short paragraph, an empty line, then the chain, indented, each link with its time and below it what is known of it. */
export function tellWhy(level: CompiledLevel, target: WhyTarget, why: Why): string[] {
  const { head, links } = inWords(level, target, why);
  if (links.length === 0) return [head];
  const width = Math.max(...links.map(({ time }) => time.length));
  const lines = links.flatMap(({ time, text, details }) => [
    `  ${time.padEnd(width)}  ${text}`,
    ...details.map((detail) => `  ${' '.repeat(width)}    ${detail}`),
  ]);
  return [head, '', ...lines];
}

/** Where a chain of several links begins. */
function rootOf(chain: readonly WhyLink[], words: Words): string {
  const last = chain.at(-1)!;
  if (chain.length < 2) return '';
  if (last.kind === 'command')
    return ` It goes back to ${last.command.type}${payloadOf(last.command.payload)}, which ${words.who(last)} sent ${words.at(last.tick)}.`;
  if (last.kind === 'level') {
    const value = chain.at(-2)!;
    return ` It goes back to ${words.who(value)}, as it stands in the level.`;
  }
  return ` It goes back to ${words.who(last)}, ${words.at(last.tick)}.`;
}

const capital = (text: string): string => (text.startsWith('the ') ? `T${text.slice(1)}` : text);
