/** Links of an explanation in the words of a level. */
import type { CompiledLevel } from '../../../model/compiled.ts';
import type { WhyLink, WhyTarget } from '../link.ts';
import { payloadOf, said } from './values.ts';

type Link<K extends WhyLink['kind']> = Extract<WhyLink, { kind: K }>;

export class Words {
  readonly #level: CompiledLevel;
  readonly #names: ReadonlyMap<string, string>;

  constructor(level: CompiledLevel) {
    this.#level = level;
    this.#names = new Map(level.entities.map(({ key, name }) => [key, name]));
  }

  entity(key: string): string {
    return this.#names.get(key) ?? key;
  }

  target(target: WhyTarget): string {
    if ('kpi' in target) return this.#level.kpis[target.kpi]?.label ?? target.kpi;
    return `${this.entity(target.entity)} ${target.component}.${target.field}`;
  }

  /** `week 12`; `start` for what was before the first tick. */
  time(tick: number): string {
    const { clock } = this.#level;
    return tick === 0 ? 'start' : `${clock.kind === 'turns' ? clock.unit : 'tick'} ${tick}`;
  }

  /** `in week 12` */
  at(tick: number): string {
    return tick === 0 ? 'at the start' : `in ${this.time(tick)}`;
  }

  /** Who it was, without the details. */
  who(link: WhyLink): string {
    switch (link.kind) {
      case 'script':
      case 'start':
        return link.script;
      case 'behaviour':
        return `the behaviour tree ${link.tree} of ${this.entity(link.entity)}`;
      case 'machine':
        return `the state machine ${link.machine} of ${this.entity(link.entity)}`;
      case 'physics':
        return `the physics (${link.backend.replace(/@.*$/, '')})`;
      case 'system':
        return `the rule ${link.system}`;
      case 'command':
        return this.#sender(link);
      case 'event':
      case 'timer':
        return link.event.type;
      case 'value':
        return `${this.entity(link.entity)} ${link.path}`;
      case 'level':
        return 'the level';
    }
  }

  /** What a link did, as a sentence without its end. `before`: the link that it led to; without one it made the change that is asked about. */
  did(link: WhyLink, before: WhyLink | undefined): string {
    const first = before === undefined;
    const who = this.#whoExactly(link);
    switch (link.kind) {
      case 'command':
        return first && link.wrote
          ? `${who}, by ${link.command.type}${payloadOf(link.command.payload)}, ${this.#changed(link.wrote, first)}`
          : `${who} sent ${link.command.type}${payloadOf(link.command.payload)}, command ${link.command.sender}/${link.command.seq}`;
      case 'timer':
        return `the timer ${link.event.type} ran out, which was set then`;
      case 'event': {
        const { type, payload, entity } = link.event;
        return `${type}${payloadOf(payload)} was told${entity === undefined ? '' : ` about ${this.entity(entity)}`}`;
      }
      case 'value':
        return `${who} was ${said(link.value)}`;
      case 'level':
        return 'as it stands in the level';
      case 'script':
      case 'start':
      case 'behaviour':
      case 'machine':
      case 'physics':
      case 'system':
        return `${who} ${link.wrote ? this.#changed(link.wrote, first) : this.#acted(link, before)}`;
    }
  }

  #whoExactly(link: WhyLink): string {
    if (link.kind === 'script' || link.kind === 'start') {
      const { script, line, function: name, hook } = link;
      const inside = name === undefined || name === hook ? '' : `, in ${name}`;
      const heard = /^on\((.*)\)$/.exec(hook)?.[1];
      const details = `${inside}${heard === undefined ? '' : `, on hearing ${heard}`}`;
      return `${script}${line === undefined ? '' : ` line ${line}`}${details}${details === '' ? '' : ','}`;
    }
    return this.who(link);
  }

  /** What somebody did who wrote nothing that is asked about. */
  #acted(link: Link<'script' | 'start' | 'behaviour' | 'machine' | 'physics' | 'system'>, before: WhyLink | undefined): string {
    if (link.kind === 'machine') return this.machine(link);
    if (before?.kind === 'event') return 'told it';
    if (before?.kind === 'timer') return 'set it';
    return link.kind === 'behaviour' && before && 'hook' in before ? `called ${before.hook.replace(/^on\((.*)\)$/, '$1')}` : 'did so';
  }

  machine({ from, to }: Link<'machine'>): string {
    return from === null ? `began in ${to}` : `went from ${from} to ${to}`;
  }

  #changed(wrote: NonNullable<WhyLink['wrote']>, first: boolean): string {
    const what = first ? this.target(wrote) : 'it';
    const verb = first ? 'set' : 'had set';
    return wrote.from === null ? `${verb} ${what} to ${said(wrote.to)}` : `${verb} ${what} from ${said(wrote.from)} to ${said(wrote.to)}`;
  }

  #sender({ command: { sender, entity } }: Link<'command'>): string {
    if (sender === 0) return 'the system';
    return entity === undefined ? `sender ${sender}` : `the player at ${this.entity(entity)}`;
  }
}
