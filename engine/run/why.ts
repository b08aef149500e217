/** Why a number is what it is: the last write before a tick, who wrote it, and what led to that, back to a command or the beginning. */
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import { canonicalJson } from '../model/canonical.ts';
import { suggest } from '../model/problem.ts';
import { momentOf, type Act, type Asked, type Moment, type Origin, type Trace } from '../rules/trace/index.ts';
import type { Player } from './player.ts';
import type { World } from './world.ts';

export type WhyTarget = { readonly entity: string; readonly component: string; readonly field: string } | { readonly kpi: string };

/** One link of the chain, from the write back. */
export interface WhyLink {
  readonly tick: number;
  /** `level`: nothing wrote it, the value stands in the level. `start`: a script's `start` hook, before the first tick. */
  readonly kind: 'script' | 'system' | 'command' | 'timer' | 'event' | 'start' | 'level';
  readonly script?: string;
  readonly line?: number;
  readonly column?: number;
  /** The function of the script, where it has a name. */
  readonly function?: string;
  /** `on(type)`, `onTick` or `start`. */
  readonly hook?: string;
  readonly system?: string;
  readonly command?: {
    readonly sender: number;
    readonly seq: number;
    readonly type: string;
    readonly payload: Json;
    readonly entity?: string;
  };
  readonly event?: { readonly type: string; readonly payload: Json; readonly source: string; readonly entity?: string };
}

export interface Why {
  readonly tick: number;
  readonly value: Json;
  /** The last change at or before `tick`; null where nothing changed it since the level began. */
  readonly change: { readonly tick: number; readonly from: Json; readonly to: Json } | null;
  /** What made the change, then what made that, and so on. */
  readonly chain: readonly WhyLink[];
}

/** Something that an act did. */
interface Step {
  readonly trace: Trace;
  readonly did: { readonly act: number; readonly asked: Asked | undefined };
}

/** Longer chains are cut: a script may answer itself for ever. */
const longestChain = 24;

/** Throws LedgerError `recording-tick` and `why-entity`, `why-component`, `why-field`, `why-kpi`, each with what may have been meant. */
export function explain(player: Player, tick: number, target: WhyTarget): Why {
  return new Explainer(player).explain(tick, target);
}

class Explainer {
  readonly #player: Player;
  readonly #traces = new Map<number, Trace>();

  constructor(player: Player) {
    this.#player = player;
  }

