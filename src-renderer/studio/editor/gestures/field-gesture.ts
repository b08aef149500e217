import {
  clearFields,
  type EditOrigin,
  type FieldChange,
  type History,
  type LevelDocument,
  setFields,
} from '../../../../engine/document/index.ts';
import type { LedgerError } from '../../../../engine/kernel/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { WritableCell } from '../cell.ts';
import type { EditorClock } from '../host/ports.ts';
import type { LevelSession } from '../level/level-session.ts';

/** Values under a person's hand: shown here at once and to peers as presence, in the document at most four times a second. One step. */
export interface FieldGesture {
  set(changes: readonly FieldChange[]): void;
  /** Changes something else of the document, at once and in the same step. What `cancel` is to do about it is the caller's to say. */
  edit(change: (document: LevelDocument, origin: EditOrigin) => void): void;
  end(): void;
  /** Puts back what was there; nothing enters the history. */
  cancel(): void;
}

/** Milliseconds between two writes of one gesture. */
const writeEvery = 250;
const ghostsAtMost = 16;

export interface GestureHost {
  level: LevelSession;
  history: History;
  clock: EditorClock;
  /** What the hand holds now, for this window's own views. */
  draft: WritableCell<readonly FieldChange[]>;
  announce: (ghosts: readonly FieldChange[]) => void;
  /** Told once, at the end, why a value that the hand left off at was not taken. */
  refuse: (refusal: LedgerError) => void;
}

const registerOf = ({ entity, component, field }: FieldChange): string => `${entity}/${component}.${field}`;

export function beginFieldGesture({ level, history, clock, draft, announce, refuse }: GestureHost, label: string): FieldGesture {
  const gesture = history.begin(label);
  const before = new Map<string, Omit<FieldChange, 'value'> & { value: Json | undefined }>();
  let pending: readonly FieldChange[] = [];
  let cancelWrite: (() => void) | undefined;
  let refusal: LedgerError | undefined;
  let over = false;

  const write = (): void => {
    cancelWrite = undefined;
    const alive = pending.filter(({ entity }) => level.entity(entity).get() !== undefined);
    pending = [];
    if (alive.length > 0) setFields(level.document, alive, gesture.origin);
  };
  const finish = (): void => {
    over = true;
    cancelWrite?.();
    write();
    gesture.end();
    draft.set([]);
    announce([]);
  };

  return {
    set(changes) {
      if (over) return;
      refusal = changes.map((change) => level.refusal(change)).find((reason) => reason !== undefined);
      if (refusal) return;
      for (const change of changes) {
        const register = registerOf(change);
        if (before.has(register)) continue;
        const now = level.entity(change.entity).get()?.components[change.component]?.[change.field] as Json | undefined;
        before.set(register, { ...change, value: now });
      }
      const merged = new Map([...pending, ...changes].map((change) => [registerOf(change), change]));
      pending = [...merged.values()];
      draft.set(pending.length === changes.length ? changes : pending);
      announce(pending.slice(0, ghostsAtMost));
      cancelWrite ??= clock.after(writeEvery, write);
    },
    edit(change) {
      if (!over) change(level.document, gesture.origin);
    },
    end() {
      if (over) return;
      finish();
      if (refusal) refuse(refusal);
    },
    cancel() {
      if (over) return;
      const stood = [...before.values()].filter(({ entity }) => level.entity(entity).get() !== undefined);
      pending = stood.filter((change): change is FieldChange => change.value !== undefined);
      const unset = stood.filter(({ value }) => value === undefined);
      if (unset.length > 0) clearFields(level.document, unset, gesture.origin);
      finish();
    },
  };
}
