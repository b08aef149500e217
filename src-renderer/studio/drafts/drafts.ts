import {
  type Choices,
  EditOrigin,
  openLevelDocument,
  type Part,
  partOf,
  readPart,
  restorePart,
  setMeta,
  toLevelFile,
} from '../../../engine/document/index.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { viewerRefused } from '../editor/rooms/viewer.ts';
import { t } from '../i18n/index.ts';
import { type Marked, versionsOf } from '../versions/versions.ts';
import { createPairs } from './pair.ts';
import { changesSince, comparisonOf, type DraftComparison, type DraftPlan, planOf, type Way } from './plan.ts';

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

const mergeDialog = 'draft-merge';
const compareDialog = 'draft-compare';

function createDrafts(editor: Editor): Drafts {
  const plan = createCell<DraftPlan | undefined>(undefined);
  const comparison = createCell<DraftComparison | undefined>(undefined);
  const pairs = createPairs(editor);
  let left: ReadonlySet<string> = new Set();
  let round = 0;

  const show = async (way: Way, choices: Choices): Promise<void> => {
    round += 1;
    const mine = round;
    try {
      const both = await pairs.open();
      const found = both && (await planOf(editor, both, { way, choices, left }));
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
    const both = await pairs.open();
    if (!both) return;
    const { level, draft } = both;
    const { part } = await planOf(editor, both, { way: 'take-over', choices, left });
    const label = t('drafts.step.takeOver', { draft: draft.head.get().name });
    level.edit(label, (document, origin) => restorePart(document, part, origin));
    close();
    await editor.openLevel(level.ref);
    editor.notices.say({ tone: 'good', title: label, text: t('drafts.takenOver', { draft: draft.head.get().name }) });
  };
  const bringNews = async (choices: Choices): Promise<void> => {
    const both = await pairs.open();
    if (!both) return;
    const { project, draft, level, about } = both;
    const words = { draft: draft.head.get().name, level: level.head.get().name };
    if (draft.room.role === 'viewer') throw viewerRefused();
    const base = await editor.bridge.invoke('versions.save', {
      project: project.handle,
      name: t('drafts.version.news', words).slice(0, 120),
    });
    const text = await pairs.textIn(base.id, about.of);
    if (text === undefined) return;
    const { part } = await planOf(editor, both, { way: 'news', choices, left, news: readPart(about.of, text) });
    const label = t('drafts.step.news', words);
    draft.edit(label, (document, origin) => {
      restorePart(document, part, origin);
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
        const both = await pairs.open();
        if (!both) return;
        comparison.set(await comparisonOf(editor, both));
        editor.dialog.set(compareDialog);
      }),
    mark: () =>
      attempt(async () => {
        const both = await pairs.open();
        close();
        if (!both) return;
        const { draft, level, base } = both;
        const before = base ?? partOf(level.document);
        const changes = changesSince(draft.ref.path, partOf(draft.document), before);
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

/** The entities of a level, as its file has them. */
function entitiesIn(part: Part): Marked['before'] {
  const document = openLevelDocument();
  restorePart(document, part, new EditOrigin('Compare', 'disk'));
  return toLevelFile(document).entities;
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
