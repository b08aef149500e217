import {
  type Choices,
  conflictWords,
  diffParts,
  fitPart,
  mergeDraft,
  type MergeConflict,
  type Part,
  partOf,
  sideWords,
  thingId,
  type VersionChange,
} from '../../../engine/document/index.ts';
import type { Editor, LevelRef, LevelSession, ProjectSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { sentenceBelow } from '../versions/groups.ts';
import type { ConflictView } from '../versions/merge-view.tsx';
import type { Pair } from './pair.ts';

/** `take-over`: what the draft changed goes into its level. `news`: what the level changed goes into the draft. */
export type Way = 'take-over' | 'news';

/** An entity, or what the level itself says, with what changes about it. */
export interface ChangedThing {
  id: string;
  name: string;
  sentences: readonly string[];
  /** Nothing of it is taken. */
  isLeft: boolean;
}

/** What bringing one side into the other would do, as things stand. */
export interface DraftPlan {
  way: Way;
  draft: LevelRef;
  level: LevelRef;
  /** False where nobody knows any more what both were when the draft began. */
  hasBase: boolean;
  choices: Choices;
  conflicts: readonly ConflictView[];
  things: readonly ChangedThing[];
  /** How many changes are made. */
  count: number;
  /** What cannot be as it was on the other side. */
  notes: readonly string[];
}

/** What both sides changed since the draft began. */
export interface DraftComparison {
  draft: LevelRef;
  level: LevelRef;
  hasBase: boolean;
  ofDraft: readonly ChangedThing[];
  /** Unknown without a base. */
  ofLevel: readonly ChangedThing[];
  conflicts: readonly ConflictView[];
}

/**
 * What bringing one side into the other would do, and what the other then is.
 * @param left the things of which nothing is taken
 * @param news what the level says in the version that is the draft's base afterwards
 */
export async function planOf(
  editor: Editor,
  { project, draft, level, base }: Pair,
  { way, choices, left, news }: { way: Way; choices: Choices; left: ReadonlySet<string>; news?: Part },
): Promise<{ part: Part; plan: DraftPlan }> {
  const [from, into] = way === 'take-over' ? [draft, level] : [level, draft];
  const [own, now] = [news ?? partOf(from.document), partOf(into.document)];
  const merged = mergeDraft(base, own, now, choices, left);
  const { part, refused } = fitPart(merged.part, now, into.schema());
  const whole = left.size === 0 ? part : fitPart(mergeDraft(base, own, now, choices).part, now, into.schema()).part;
  const sides = [own, now, ...(base ? [base] : [])];
  const nameOf = (entity: string): string => conflictWords({ where: ['entities', entity] }, sides);
  return {
    part,
    plan: {
      way,
      draft: draft.ref,
      level: level.ref,
      hasBase: base !== undefined,
      choices,
      conflicts: await viewsOf(editor, project, from, into, merged.conflicts, sides),
      things: thingsOf(diffParts(into.ref.path, now, whole), left),
      count: diffParts(into.ref.path, now, part).length,
      notes: [
        ...refused.map((where) => t('takeOver.refused', { what: conflictWords({ where }, sides) })),
        ...merged.displaced.map((entity) => t('takeOver.displaced', { name: nameOf(entity) })),
      ],
    },
  };
}

/** What both sides changed since the draft began. */
export async function comparisonOf(editor: Editor, { project, draft, level, base }: Pair): Promise<DraftComparison> {
  const [own, now] = [partOf(draft.document), partOf(level.document)];
  const { conflicts } = mergeDraft(base, own, now);
  const since = (side: Part, before: Part): readonly ChangedThing[] => thingsOf(changesSince(level.ref.path, side, before));
  return {
    draft: draft.ref,
    level: level.ref,
    hasBase: base !== undefined,
    ofDraft: since(own, base ?? now),
    ofLevel: base ? since(now, base) : [],
    conflicts: base ? await viewsOf(editor, project, draft, level, conflicts, [own, now, base]) : [],
  };
}

/** What one side changed. */
export const changesSince = (path: string, side: Part, before: Part): readonly VersionChange[] =>
  diffParts(path, before, mergeDraft(before, side, before).part);

async function writersOf(
  { bridge }: Editor,
  project: ProjectSession,
  { path }: LevelRef,
  conflicts: readonly MergeConflict[],
): Promise<string[]> {
  if (conflicts.length === 0) return [];
  const at = conflicts.slice(0, 1000).map(({ where }) => where.slice(0, 4) as string[]);
  try {
    const { writers } = await bridge.invoke('drafts.writers', { project: project.handle, level: path, at });
    return writers.map((names) => names.join(', '));
  } catch {
    // Nobody knows, and nothing depends on it.
    return [];
  }
}
/** @param sides all that is known of them: they name what they speak of */
async function viewsOf(
  editor: Editor,
  project: ProjectSession,
  from: LevelSession,
  into: LevelSession,
  conflicts: readonly MergeConflict[],
  sides: readonly Part[],
): Promise<ConflictView[]> {
  const [own, other] = await Promise.all([
    writersOf(editor, project, from.ref, conflicts),
    writersOf(editor, project, into.ref, conflicts),
  ]);
  const by = (names: string | undefined): string => (names ? t('drafts.by', { names }) : '');
  return conflicts.map((conflict, index) => ({
    id: conflict.id,
    subject: conflictWords(conflict, sides),
    mine: sideWords(conflict, conflict.mine),
    theirs: sideWords(conflict, conflict.theirs),
    by: { mine: by(own[index]), theirs: by(other[index]) },
  }));
}

/** In the order of the changes. */
function thingsOf(changes: readonly VersionChange[], left: ReadonlySet<string> = new Set()): ChangedThing[] {
  const groups = new Map<string, VersionChange[]>();
  for (const change of changes) {
    const id = thingId(change.entity === undefined ? ['meta', change.field ?? ''] : ['entities', change.entity]);
    groups.set(id, [...(groups.get(id) ?? []), change]);
  }
  return [...groups].map(([id, own]) => ({
    id,
    name: own[0]!.subject ?? t('drafts.levelItself'),
    sentences: own.map(sentenceBelow),
    isLeft: left.has(id),
  }));
}
