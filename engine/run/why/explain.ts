/** Why a number is what it is: the last write before a tick, who wrote it, and what led to that, back to a command or the beginning. */
import type { Json } from '../../kernel/json.ts';
import { canonicalJson } from '../../model/canonical.ts';
import { momentOf, pieces, type Act, type Asked, type Moment, type Origin, type ToldEvent, type Trace } from '../../rules/trace/index.ts';
import type { Timeline } from './timeline.ts';
import type { World } from '../world.ts';
import { linkOf } from './link-of.ts';
import { leadOf, type Lead } from './lead.ts';
import type { FieldTarget, Why, WhyLink, WhyTarget, Wrote } from './link.ts';
import { lastWriteIn, refuse, valueOf, type TargetWrite } from './target.ts';

/** Something that an act did. */
interface Step {
  readonly trace: Trace;
  readonly did: { readonly act: number; readonly asked: Asked | undefined };
  readonly wrote?: Wrote | undefined;
  /** Whom an event that it told is about. */
  readonly about?: string | undefined;
}

/** Longer chains are cut: a script may answer itself for ever. */
const longestChain = 24;

/** Throws LedgerError `recording-tick` and `why-entity`, `why-component`, `why-field`, `why-kpi`, each with what may have been meant. */
export function explain(timeline: Timeline, tick: number, target: WhyTarget): Why {
  return new Explainer(timeline).explain(tick, target);
}

