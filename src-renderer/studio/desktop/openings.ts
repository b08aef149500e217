import type { Opening } from '../../../src-main/contract/desktop.ts';
import { type Cell, createCell, type Editor } from '../editor/index.ts';
import { openFound } from './actions.ts';

export type Question = Extract<Opening, { as: 'question' }>;

export interface Openings {
  /** What the person is asked now. */
  readonly question: Cell<Question | undefined>;
  /** Takes up what waits, one after the other. */
  take(): Promise<void>;
  answer(yes: boolean): Promise<void>;
}

function createOpenings(editor: Editor): Openings {
  const { desktop } = editor.ports;
  const question = createCell<Question | undefined>(undefined);
  let taking = false;
  const takeOne = async (): Promise<boolean> => {
    const { opening } = (await desktop?.invoke('opening.next', {})) ?? {};
    if (!opening) return false;
    if (opening.as === 'question') {
      question.set(opening);
      editor.dialog.set('opening');
      return false;
    }
    if (opening.as === 'project') await editor.do(openFound, opening.found);
    else editor.notices.say({ tone: 'bad', title: opening.message, text: opening.hint });
    return true;
  };
  const take = async (): Promise<void> => {
    if (taking || question.get()) return;
    taking = true;
    try {
      while (await takeOne());
    } finally {
      taking = false;
    }
  };
  return {
    question,
    take,
    async answer(yes) {
      const asked = question.get();
      question.set(undefined);
      editor.dialog.set(undefined);
      if (!asked) return;
      try {
        const { found } = (await desktop?.invoke('opening.answer', { id: asked.id, yes })) ?? {};
        if (found) await editor.do(openFound, found);
      } catch (error) {
        editor.notices.refuse(error);
      }
      await take();
    },
  };
}

const known = new WeakMap<Editor, Openings>();

/** The openings of a window: one of them for all that ask. */
export function openingsOf(editor: Editor): Openings {
  const openings = known.get(editor) ?? createOpenings(editor);
  known.set(editor, openings);
  return openings;
}
