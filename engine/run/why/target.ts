/** A field or a KPI that is asked about: what it holds in a world, who wrote it in a tick, and the refusal of one that is not there. */
import { LedgerError } from '../../kernel/error.ts';
import { compareText, type Json } from '../../kernel/json.ts';
import { suggest } from '../../model/problem.ts';
import type { Asked, Trace } from '../../rules/trace/index.ts';
import type { World } from '../world.ts';
import type { WhyTarget } from './link.ts';

/** null where there is none. */
export const valueOf = (world: World, target: WhyTarget): Json => {
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

export interface TargetWrite {
  readonly act: number;
  readonly asked: Asked | undefined;
  readonly from: Json;
  readonly to: Json;
}

/** The last write of a tick, of those by an act before `before`. */
export function lastWriteIn(trace: Trace, target: WhyTarget, before = Infinity): TargetWrite | undefined {
  if ('kpi' in target) return trace.kpis.findLast(({ act, kpi }) => kpi === target.kpi && act < before);
  const { entity, component, field } = target;
  const write = trace.writes.findLast(
    (one) => one.act < before && one.entity === entity && one.component === component && (one.field === undefined || one.field === field),
  );
  if (!write || write.field !== undefined) return write;
  const part = (whole: Json): Json => (whole === null ? null : ((whole as Readonly<Record<string, Json>>)[field] ?? null));
  return { ...write, from: part(write.from), to: part(write.to) };
}

/** `gone`: the last tick in which the entity came or went. Throws LedgerError `why-entity`, `why-component`, `why-field` or `why-kpi`, each with what may have been meant. */
export function refuse(world: World, target: WhyTarget, gone?: number): never {
  const no = (code: string, message: string, hint: string | undefined): never => {
    throw new LedgerError({ code: `why-${code}`, message, hint });
  };
  if ('kpi' in target) {
    const known = Object.keys(world.package.level.kpis);
    if (!known.includes(target.kpi) && !Object.hasOwn(world.kpis(), target.kpi))
      no('kpi', `There is no KPI ${target.kpi}.`, suggest(target.kpi, known));
    return no('kpi', `The KPI ${target.kpi} has no value yet in tick ${world.tick}.`, 'Ask for a later tick.');
  }
  const { entity, component, field } = target;
  const types = world.arena.registry.types;
  const type = types.find(({ name }) => name === component);
  if (!type) {
    const names = types.map(({ name }) => name);
    return no('component', `There is no component ${component}.`, suggest(component, names));
  }
  if (!Object.hasOwn(type.fields, field)) no('field', `${component} has no field ${field}.`, suggest(field, Object.keys(type.fields)));
  const id = world.arena.byKey(entity);
  if (id === undefined) {
    if (gone !== undefined)
      return no(
        'entity',
        `${entity} is gone: it was there until tick ${gone - 1}, and went in tick ${gone}.`,
        'Ask for a tick before that.',
      );
    const keys = world.entities().map(({ key }) => key);
    return no(
      'entity',
      `There is no entity ${entity} in tick ${world.tick}.`,
      suggest(entity, keys) ?? `There are ${keys.length}, among them ${keys.toSorted(compareText).slice(0, 5).join(', ')}.`,
    );
  }
  return no('component', `${entity} has no ${component} in tick ${world.tick}.`, `It has ${world.arena.componentsOf(id).join(', ')}.`);
}
