import type { RecentProject } from '../../../src-main/contract/index.ts';
import type { Editor, LevelRef } from '../editor/index.ts';

/** What the dialog that is opened next is about. */
interface Subject {
  script?: string | undefined;
  level?: LevelRef | undefined;
  /** One of those at home. */
  project?: Pick<RecentProject, 'handle' | 'name'> | undefined;
}

const subjects = new WeakMap<Editor, Subject>();

export const subjectOf = (editor: Editor): Subject => subjects.get(editor) ?? {};

export function ask(editor: Editor, dialog: string, subject: Subject = {}): void {
  subjects.set(editor, subject);
  editor.dialog.set(dialog);
}
