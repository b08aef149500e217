import {
  type Choices,
  conflictWords,
  diffParts,
  EditOrigin,
  fitPart,
  mergeDraft,
  type MergeConflict,
  openLevelDocument,
  type Part,
  partOf,
  readPart,
  restorePart,
  setMeta,
  sideWords,
  thingId,
  toLevelFile,
  type VersionChange,
} from '../../../engine/document/index.ts';
import type { DraftOf } from '../../../engine/model/level.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor, LevelRef, LevelSession, ProjectSession } from '../editor/index.ts';
import { viewerRefused } from '../editor/rooms/viewer.ts';
import { t } from '../i18n/index.ts';
import { sentenceBelow } from '../versions/groups.ts';
import type { ConflictView } from '../versions/merge-view.tsx';
import { type Marked, versionsOf } from '../versions/versions.ts';

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

/** Drafts of levels: begun, compared, brought together, dropped. What goes wrong becomes a notice. */
export interface Drafts {
  readonly plan: Cell<DraftPlan | undefined>;
  readonly comparison: Cell<DraftComparison | undefined>;
  /** Begins a draft of the open level and opens it. */
  begin(name: string): Promise<void>;
  /** Opens the dialog about the open draft. */
  open(way: Way): Promise<void>;
  compare(): Promise<void>;
  /** Marks what the open draft changed in the scene. */
  mark(): Promise<void>;
  choose(choices: Choices): void;
  /** Takes a thing, or leaves it as it is. */
  take(thing: string, isTaken: boolean): void;
  /** Writes the plan, as one step. */
  apply(): Promise<void>;
  close(): void;
  /** Drops the open draft, whose last state stays a version. */
  drop(): Promise<void>;
  /** Makes the open draft a level like any other. */
  detach(): Promise<void>;
}

interface Pair {
  project: ProjectSession;
  draft: LevelSession;
  level: LevelSession;
  about: DraftOf;
  base: Part | undefined;
}

const mergeDialog = 'draft-merge';
const compareDialog = 'draft-compare';

