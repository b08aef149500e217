import { createCell, type Editor, type WritableCell } from '../../editor/index.ts';
import type { ImportPlan } from './csv.ts';

export interface Sorting {
  column: string;
  /** Largest first. */
  down: boolean;
}

/** What the table of a window shows. */
export interface TableState {
  /** As the hierarchy's search. */
  readonly query: WritableCell<string>;
  /** Only these entities; undefined: all that the query finds. */
  readonly only: WritableCell<readonly string[] | undefined>;
  /** Ids of the columns that the person chose; undefined: those that the query and the rows ask for. */
  readonly columns: WritableCell<readonly string[] | undefined>;
  readonly sorting: WritableCell<Sorting | undefined>;
  /** A file that somebody brought and has not said yes to. */
  readonly brought: WritableCell<{ file: string; plan: ImportPlan } | undefined>;
}

const made = new WeakMap<Editor, TableState>();

export function tableOf(editor: Editor): TableState {
  const state = made.get(editor) ?? {
    query: createCell(''),
    only: createCell<readonly string[] | undefined>(undefined),
    columns: createCell<readonly string[] | undefined>(undefined),
    sorting: createCell<Sorting | undefined>(undefined),
    brought: createCell<{ file: string; plan: ImportPlan } | undefined>(undefined),
  };
  made.set(editor, state);
  return state;
}
