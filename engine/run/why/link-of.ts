/** An act as a link of the chain. */
import type { Json } from '../../kernel/json.ts';
import { systemWords } from '../../rules/systems/index.ts';
import type { Act, Moment, Trace } from '../../rules/trace/index.ts';
import type { Timeline } from './timeline.ts';
import type { PhysicsLink, ScriptLink, WhyLink } from './link.ts';
import { lastWriteIn, valueOf } from './target.ts';

/** `entity`: whose write, or the event about whom, is asked about. */
export function linkOf(timeline: Timeline, trace: Trace, at: number, moment: Moment | undefined, entity: string | undefined): WhyLink {
  const act = trace.acts[at]!;
  const { tick } = trace;
  switch (act.kind) {
    case 'script':
      return scriptLink(timeline, tick, act, moment);
    case 'command': {
      const { sender, seq, type, payload } = act.command;
      return { tick, kind: 'command', command: { sender, seq, type, payload } };
    }
    case 'behaviour': {
      const { path, checks } = act;
      return { tick, kind: 'behaviour', entity: act.entity, tree: path[0]!.tree, node: path.at(-1)!.id, path, checks };
    }
    case 'machine':
      return { tick, ...act };
    case 'system': {
      const backend = physicsOf(act.system);
      if (backend !== undefined)
        return { tick, kind: 'physics', backend, ...(entity !== undefined && bodyOf(timeline, trace, at, entity)) };
      const does = Object.hasOwn(systemWords, act.system) ? systemWords[act.system]!.does : undefined;
      return { tick, kind: 'system', system: act.system, ...(does !== undefined && { does }) };
    }
  }
}

/** The backend, `name@version`, of the system that moves bodies. */
export const physicsOf = (system: string): string | undefined => /^physics:(.*)$/.exec(system)?.[1];

function scriptLink(timeline: Timeline, tick: number, act: Extract<Act, { kind: 'script' }>, moment: Moment | undefined): ScriptLink {
  const { script, hook, heard } = act;
  const { frame } = moment ?? {};
  return {
    tick,
    kind: hook === 'start' ? 'start' : 'script',
    script,
    hook: hookOf(hook, heard, moment),
    ...(frame && {
      line: frame.line,
      column: frame.column,
      ...codeOf(timeline, script, frame.line),
      ...(frame.name !== '' && frame.name !== '<anonymous>' && { function: frame.name }),
    }),
  };
}

function hookOf(hook: string, heard: Extract<Act, { kind: 'script' }>['heard'], moment: Moment | undefined): string {
  const handled = heard[0]?.kind === 'call' ? heard[0] : moment?.event === undefined ? undefined : heard[moment.event];
  switch (handled?.kind) {
    case 'call':
    case 'timer':
      return `on(${handled.name})`;
    case 'event':
      return `on(${handled.event.type})`;
    case 'command':
      return `on(${handled.command.type})`;
    case undefined:
      return hook;
  }
}

/** A line of a script as its author wrote it. */
function codeOf({ package: { files } }: Timeline, script: string, line: number): { code?: string } {
  const bytes = files.get(script);
  const code = bytes && new TextDecoder().decode(bytes).split('\n')[line - 1]?.trim();
  return code === undefined || code === '' ? {} : { code };
}

/** How fast a body was, and what it met. */
function bodyOf(timeline: Timeline, trace: Trace, at: number, entity: string): Partial<PhysicsLink> {
  const before = timeline.seek(Math.max(0, trace.tick - 1));
  const velocity = (field: string): Json => {
    const target = { entity, component: 'Velocity', field };
    return lastWriteIn(trace, target, at)?.to ?? valueOf(before, target);
  };
  const [linear, angular] = [velocity('linear'), velocity('angular')];
  const world = timeline.seek(trace.tick);
  const grounded = valueOf(world, { entity, component: 'Character', field: 'grounded' });
  const collisions = trace.told
    .filter(({ act, event }) => act === at && event.entity === entity)
    .map(({ event }) => ({
      other: (event.payload as { other: string | null }).other ?? '',
      began: event.type === 'collision.begin',
    }));
  return {
    entity,
    body: valueOf(world, { entity, component: 'RigidBody', field: 'kind' }) as string,
    ...(linear !== null && { velocity: { linear, angular } }),
    ...(typeof grounded === 'boolean' && { grounded }),
    touching: world.touching(entity),
    collisions,
  };
}
