/**
 * The scripts of a level inside a tick: each hears what happened, runs its hook once, and what it asked for is done only if it came through.
 * A script that faults changed nothing (its interpreter rolled back); after three faults in a row it rests.
 */
import { LedgerError } from '../../kernel/error.ts';
import type { Json } from '../../kernel/json.ts';
import { indexOf, type Entity } from '../../kernel/world/index.ts';
import { canonicalJson, canonicalValue } from '../../model/canonical.ts';
import type { Fault, Hook, HookInput, HookOutcome, LineCost, ScriptEffect, ScriptEvent, ScriptInstance } from '../scripting/world.ts';
import type { HeardEvent } from '../session.ts';
import { spawnEntity } from '../prefabs/index.ts';
import { phases } from '../schedule/index.ts';
import type { AcceptedCommand, Tick, TickSystem } from '../tick.ts';
import type { Origin } from '../trace/index.ts';
import { arenaWorld } from './arena-world.ts';
import type { WriteList } from './writes.ts';

export const scriptSystem = (scripts: () => readonly ScriptInstance[]): TickSystem => ({
  name: 'scripts',
  phase: 'script',
  reads: ['*'],
  writes: ['*'],
  run(tick) {
    const running = scripts();
    if (running.length === 0) {
      // Those of scripts that an edit took out are nobody's.
      tick.arena.timers.due();
      return;
    }
    const heard = tick.session.inbox;
    tick.session.inbox = [];
    const timers = tick.arena.timers.due();
    const told = tick.events.ofPhase(phases.indexOf('input'));
    for (const script of running) {
      const handles = new Set(script.events);
      const own = timers.filter(({ source, name }) => source === script.path && handles.has(name));
      const happened: Heard = {
        events: [
          ...heard.filter(({ type }) => handles.has(type)).map(({ type, payload, entity }) => scriptEvent(type, payload, entity)),
          ...own.map(({ name, payload }) => scriptEvent(name, JSON.parse(payload) as Json)),
          ...told.filter(({ type }) => handles.has(type)).map(({ type, payload, entity }) => scriptEvent(type, payload, entity)),
        ],
        origins: () => [
          ...heard.filter(({ type }) => handles.has(type)).map((event): Origin => ({ kind: 'event', tick: tick.tick - 1, event })),
          ...own.map(({ id, name }): Origin => ({ kind: 'timer', id, name })),
          ...told.filter(({ type }) => handles.has(type)).map((event): Origin => ({ kind: 'event', tick: tick.tick, event })),
        ],
      };
      const commands = tick.accepted.filter(({ type }) => handles.has(type));
      if (commands.length === 0) callScript(script, 'onTick', tick, happened);
      else if (!callWhole(script, tick, happened, commands)) callInParts(script, tick, happened, commands);
    }
  },
});

/** What a script hears in one call, and where each of it comes from. */
interface Heard {
  readonly events: readonly ScriptEvent[];
  readonly origins: () => readonly Origin[];
}

const nothingHeard: Heard = { events: [], origins: () => [] };

const heardCommands = (commands: readonly AcceptedCommand[]): Heard => ({
  events: commands.map(({ type, payload, sender, entity }) => scriptEvent(type, payload, entity, sender)),
  origins: () => commands.map(({ entity, ...command }): Origin => ({ kind: 'command', command, ...(entity !== undefined && { entity }) })),
});

/** One call for all that there is to hear. False when it faulted: then nothing of it happened, and it is not told yet. */
function callWhole(script: ScriptInstance, tick: Tick, happened: Heard, commands: readonly AcceptedCommand[]): boolean {
  const asked = heardCommands(commands);
  const heard: Heard = {
    events: [...happened.events, ...asked.events],
    origins: () => [...happened.origins(), ...asked.origins()],
  };
  return callScript(script, 'onTick', tick, heard, { counts: 'success' }).ok;
}

/**
 * The same in parts, so that a command that a script cannot take is nobody else's loss: what happened, then command by command, then the hook.
 * A command at fault had no effect, and its sender is heard no more in this tick; what it did wrong is not the script's resting.
 */
function callInParts(script: ScriptInstance, tick: Tick, happened: Heard, commands: readonly AcceptedCommand[]): void {
  // What faults without any command is the script's own fault.
  if (happened.events.length > 0 && !callScript(script, 'on', tick, happened, { counts: 'fault' }).ok) return;
  const unheard = new Set<number>();
  for (const command of commands) {
    const { sender } = command;
    if (unheard.has(sender)) continue;
    if (!callScript(script, 'on', tick, heardCommands([command]), { counts: 'nothing', command }).ok && sender !== 0) unheard.add(sender);
  }
  if (script.hooks.includes('onTick')) callScript(script, 'onTick', tick, nothingHeard);
}

const scriptEvent = (type: string, payload: Json, entity?: string, sender?: number): ScriptEvent => ({
  type,
  payload,
  ...(entity !== undefined && { entity }),
  ...(sender !== undefined && { sender }),
});

const onlyThatCommand = 'That command alone had no effect; everything else of its tick had.';

/** How a call is meant. */
interface CallManner {
  /** Noted into by a caller that calls often in one system, and notes its own writes there. */
  readonly writes?: WriteList;
  readonly counts?: HookInput['counts'];
  /** The command that it is about, and nothing else. */
  readonly command?: AcceptedCommand;
}

