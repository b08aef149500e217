/** An explanation in sentences for people who know the level and not the engine. */
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { Why, WhyLink, WhyTarget } from '../../../engine/run/index.ts';
import { detailsOf } from './details.ts';
import { payloadOf, said } from './values.ts';
import { Words } from './words.ts';

/** Lines: a short paragraph, an empty line, then the chain, indented, each link with its time and below it what is known of it. */
export function tellWhy(level: CompiledLevel, target: WhyTarget, why: Why): string[] {
  const words = new Words(level);
  const { tick, value, change } = why;
  const now = `${words.target(target)} is ${said(value)} ${tick === 0 ? 'at the start' : `after ${words.time(tick)}`}.`;
  const [first, ...rest] = why.chain;
  if (!change || !first) return [`${now} It was that after every tick since the level began: it stands so in the level.`];
  // Older engines say what was written only beside the chain.
  const chain = [{ wrote: { ...target, from: change.from, to: change.to }, ...first }, ...rest];
  const from = change.from === null ? '' : `from ${said(change.from)} `;
  const head = `${now} ${capital(words.who(first))} set it ${from}to ${said(change.to)} ${words.at(change.tick)}.${rootOf(chain, words)}`;
  const times = chain.map((link) => words.time(link.tick));
  const width = Math.max(...times.map((time) => time.length));
  const lines = chain.flatMap((link, index) => {
    const end = index < chain.length - 1 ? ',' : '.';
    const did = words.did(link, chain[index - 1]);
    return [
      `  ${times[index]!.padEnd(width)}  ${index === 0 ? capital(did) : link.kind === 'level' ? did : `because ${did}`}${end}`,
      ...detailsOf(link, words).map((detail) => `  ${' '.repeat(width)}    ${detail}`),
    ];
  });
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