function createDrafts(editor: Editor): Drafts {
  const plan = createCell<DraftPlan | undefined>(undefined);
  const comparison = createCell<DraftComparison | undefined>(undefined);
  /** A version never changes: what it says of a level is asked for once. */
  const bases = new Map<string, Promise<Part | undefined>>();
  let left: ReadonlySet<string> = new Set();
  let round = 0;

  const textIn = async (version: string, path: string): Promise<string | undefined> => {
    const project = editor.project.get()!.handle;
    const { content } = await editor.bridge.invoke('versions.read', { project, version });
    return content[path];
  };
  const baseOf = async ({ base, of }: DraftOf): Promise<Part | undefined> => {
    if (base === undefined) return undefined;
    const key = `${base} ${of}`;
    const known = bases.get(key) ?? textIn(base, of).then((text) => (text === undefined ? undefined : readPart(of, text)));
    bases.set(key, known);
    try {
      return await known;
    } catch (error) {
      bases.delete(key);
      // That the host does not answer is no reason to take a draft for one without a beginning.
      if (isGone(error)) return undefined;
      throw error;
    }
  };

  /** The open draft and its level. */
  const pair = async (): Promise<Pair | undefined> => {
    const [project, draft] = [editor.project.get(), editor.level.get()];
    const about = draft?.head.get().draft;
    if (!project || !draft || !about) return undefined;
    const ref = project.levels.find(({ path }) => path === about.of);
    if (!ref) {
      editor.notices.say({ tone: 'warn', title: t('drafts.noLevel', about), text: t('drafts.noLevel.hint') });
      return undefined;
    }
    const [level, base] = [await project.holdLevel(ref), await baseOf(about)];
    return { project, draft, level, about, base };
  };

  const writersOf = async (project: ProjectSession, { path }: LevelRef, conflicts: readonly MergeConflict[]): Promise<string[]> => {
    if (conflicts.length === 0) return [];
    const at = conflicts.slice(0, 1000).map(({ where }) => where.slice(0, 4) as string[]);
    try {
      const { writers } = await editor.bridge.invoke('drafts.writers', { project: project.handle, level: path, at });
      return writers.map((names) => names.join(', '));
    } catch {
      // Nobody knows, and nothing depends on it.
      return [];
    }
  };
  const views = async (
    project: ProjectSession,
    from: LevelSession,
    into: LevelSession,
    conflicts: readonly MergeConflict[],
    sides: readonly Part[],
  ): Promise<ConflictView[]> => {
    const [own, other] = await Promise.all([writersOf(project, from.ref, conflicts), writersOf(project, into.ref, conflicts)]);
    const by = (names: string | undefined): string => (names ? t('drafts.by', { names }) : '');
    return conflicts.map((conflict, index) => ({
      id: conflict.id,
      subject: conflictWords(conflict, sides),
      mine: sideWords(conflict, conflict.mine),
      theirs: sideWords(conflict, conflict.theirs),
      by: { mine: by(own[index]), theirs: by(other[index]) },
    }));
  };

  /** @param news what the level says in the version that is the draft's base afterwards */
  const compute = async (
    way: Way,
    choices: Choices,
    news?: Part,
  ): Promise<{ pair: Pair; into: LevelSession; part: Part; plan: DraftPlan } | undefined> => {
    const both = await pair();
    if (!both) return undefined;
    const { project, draft, level, base } = both;
    const [from, into] = way === 'take-over' ? [draft, level] : [level, draft];
    const [own, now] = [news ?? partOf(from.document), partOf(into.document)];
    const merged = mergeDraft(base, own, now, choices, left);
    const { part, refused } = fitPart(merged.part, now, into.schema());
    const whole = left.size === 0 ? part : fitPart(mergeDraft(base, own, now, choices).part, now, into.schema()).part;
    const sides = [own, now, ...(base ? [base] : [])];
    const nameOf = (entity: string): string => conflictWords({ where: ['entities', entity] }, sides);
    return {
      pair: both,
      into,
      part,
      plan: {
        way,
        draft: draft.ref,
        level: level.ref,
        hasBase: base !== undefined,
        choices,
        conflicts: await views(project, from, into, merged.conflicts, sides),
        things: thingsOf(diffParts(into.ref.path, now, whole), left),
        count: diffParts(into.ref.path, now, part).length,
        notes: [
          ...refused.map((where) => t('takeOver.refused', { what: conflictWords({ where }, sides) })),
          ...merged.displaced.map((entity) => t('takeOver.displaced', { name: nameOf(entity) })),
        ],
      },
    };
  };
  const show = async (way: Way, choices: Choices): Promise<void> => {
    round += 1;
    const mine = round;
    try {
      const found = await compute(way, choices);
      if (!found || mine !== round) return;
      plan.set(found.plan);
      editor.dialog.set(mergeDialog);
    } catch (error) {
      editor.notices.refuse(error);
    }
  };
  const close = (): void => {
    round += 1;
    plan.set(undefined);
    comparison.set(undefined);
    const open = editor.dialog.get();
    if (open === mergeDialog || open === compareDialog) editor.dialog.set(undefined);
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      editor.notices.refuse(error);
    }
  };

  const takeOver = async (choices: Choices): Promise<void> => {
    // Both may have gone on meanwhile: what is written follows from what they say now.
    const found = await compute('take-over', choices);
    if (!found) return;
    const { level, draft } = found.pair;
    const label = t('drafts.step.takeOver', { draft: draft.head.get().name });
    level.edit(label, (document, origin) => restorePart(document, found.part, origin));
    close();
    await editor.openLevel(level.ref);
    editor.notices.say({ tone: 'good', title: label, text: t('drafts.takenOver', { draft: draft.head.get().name }) });
  };
  const bringNews = async (choices: Choices): Promise<void> => {
    const both = await pair();
    if (!both) return;
    const { project, draft, level, about } = both;
    const words = { draft: draft.head.get().name, level: level.head.get().name };
    if (draft.room.role === 'viewer') throw viewerRefused();
    const base = await editor.bridge.invoke('versions.save', {
      project: project.handle,
      name: t('drafts.version.news', words).slice(0, 120),
    });
    const text = await textIn(base.id, about.of);
    const found = text === undefined ? undefined : await compute('news', choices, readPart(about.of, text));
    if (!found) return;
    const label = t('drafts.step.news', words);
    draft.edit(label, (document, origin) => {
      restorePart(document, found.part, origin);
      setMeta(document, { draft: { ...about, base: base.id } }, origin);
    });
    close();
    editor.notices.say({ tone: 'good', title: label, text: t('drafts.newsBrought', words) });
  };

  return {
    plan,
    comparison,
    begin: (name) =>
      attempt(async () => {
        const [project, level] = [editor.project.get(), editor.level.get()];
        if (!project || !level) return;
        const draft = await editor.bridge.invoke('drafts.begin', { project: project.handle, level: level.ref.path, name });
        await editor.refreshLevels();
        await editor.openLevel(draft);
        editor.notices.say({ tone: 'good', title: t('drafts.begun', draft), text: t('drafts.begun.hint') });
      }),
    open(way) {
      left = new Set();
      return show(way, {});
    },
    compare: () =>
      attempt(async () => {
        const both = await pair();
        if (!both) return;
        const { project, draft, level, base } = both;
        const [own, now] = [partOf(draft.document), partOf(level.document)];
        const { conflicts } = mergeDraft(base, own, now);
        const since = (side: Part, before: Part): readonly ChangedThing[] =>
          thingsOf(diffParts(level.ref.path, before, mergeDraft(before, side, before).part));
        comparison.set({
          draft: draft.ref,
          level: level.ref,
          hasBase: base !== undefined,
          ofDraft: since(own, base ?? now),
          ofLevel: base ? since(now, base) : [],
          conflicts: base ? await views(project, draft, level, conflicts, [own, now, base]) : [],
        });
        editor.dialog.set(compareDialog);
      }),
    mark: () =>
      attempt(async () => {
        const both = await pair();
        close();
        if (!both) return;
        const { draft, level, base } = both;
        const before = base ?? partOf(level.document);
        const changes = diffParts(draft.ref.path, before, mergeDraft(before, partOf(draft.document), before).part);
        versionsOf(editor).marked.set({ path: draft.ref.path, changes: changes as Marked['changes'], before: entitiesIn(before) });
      }),
    choose(choices) {
      const now = plan.get();
      if (!now) return;
      // What was pressed is shown at once; what follows from it, when the host has said who wrote what.
      plan.set({ ...now, choices });
      void show(now.way, choices);
    },
    take(thing, isTaken) {
      const now = plan.get();
      left = new Set(isTaken ? [...left].filter((other) => other !== thing) : [...left, thing]);
      if (!now) return;
      plan.set({ ...now, things: now.things.map((one) => (one.id === thing ? { ...one, isLeft: !isTaken } : one)) });
      void show(now.way, now.choices);
    },
    apply: () =>
      attempt(async () => {
        const now = plan.get();
        if (now) await (now.way === 'take-over' ? takeOver : bringNews)(now.choices);
      }),
    close,
    drop: () =>
      attempt(async () => {
        const [project, open] = [editor.project.get(), editor.level.get()];
        const about = open?.head.get().draft;
        if (!project || !open || !about) return;
        const { ref } = open;
        const { name } = open.head.get();
        const next = project.levels.find(({ path }) => path === about.of) ?? project.levels.find(({ path }) => path !== ref.path);
        // Who drops it is not told that it is gone.
        if (next) await editor.openLevel(next);
        const version = await editor.bridge.invoke('drafts.drop', { project: project.handle, draft: ref.path }).then(
          (dropped) => dropped.version,
          async (error: unknown) => {
            await editor.openLevel(ref);
            throw error;
          },
        );
        await editor.refreshLevels();
        editor.notices.say({
          tone: 'good',
          title: t('drafts.dropped', { name }),
          text: t('drafts.dropped.hint'),
          action: { label: t('drafts.bringBack'), run: () => void attempt(() => bringBack(version, ref.path)) },
        });
      }),
    detach: () =>
      attempt(async () => {
        const [project, open] = [editor.project.get(), editor.level.get()];
        if (!project || !open?.head.get().draft) return;
        const label = t('drafts.step.detach', { draft: open.head.get().name });
        const levels = [...new Set([...project.file.get().levels, open.ref.path])];
        open.edit(label, (document, origin) => {
          setMeta(document, { draft: null }, origin);
          project.write([{ path: ['levels'], value: levels }], origin);
        });
        editor.notices.say({ tone: 'good', title: label, text: t('drafts.detached') });
      }),
  };

  async function bringBack(version: string, path: string): Promise<void> {
    const project = editor.project.get();
    if (!project) return;
    await editor.bridge.invoke('versions.restore', { project: project.handle, version, part: { path } });
    await editor.refreshLevels();
    const ref = project.levels.find((level) => level.path === path);
    if (ref) await editor.openLevel(ref);
  }
}

const isGone = (error: unknown): boolean =>
  ['no-such-version', 'damaged-version', 'unreadable-part'].includes((error as { code?: string }).code ?? '');

/** The entities of a level, as its file has them. */
function entitiesIn(part: Part): Marked['before'] {
  const document = openLevelDocument();
  restorePart(document, part, new EditOrigin('Compare', 'disk'));
  return toLevelFile(document).entities;
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

const made = new WeakMap<Editor, Drafts>();

export function draftsOf(editor: Editor): Drafts {
  let drafts = made.get(editor);
  if (!drafts) {
    drafts = createDrafts(editor);
    made.set(editor, drafts);
  }
  return drafts;
}
