/** An explanation in sentences for people who know the level and not the engine. */
import type { Json } from '../../../engine/kernel/json.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { Why, WhyLink, WhyTarget } from '../../../engine/run/index.ts';

/** One line per link, the change first. */
export function tellWhy(level: CompiledLevel, target: WhyTarget, { tick, value, change, chain }: Why): string[] {
  const words = wordsOf(level);
  const what =
    'kpi' in target ? (level.kpis[target.kpi]?.label ?? target.kpi) : `${words.entity(target.entity)} ${target.component}.${target.field}`;
  const now = `${what} is ${said(value)} after ${words.time(tick)}.`;
  const [first, ...rest] = chain;
  if (!change || !first) return [now, `Nothing has changed it since the level began: that is its value in the level.`];
  const to = change.from === null ? `set ${what} to ${said(change.to)}` : `set ${what} from ${said(change.from)} to ${said(change.to)}`;
  return [
    now,
    `In ${words.time(change.tick)} ${words.who(first)} ${to}${rest.length > 0 ? ',' : '.'}`,
    ...rest.map((link, index) => `  because ${words.cause(link)}${index < rest.length - 1 ? ',' : '.'}`),
  ];
}

const said = (value: Json): string => (typeof value === 'string' ? value || '""' : JSON.stringify(value));

function wordsOf(level: CompiledLevel) {
  const names = new Map(level.entities.map(({ key, name }) => [key, name]));
  const entity = (key: string): string => names.get(key) ?? key;
  const unit = level.clock.kind === 'turns' ? level.clock.unit : 'tick';
  const time = (tick: number): string => (tick === 0 ? 'the beginning' : `${unit} ${tick}`);
  const payload = (given: Json): string => {
    const parts =
      typeof given === 'object' && given !== null ? Object.entries(given).map(([name, value]) => `${name} ${said(value as Json)}`) : [];
    return parts.length > 0 ? ` (${parts.join(', ')})` : '';
  };
  const script = ({ script: path, line, hook, function: name }: WhyLink): string => {
    const place = line === undefined ? (path ?? '') : `${path}, line ${line}`;
    const inside = hook === undefined || hook === 'onTick' || hook === 'start' ? '' : `, on hearing ${hook.replace(/^on\((.*)\)$/, '$1')}`;
    return `the script ${place}${name !== undefined && name !== hook ? ` (${name})` : ''}${inside},`;
  };
  const sender = ({ command }: WhyLink): string =>
    command?.sender === 0
      ? 'the system'
      : command?.entity === undefined
        ? `sender ${command?.sender}`
        : `the player at ${entity(command.entity)}`;
  const who = (link: WhyLink): string => {
    if (link.kind === 'system') return `the rule ${link.system}`;
    if (link.kind === 'command') return `${sender(link)}, by ${link.command!.type}${payload(link.command!.payload)},`;
    return script(link);
  };
  const cause = (link: WhyLink): string => {
    const at = `in ${time(link.tick)}`;
    if (link.kind === 'command')
      return `${sender(link)} sent ${link.command!.type}${payload(link.command!.payload)}, command ${link.command!.sender}/${link.command!.seq}, ${at}`;
    if (link.kind === 'timer') return `the timer ${link.event!.type} ran out that was set ${at}`;
    if (link.kind === 'event')
      return `${link.event!.type}${payload(link.event!.payload)} was told by ${link.event!.source}${link.event!.entity === undefined ? '' : ` about ${entity(link.event!.entity)}`} ${at}`;
    if (link.kind === 'start') return `the level’s start: ${script(link).replace(/,$/, '')}`;
    return `${who(link).replace(/,$/, '')} did so ${at}`;
  };
  return { entity, time, who, cause };
}
