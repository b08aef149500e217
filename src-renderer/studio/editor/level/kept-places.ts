import type { FieldChange } from '../../../../engine/document/index.ts';
import type { LevelSession } from './level-session.ts';
import { moved } from './placement.ts';
import { ancestorsOf } from './tree.ts';

/**
 * What must change in entities that go below another parent so that all of them stay where they are seen. What has no place of its own
 * passes its parent's on: then it is what stands below it that changes.
 * @throws LedgerError where a place does not fit a field
 */
export function keptPlaces(level: LevelSession, entities: readonly string[], parent: string | null): FieldChange[] {
  const parentOf = (key: string): string | null | undefined => level.entity(key).get()?.parent;
  const transformOf = (key: string): Readonly<Record<string, unknown>> | undefined => level.entity(key).get()?.components['Transform'];
  const to = parent === null ? [] : [parent, ...ancestorsOf(parent, parentOf)];
  const kept = (key: string, left: readonly string[], entered: readonly string[]): FieldChange[] => {
    const transform = transformOf(key);
    if (!transform) return level.children(key).flatMap((child) => kept(child, left, entered));
    return moved(left.map(transformOf), entered.map(transformOf), transform).map(([field, value]) => ({
      entity: key,
      component: 'Transform',
      field,
      value,
    }));
  };
  const changes = entities.flatMap((key) => {
    const from = ancestorsOf(key, parentOf);
    // What is above both does the same before and after.
    const shared = from.find((above) => to.includes(above));
    const upTo = (chain: readonly string[]): readonly string[] => (shared === undefined ? chain : chain.slice(0, chain.indexOf(shared)));
    return kept(key, upTo(from), upTo(to));
  });
  for (const change of changes) {
    const refusal = level.refusal(change);
    if (refusal) throw refusal;
  }
  return changes;
}
