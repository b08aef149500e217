import {
  type Choices,
  conflictWords,
  diffParts,
  fitPart,
  levelSchema,
  merge3,
  type MergeConflict,
  type Part,
  parseRoomName,
  partOf,
  readPart,
  restorePart,
  settle,
  sideWords,
  type LevelSchema,
  type VersionedDocument,
} from '../../../engine/document/index.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor, KeptCopy } from '../editor/index.ts';
import { viewerRefused } from '../editor/rooms/viewer.ts';
import { t } from '../i18n/index.ts';
import type { ConflictView } from './merge-view.tsx';

/** What taking a copy over would do, as things stand. */
export interface Plan {
  copy: KeptCopy;
  choices: Choices;
  conflicts: readonly ConflictView[];
  /** One sentence per change of the room. */
  changes: readonly string[];
  /** Values that the room does not take, and entities that had to stand elsewhere. */
  left: readonly string[];
}

/** Bringing a copy that was set aside into its room again: compared, chosen, one step. */
export interface TakeOver {
  readonly plan: Cell<Plan | undefined>;
  /** Opens the copy's room, where it is not open, and the dialog. What goes wrong becomes a notice. */
  open(copy: KeptCopy): Promise<void>;
  choose(choices: Choices): void;
  /** Writes it into the room. */
  apply(): Promise<void>;
  close(): void;
}

interface Target {
  path: string;
  document: VersionedDocument;
  schema: LevelSchema;
  write(label: string, part: Part): void;
}

const dialog = 'take-over';

/** The room of a copy as it is now; its level is opened where another one is. */
async function targetOf(editor: Editor, { room }: KeptCopy): Promise<Target | undefined> {
  const project = editor.project.get();
  const named = parseRoomName(room);
  if (!project || !named || named.kind === 'comments') return undefined;
  const nothing = levelSchema([]);
  if (named.kind === 'project')
    return {
      path: 'ledgerquest.json',
      document: project.document,
      schema: nothing,
      write: (label, part) => project.restore(label, part),
    };
  if (named.kind === 'script') {
    const script = await project.script(named.subject);
    const document = script.writable.get();
    if (!document) return undefined;
    return {
      path: named.subject,
      document,
      schema: nothing,
      write(label, part) {
        if (script.room.role === 'viewer') throw viewerRefused();
        editor.history.step(label, (origin) => restorePart(document, part, origin));
      },
    };
  }
  const ref = project.levels.find((level) => level.room === room);
  if (!ref) return undefined;
  await editor.openLevel(ref);
  const level = editor.level.get();
  if (level?.ref.room !== room) return undefined;
  return {
    path: ref.path,
    document: level.document,
    schema: level.schema(),
    write: (label, part) => level.edit(label, (document, origin) => restorePart(document, part, origin)),
  };
}

function createTakeOver(editor: Editor): TakeOver {
  const plan = createCell<Plan | undefined>(undefined);

  const compute = async (copy: KeptCopy, choices: Choices): Promise<{ target: Target; part: Part; plan: Plan } | undefined> => {
    const target = await targetOf(editor, copy);
    if (!target) return undefined;
    const now = partOf(target.document);
    const mine = readPart(target.path, copy.text);
    const base = copy.base === undefined ? undefined : readPart(target.path, copy.base);
    const theirs = copy.theirs === undefined ? undefined : readPart(target.path, copy.theirs);
    const merged =
      base && theirs ? settle(base, mine, theirs, now, choices) : { ...merge3(base, mine, now, choices), standing: {} as Choices };
    const { part, refused } = fitPart(merged.part, now, target.schema);
    const sides = [mine, now, ...(theirs ? [theirs] : []), ...(base ? [base] : [])];
    const view = (conflict: MergeConflict): ConflictView => ({
      id: conflict.id,
      subject: conflictWords(conflict, sides),
      mine: sideWords(conflict, conflict.mine),
      theirs: sideWords(conflict, conflict.theirs),
    });
    const nameOf = (entity: string): string => conflictWords({ where: ['entities', entity] }, sides);
    return {
      target,
      part,
      plan: {
        copy,
        choices: { ...merged.standing, ...choices },
        conflicts: merged.conflicts.map(view),
        changes: diffParts(target.path, now, part).map(({ text }) => text),
        left: [
          ...refused.map((where) => t('takeOver.refused', { what: conflictWords({ where }, sides) })),
          ...merged.displaced.map((entity) => t('takeOver.displaced', { name: nameOf(entity) })),
        ],
      },
    };
  };
  const show = async (copy: KeptCopy, choices: Choices): Promise<void> => {
    try {
      const found = await compute(copy, choices);
      if (!found) {
        editor.notices.say({ tone: 'warn', title: t('takeOver.noRoom', copy), text: t('takeOver.noRoom.hint') });
        return;
      }
      plan.set(found.plan);
      editor.dialog.set(dialog);
    } catch (error) {
      editor.notices.refuse(error);
    }
  };
  const close = (): void => {
    plan.set(undefined);
    if (editor.dialog.get() === dialog) editor.dialog.set(undefined);
  };

  return {
    plan,
    open: (copy) => show(copy, {}),
    choose(choices) {
      const now = plan.get();
      if (now) void show(now.copy, choices);
    },
    async apply() {
      const now = plan.get();
      if (!now) return;
      try {
        // Others may have gone on meanwhile: what is written is what follows from the room as it is now.
        const found = await compute(now.copy, now.choices);
        if (!found) return;
        const label = t('takeOver.step', now.copy);
        found.target.write(label, found.part);
        close();
        editor.notices.say({ tone: 'good', title: label, text: t('takeOver.done') });
      } catch (error) {
        editor.notices.refuse(error);
      }
    },
    close,
  };
}

const made = new WeakMap<Editor, TakeOver>();

export function takeOverOf(editor: Editor): TakeOver {
  let takeOver = made.get(editor);
  if (!takeOver) {
    takeOver = createTakeOver(editor);
    made.set(editor, takeOver);
  }
  return takeOver;
}