  explain(tick: number, target: WhyTarget): Why {
    const world = this.#player.seek(tick);
    const read = (at: World): Json => valueOf(at, target);
    if (read(world) === null) this.#refuse(world, target);
    const value = read(this.#player.seek(tick));
    const changed = this.#lastChange(tick, read);
    const at = changed ?? 0;
    const trace = this.#trace(at);
    const write = lastWrite(trace, target);
    if (!write) {
      if (changed !== undefined)
        return {
          tick,
          value,
          change: { tick: at, from: read(this.#player.seek(Math.max(0, at - 1))), to: read(this.#player.seek(at)) },
          chain: [],
        };
      return { tick, value, change: null, chain: [{ tick: 0, kind: 'level' }] };
    }
    return { tick, value, change: { tick: at, from: write.from, to: write.to }, chain: this.#chain(trace, write) };
  }

  /** The last tick at or before `tick` in which something changed; undefined if it is as it was after tick 0. Goes back checkpoint by checkpoint. */
  #lastChange(tick: number, read: (world: World) => Json): number | undefined {
    const starts = this.#player.recording.keyframes.map((keyframe) => keyframe.tick).filter((start) => start < tick);
    let to = tick;
    for (const from of [...new Set([0, ...starts])].toSorted((a, b) => b - a)) {
      let before = canonicalJson(read(this.#player.seek(from)));
      let found: number | undefined;
      for (let at = from + 1; at <= to; at += 1) {
        const now = canonicalJson(read(this.#player.seek(at)));
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
    if (!trace) this.#traces.set(tick, (trace = this.#player.trace(tick)));
    return trace;
  }

  #chain(from: Trace, written: { act: number; asked: Asked | undefined }): WhyLink[] {
    const chain: WhyLink[] = [];
    let next: Step | undefined = { trace: from, did: written };
    while (next && chain.length < longestChain) {
      const { trace, did }: Step = next;
      const act: Act = trace.acts[did.act]!;
      const moment = momentOf(trace, did);
      chain.push(linkOf(trace.tick, act, moment));
      next = act.kind === 'script' ? this.#before(trace.tick, chain, causeOf(act, moment)) : undefined;
    }
    return chain;
  }

  /** What made a script's call do what it did: adds how it got there, and gives back who began it. */
  #before(now: number, chain: WhyLink[], cause: Origin | undefined): Step | undefined {
    if (!cause) return undefined;
    if (cause.kind === 'command') {
      const { command, entity } = cause;
      const { sender, seq, type, payload } = command;
      chain.push({
        tick: this.#tickOf(command),
        kind: 'command',
        command: { sender, seq, type, payload, ...(entity !== undefined && { entity }) },
      });
      return undefined;
    }
    if (cause.kind === 'timer') {
      const set = this.#lastChange(now, ({ arena }) => arena.timers.issued >= cause.id) ?? 0;
      const trace = this.#trace(set);
      const timer = trace.timers.find(({ id }) => id === cause.id);
      chain.push({ tick: set, kind: 'timer', event: { type: cause.name, payload: null, source: '' } });
      return timer && { trace, did: timer };
    }
    const { tick, event } = cause;
    const trace = this.#trace(tick);
    const { type, payload, source, entity } = event;
    const told = trace.told.find(
      (one) =>
        one.event.type === type &&
        one.event.source === source &&
        one.event.entity === entity &&
        canonicalJson(one.event.payload) === canonicalJson(payload),
    );
    chain.push({ tick, kind: 'event', event: { type, payload, source, ...(entity !== undefined && { entity }) } });
    return told && { trace, did: told };
  }

  #tickOf({ sender, seq }: { sender: number; seq: number }): number {
    return this.#player.recording.commands.find((command) => command.sender === sender && command.seq === seq)?.tick ?? 0;
  }

  #refuse(world: World, target: WhyTarget): void {
    const refuse = (code: string, message: string, hint: string | undefined): never => {
      throw new LedgerError({ code: `why-${code}`, message, hint });
    };
    if ('kpi' in target) {
      const known = Object.keys(this.#player.package.level.kpis);
      if (!known.includes(target.kpi) && !Object.hasOwn(world.kpis(), target.kpi))
        refuse('kpi', `There is no KPI ${target.kpi}.`, suggest(target.kpi, known));
      refuse('kpi', `The KPI ${target.kpi} has no value yet in tick ${world.tick}.`, 'Ask for a later tick.');
    } else {
      const { entity, component, field } = target;
      const types = world.arena.registry.types;
      const type = types.find(({ name }) => name === component);
      if (!type)
        return refuse(
          'component',
          `There is no component ${component}.`,
          suggest(
            component,
            types.map(({ name }) => name),
          ),
        );
      if (!Object.hasOwn(type.fields, field))
        refuse('field', `${component} has no field ${field}.`, suggest(field, Object.keys(type.fields)));
      const id = world.arena.byKey(entity);
      if (id === undefined) {
        const keys = world.entities().map(({ key }) => key);
        return refuse(
          'entity',
          `There is no entity ${entity} in tick ${world.tick}.`,
          suggest(entity, keys) ?? `There are ${keys.length}, among them ${keys.toSorted(compareText).slice(0, 5).join(', ')}.`,
        );
      }
      refuse('component', `${entity} has no ${component} in tick ${world.tick}.`, `It has ${world.arena.componentsOf(id).join(', ')}.`);
    }
  }
}

const valueOf = (world: World, target: WhyTarget): Json => {
  if ('kpi' in target) {
    const kpis = world.kpis();
    return Object.hasOwn(kpis, target.kpi) ? kpis[target.kpi]! : null;
  }
  const { entity, component, field } = target;
  const { arena } = world;
  const type = arena.registry.types.find(({ name }) => name === component);
  const id = arena.byKey(entity);
  if (!type || !Object.hasOwn(type.fields, field) || id === undefined) return null;
  const value = arena.getField(id, component, field);
  // A field of kind entity may be null: there it is told from an entity that lacks the component.
  return value === undefined ? null : value === null ? '' : value;
};

function lastWrite(trace: Trace, target: WhyTarget): { act: number; asked: Asked | undefined; from: Json; to: Json } | undefined {
  if ('kpi' in target) return trace.kpis.findLast(({ kpi }) => kpi === target.kpi);
  const { entity, component, field } = target;
  const write = trace.writes.findLast(
    (one) => one.entity === entity && one.component === component && (one.field === undefined || one.field === field),
  );
  if (!write || write.field !== undefined) return write;
  const part = (whole: Json): Json => (whole === null ? null : ((whole as Readonly<Record<string, Json>>)[field] ?? null));
  return { ...write, from: part(write.from), to: part(write.to) };
}

/** What a script's call would not have come out like this without: the event that it was handling, else the last that made a difference. */
function causeOf({ heard }: Extract<Act, { kind: 'script' }>, moment: Moment | undefined): Origin | undefined {
  const index = moment?.event ?? moment?.because.at(-1);
  return index === undefined ? undefined : heard[index];
}

function linkOf(tick: number, act: Act, moment: Moment | undefined): WhyLink {
  if (act.kind === 'system') return { tick, kind: 'system', system: act.system };
  if (act.kind === 'command') {
    const { sender, seq, type, payload } = act.command;
    return { tick, kind: 'command', command: { sender, seq, type, payload } };
  }
  const { script, hook, heard } = act;
  const handled = moment?.event === undefined ? undefined : heard[moment.event];
  const type = handled && (handled.kind === 'timer' ? handled.name : handled.kind === 'event' ? handled.event.type : handled.command.type);
  const { frame } = moment ?? {};
  return {
    tick,
    kind: hook === 'start' ? 'start' : 'script',
    script,
    hook: type === undefined ? hook : `on(${type})`,
    ...(frame && {
      line: frame.line,
      column: frame.column,
      ...(frame.name !== '' && frame.name !== '<anonymous>' && { function: frame.name }),
    }),
  };
}