class Explainer {
  readonly #timeline: Timeline;
  readonly #traces = new Map<number, Trace>();
  /** Fields that the chain went through already. */
  readonly #followed = new Set<string>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  explain(tick: number, target: WhyTarget): Why {
    const world = this.#timeline.seek(tick);
    const read = (at: World): Json => valueOf(at, target);
    if (read(world) === null) {
      const isGone = 'entity' in target && !wasThere(target.entity)(world);
      const gone = isGone ? this.#lastChange(tick, wasThere(target.entity)) : undefined;
      refuse(this.#timeline.seek(tick), target, gone);
    }
    const value = read(this.#timeline.seek(tick));
    const { at, trace, write, changed } = this.#lastWrite(tick, target);
    if (write) {
      const { from, to } = write;
      return { tick, value, change: { tick: at, from, to }, chain: this.#chain({ trace, did: write, wrote: { ...target, from, to } }) };
    }
    if (!changed) return { tick, value, change: null, chain: [{ tick: 0, kind: 'level' }] };
    const [from, to] = [read(this.#timeline.seek(Math.max(0, at - 1))), read(this.#timeline.seek(at))];
    return { tick, value, change: { tick: at, from, to }, chain: [] };
  }

  /** Who wrote something last, at or before a tick. */
  #lastWrite(tick: number, target: WhyTarget): { at: number; trace: Trace; write: TargetWrite | undefined; changed: boolean } {
    const changed = this.#lastChange(tick, (world) => valueOf(world, target));
    // What is the same after every tick may have been written and written back inside this one.
    const now = changed === undefined ? this.#trace(tick) : undefined;
    const back = now && lastWriteIn(now, target);
    if (back) return { at: tick, trace: now, write: back, changed: true };
    const trace = this.#trace(changed ?? 0);
    return { at: changed ?? 0, trace, write: lastWriteIn(trace, target), changed: changed !== undefined };
  }

  /** The last tick at or before `tick` in which something changed; undefined if it is as it was after tick 0. Goes back checkpoint by checkpoint. */
  #lastChange(tick: number, read: (world: World) => Json): number | undefined {
    const starts = this.#timeline.keyframes.filter((start) => start < tick);
    let to = tick;
    for (const from of [...new Set([0, ...starts])].toSorted((a, b) => b - a)) {
      let before = canonicalJson(read(this.#timeline.seek(from)));
      let found: number | undefined;
      for (let at = from + 1; at <= to; at += 1) {
        const now = canonicalJson(read(this.#timeline.seek(at)));
        if (now !== before) found = at;
        before = now;
      }
      if (found !== undefined) return found;
      to = from;
    }
    return undefined;
  }

  #trace(tick: number): Trace {
    let trace = this.#traces.get(tick);
    if (!trace) this.#traces.set(tick, (trace = this.#timeline.trace(tick)));
    return trace;
  }

  #chain(from: Step): WhyLink[] {
    const chain: WhyLink[] = [];
    let next: Step | undefined = from;
    while (next && chain.length < longestChain) {
      const { trace, did, wrote, about }: Step = next;
      const act: Act = trace.acts[did.act]!;
      const moment = momentOf(trace, did);
      const whose = wrote && 'entity' in wrote ? wrote.entity : about;
      chain.push({ ...linkOf(this.#timeline, trace, did.act, moment, whose), ...(wrote && { wrote }) });
      next = this.#before(
        trace,
        did.act,
        chain,
        act.kind === 'script' ? causeOf(act, moment) : leadOf(this.#timeline, trace, did.act, wrote),
      );
    }
    return chain;
  }

  /** What made an act do what it did: adds how it got there, and gives back who began it. */
  #before(trace: Trace, act: number, chain: WhyLink[], lead: Lead | undefined): Step | undefined {
    switch (lead?.kind) {
      case undefined:
        return undefined;
      case 'call':
        return { trace, did: { act: lead.act, asked: undefined } };
      case 'value':
        return this.#follow(trace, act, chain, lead.entity, lead.path);
      case 'command': {
        const { sender, seq, type, payload } = lead.command;
        const { entity } = lead;
        chain.push({
          tick: this.#tickOf(lead.command),
          kind: 'command',
          command: { sender, seq, type, payload, ...(entity !== undefined && { entity }) },
        });
        return undefined;
      }
      case 'timer': {
        const set = this.#lastChange(trace.tick, ({ arena }) => arena.timers.issued >= lead.id) ?? 0;
        const then = this.#trace(set);
        const timer = then.timers.find(({ id }) => id === lead.id);
        chain.push({ tick: set, kind: 'timer', event: { type: lead.name, payload: null, source: '' } });
        return timer && { trace: then, did: timer };
      }
      case 'event':
        return this.#told(lead.tick, lead.event, chain);
    }
  }

  #told(tick: number, { type, payload, source, entity }: ToldEvent, chain: WhyLink[]): Step | undefined {
    const trace = this.#trace(tick);
    const told = trace.told.find(
      (one) =>
        one.event.type === type &&
        one.event.source === source &&
        one.event.entity === entity &&
        canonicalJson(one.event.payload) === canonicalJson(payload),
    );
    chain.push({ tick, kind: 'event', event: { type, payload, source, ...(entity !== undefined && { entity }) } });
    return told && { trace, did: told, about: entity };
  }

  /** Goes on with whoever wrote a field before an act looked at it, unless that was the same system: it goes on from itself, tick by tick. */
  #follow(trace: Trace, act: number, chain: WhyLink[], entity: string, path: string): Step | undefined {
    const { component, field, part } = pieces(path);
    const target: FieldTarget = { entity, component, field };
    const here = lastWriteIn(trace, target, act);
    const whole = here ? here.to : trace.tick > 0 ? valueOf(this.#timeline.seek(trace.tick - 1), target) : null;
    if (whole === null) return undefined;
    const value = part === undefined ? whole : ((whole as readonly Json[])[part] ?? null);
    if (this.#followed.has(`${entity} ${path}`)) return undefined;
    this.#followed.add(`${entity} ${path}`);
    const then = here ? { trace, write: here } : this.#lastWrite(trace.tick - 1, target);
    const [by, own] = [then.write && then.trace.acts[then.write.act]!, trace.acts[act]!];
    if (by?.kind === 'system' && own.kind === 'system' && by.system === own.system) return undefined;
    chain.push({ tick: trace.tick, kind: 'value', entity, path, value });
    if (!then.write) {
      chain.push({ tick: 0, kind: 'level' });
      return undefined;
    }
    const { from, to } = then.write;
    return { trace: then.trace, did: then.write, wrote: { ...target, from, to } };
  }

  #tickOf({ sender, seq }: { sender: number; seq: number }): number {
    return this.#timeline.commands.find((command) => command.sender === sender && command.seq === seq)?.tick ?? 0;
  }
}

const wasThere =
  (entity: string) =>
  ({ arena }: World): boolean =>
    arena.byKey(entity) !== undefined;

/** What a script's call would not have come out like this without: the event that it was handling, else the last that made a difference. */
function causeOf({ heard }: Extract<Act, { kind: 'script' }>, moment: Moment | undefined): Origin | undefined {
  if (heard[0]?.kind === 'call') return heard[0];
  const index = moment?.event ?? moment?.because.at(-1);
  return index === undefined ? undefined : heard[index];
}
