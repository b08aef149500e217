import { type Part, readPart } from '../../../engine/document/index.ts';
import type { DraftOf } from '../../../engine/model/level.ts';
import type { Editor, LevelSession, ProjectSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';

/** A draft and its level, with what both were when the draft began. */
export interface Pair {
  project: ProjectSession;
  draft: LevelSession;
  level: LevelSession;
  about: DraftOf;
  base: Part | undefined;
}

/** Where the two sides are found. */
export interface Pairs {
  /** The open draft and its level; nothing where none is open, or its level is gone, which is said. */
  open(): Promise<Pair | undefined>;
  /** A file as a version has it. */
  textIn(version: string, path: string): Promise<string | undefined>;
}

export function createPairs(editor: Editor): Pairs {
  /** A version never changes: what it says of a level is asked for once. */
  const bases = new Map<string, Promise<Part | undefined>>();

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

  const open = async (): Promise<Pair | undefined> => {
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
  return { open, textIn };
}

const isGone = (error: unknown): boolean =>
  ['no-such-version', 'damaged-version', 'unreadable-part'].includes((error as { code?: string }).code ?? '');
