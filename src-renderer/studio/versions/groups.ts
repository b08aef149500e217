import type { RestorePart, VersionChange } from '../../../src-main/contract/index.ts';

/** Changes of one thing: an entity, a script, a level's own settings, something that the project declares. */
export interface ChangeGroup {
  id: string;
  /** What the thing is called; undefined where its path says it. */
  subject: string | undefined;
  path: string;
  entity: string | undefined;
  changes: readonly VersionChange[];
  /** What restoring this thing alone asks for. */
  part: RestorePart;
}

/** In the order of the changes. */
export function groupChanges(changes: readonly VersionChange[]): ChangeGroup[] {
  const groups = new Map<string, VersionChange[]>();
  for (const change of changes) {
    const id = `${change.part} ${change.entity ?? ''}`;
    const group = groups.get(id);
    if (group) group.push(change);
    else groups.set(id, [change]);
  }
  return [...groups].map(([id, own]) => {
    const { part: path, entity, subject } = own[0]!;
    const isWhole = entity === undefined;
    return { id, path, entity, subject: isWhole ? undefined : subject, changes: own, part: isWhole ? { path } : { path, entity } };
  });
}

/** The sentence without what stands above it. */
export const sentenceBelow = ({ text, entity, subject }: Pick<VersionChange, 'text' | 'entity' | 'subject'>): string =>
  entity !== undefined && text.startsWith(`${subject ?? ''}: `) ? text.slice((subject ?? '').length + 2) : text;