/** Runs one hook and does what it asked for. */
export function callScript(
  script: ScriptInstance,
  hook: Hook,
  tick: Tick,
  { events, origins }: Heard = nothingHeard,
  { writes, counts, command }: CallManner = {},
): HookOutcome {
  const { arena, session } = tick;
  const world = arenaWorld(arena, { tick: tick.tick, dt: tick.dt, time: session.micros / 1_000_000 }, writes);
  const outcome = script.call(hook, {
    world,
    events,
    ...((tick.trace || tick.profile) && { recall: true }),
    ...(counts && { counts }),
  });
  tick.fuel += outcome.fuel;
  charge(tick, script.path, hook, outcome);
  // It is done again in parts, and they tell.
  if (!outcome.ok && counts === 'success') return outcome;
  tick.trace?.enter(
    { kind: 'script', script: script.path, hook, heard: origins(), recall: outcome.ok ? outcome.recall : undefined },
    outcome.ok ? outcome.effects : [],
  );
  if (outcome.ok) {
    for (const effect of outcome.effects) apply(effect, script.path, tick, writes);
    return outcome;
  }
  for (const text of outcome.logs) tick.logs.push({ script: script.path, text });
  const asked = command && command.sender !== 0 ? { sender: command.sender, type: command.type } : undefined;
  tick.faults.push(asked ? { ...outcome.fault, hint: outcome.fault.hint ?? onlyThatCommand, command: asked } : outcome.fault);
  const { code, message, line, column }: Fault = outcome.fault;
  tick.events.emit(script.path, 'ScriptFault', {
    script: script.path,
    code,
    message,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(asked && { command: asked }),
  });
  if (outcome.disabled)
    tick.events.emit(script.path, 'ScriptDisabled', {
      script: script.path,
      message: 'Three faults in a row: the script rests for this session.',
    });
  return outcome;
}

/** Adds what a call used to what the script's other calls of this hook did. */
function charge({ costs, profile }: Tick, script: string, hook: Hook, outcome: HookOutcome): void {
  if (outcome.fuel === 0) return;
  const at = costs.findIndex((cost) => cost.script === script && cost.hook === hook);
  const known = costs[at];
  const lines = profile ? sumOf(known?.lines ?? [], outcome.ok ? (outcome.recall?.profile() ?? []) : []) : undefined;
  const cost = { script, hook, fuel: (known?.fuel ?? 0) + outcome.fuel, calls: (known?.calls ?? 0) + 1, ...(lines && { lines }) };
  if (known) costs[at] = cost;
  else costs.push(cost);
}

function sumOf(before: readonly LineCost[], more: readonly LineCost[]): LineCost[] {
  const lines = new Map(before.map((cost) => [`${cost.line} ${cost.function}`, cost]));
  for (const cost of more) {
    const key = `${cost.line} ${cost.function}`;
    lines.set(key, { ...cost, fuel: cost.fuel + (lines.get(key)?.fuel ?? 0) });
  }
  return [...lines.values()].toSorted((a, b) => b.fuel - a.fuel || a.line - b.line);
}

function apply(effect: ScriptEffect, source: string, tick: Tick, writes: WriteList | undefined): void {
  const { arena } = tick;
  switch (effect.kind) {
    case 'column': {
      const lane = arena.lanes(effect.component, effect.field)[effect.lane]!;
      for (let i = 0; i < effect.slots.length; i += 1) lane[effect.slots[i]!] = effect.values[i]!;
      if (writes) for (const slot of effect.slots) writes.add(effect.component, Math.floor(slot / effect.width));
      return;
    }
    case 'emit': {
      const about = effect.entity === undefined ? undefined : arena.byKey(effect.entity);
      tick.events.emit(
        source,
        effect.type,
        effect.payload,
        about === undefined ? undefined : { index: indexOf(about), entity: arena.nameOf(about) },
      );
      return;
    }
    case 'after':
      attempt(effect.kind, source, tick, () =>
        arena.timers.after(effect.ticks, { source, name: effect.type, payload: canonicalJson(effect.payload) }),
      );
      return;
    case 'kpi':
      tick.session.kpis[effect.name] = effect.value;
      return;
    case 'log':
      tick.logs.push({ script: source, text: effect.text });
      return;
    case 'spawn':
    case 'despawn':
      attempt(effect.kind, source, tick, () => {
        const entity = effect.kind === 'spawn' ? spawnEntity(arena, tick.level, effect) : despawn(effect.entity, tick);
        if (entity !== undefined) tick.trace?.wished(entity, effect);
      });
      return;
    default:
      effect satisfies never;
  }
}

function despawn(key: string, { arena }: Tick): Entity | undefined {
  const entity = arena.byKey(key);
  if (entity !== undefined) arena.despawn(entity);
  return entity;
}

/** A wish that cannot be met is told as an event; the rest of the script's wishes stand. */
function attempt(what: string, source: string, tick: Tick, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    tick.events.emit(source, 'EffectRefused', { script: source, effect: what, message: error.message });
  }
}

/** Events that scripts have not had a chance to hear: those of the script phase and later. They hear them in the next tick. */
export function unheardEvents(tick: Tick, scripts: readonly ScriptInstance[]): HeardEvent[] {
  const handles = new Set(scripts.flatMap(({ events }) => [...events]));
  if (handles.size === 0) return [];
  return (
    phases
      .flatMap((phase, index) => (index >= phases.indexOf('script') ? tick.events.ofPhase(index) : []))
      .filter(({ type }) => handles.has(type))
      // Canonical, so that a script sees the same order of keys whether or not a checkpoint lay between.
      .map(({ type, payload, entity, source }) => ({
        type,
        payload: canonicalValue(payload),
        source,
        ...(entity !== undefined && { entity }),
      }))
  );
}
