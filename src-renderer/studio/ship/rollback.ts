import type { Response } from '../../../src-main/contract/index.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { describeError } from '../editor/notices.ts';
import { t } from '../i18n/index.ts';
import type { Refusal } from './asked.ts';
import { publishingOf } from './publishing.ts';

export interface RollbackOrder {
  tenant: string;
  level: string;
  channel: string;
  /** The revision to go back to. */
  revision: number;
}

export type RollbackState =
  | { at: 'none' }
  | { at: 'confirming'; order: RollbackOrder }
  | { at: 'running'; order: RollbackOrder }
  | { at: 'refused'; order: RollbackOrder; why: Refusal };

/** Going back to an earlier revision: asked for, confirmed, done. */
export interface Rollback {
  readonly state: Cell<RollbackState>;
  /** Opens the question whether to do it. */
  ask(order: RollbackOrder): void;
  confirm(): Promise<void>;
  /** Leaves everything live as it is. */
  dismiss(): void;
}

const nameOfDialog = 'rollback';

function createRollback(editor: Editor): Rollback {
  const state = createCell<RollbackState>({ at: 'none' });
  const close = (): void => {
    state.set({ at: 'none' });
    if (editor.dialog.get() === nameOfDialog) editor.dialog.set(undefined);
  };
  return {
    state,
    ask(order) {
      if (state.get().at === 'running') return;
      state.set({ at: 'confirming', order });
      editor.dialog.set(nameOfDialog);
    },
    async confirm() {
      const now = state.get();
      if (now.at !== 'confirming' && now.at !== 'refused') return;
      const { order } = now;
      state.set({ at: 'running', order });
      let outcome: Response<'publish.rollback'>;
      try {
        outcome = await editor.bridge.invoke('publish.rollback', order);
      } catch (error) {
        return state.set({ at: 'refused', order, why: describeError(error) });
      }
      if (!outcome.ok) {
        const { code, message, hint } = outcome;
        return state.set({ at: 'refused', order, why: { code, message, hint } });
      }
      close();
      editor.notices.say({ tone: 'good', title: t('rollback.done', order) });
      publishingOf(editor).refresh();
    },
    dismiss() {
      if (state.get().at !== 'running') close();
    },
  };
}

const made = new WeakMap<Editor, Rollback>();

export function rollbackOf(editor: Editor): Rollback {
  let rollback = made.get(editor);
  if (!rollback) {
    rollback = createRollback(editor);
    made.set(editor, rollback);
  }
  return rollback;
}
