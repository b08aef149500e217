/**
 * One person's undo and redo, over all the rooms they have open. A step remembers, register by register, what it changed: before and after.
 * Undoing writes `before` where `after` still stands; what somebody else has since overwritten is left alone and said so. Nothing is ever
 * rolled back inside the CRDT, so nobody's work can be lost by another person's undo.
 */
import { EditOrigin } from '../origin.ts';
import type { AnyDocument } from '../documents.ts';
import { type Change, compose, type Left, type PutBack, recordChanges, reverse } from './changes.ts';

export interface UndoOutcome {
  /** The step that was undone or redone; undefined when there was nothing left to do. */
  label: string | undefined;
  /** Steps passed over because others have overwritten everything they did. */
  skipped: readonly string[];
  /** Parts that were left alone: `what` names the register (`entity/Component.field`), or is `source` for text. */
  overwritten: readonly Left[];
}

export interface Step {
  label: string;
  by: EditOrigin['by'];
}

/** A gesture: every transaction with this origin until `end` is one step. */
export interface Gesture {
  readonly origin: EditOrigin;
  /** False once it has ended, by whomever: edits with its origin would not be remembered. */
  readonly open: boolean;
  end(): void;
}

/** What a step does beside its documents: files that come or go. */
export interface Deed {
  /** Each says whether there was anything left to do, and rejects with why it cannot be: then the step stays, whole. */
  undo: () => Promise<boolean>;
  redo: () => Promise<boolean>;
  /** The way in which files come: they come before what names them, and go after it. */
  comes: 'undo' | 'redo';
  /** The document of what it belongs to: with that the deed is forgotten. */
  of: AnyDocument;
}

/** A step with a deed that is on its way from one list to the other. */
export interface Lifted {
  readonly label: string;
  readonly deed: Deed;
  /** Takes back what it did to documents; says whether that changed anything. */
  takeBack: () => { changed: boolean; overwritten: readonly Left[] };
  /** It is done, and can be done the other way. */
  settle: () => void;
  /** It cannot be: all of it stands as before. */
  putBack: () => void;
}

interface Entry extends Step {
  changes: Change[];
  deed?: Deed | undefined;
  /** Of a step by the host. */
  step?: string | undefined;
}

export interface History {
  /**
   * Follows a document; its steps join the same list. Returns how to stop: steps that touched it lose that part.
   * @param putBack judges what undo is about to write; without it, everything may be put back.
   */
  track(document: AnyDocument, putBack?: PutBack): () => void;
  /** One step in one call. `deed`: what was done with it beside documents, which goes back with the rest. */
  step<T>(label: string, edit: (origin: EditOrigin) => T, deed?: Deed): T;
  /** Begins a gesture: a drag, a scrub, a run of typing. An open gesture ends when another begins or undo is called. */
  begin(label: string): Gesture;
  /** Nothing where the next step has a deed: that is for `lift`. */
  undo: () => UndoOutcome;
  redo: () => UndoOutcome;
  /** Takes the next step out of its list, if it has a deed: who does the deed ends with `settle` or `putBack`. */
  lift: (way: 'undo' | 'redo') => Lifted | undefined;
  /** The documents that the next step in a direction is about. */
  next: (way: 'undo' | 'redo') => ReadonlySet<AnyDocument>;
  /** Whether a step that can be undone or redone is about a document. */
  concerns: (document: AnyDocument) => boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Oldest first; `undone` are the ones redo would bring back, next first. */
  readonly steps: readonly Step[];
  readonly undone: readonly Step[];
  /** Called whenever the lists change. Returns how to stop. */
  subscribe: (listener: () => void) => () => void;
}

const longest = 500;

export function createHistory(): History {
  const done: Entry[] = [];
  const undone: Entry[] = [];
  const issued = new WeakMap<EditOrigin, Entry>();
  const judges = new WeakMap<AnyDocument, PutBack>();
  const putBack: PutBack = (change, before) => {
    const judge = judges.get(change.document);
    return judge ? judge(change, before) : { value: before };
  };
  const listeners = new Set<() => void>();
  let open: Gesture | undefined;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const record = (origin: EditOrigin, changes: Change[]): void => {
    if (changes.length === 0) return;
    let entry = issued.get(origin);
    if (!entry) {
      const { label, by, step } = origin;
      if (by !== 'disk' && by !== 'host') return;
      // One step over several rooms arrives room by room.
      entry = (step === undefined ? undefined : done.find((other) => other.step === step)) ?? { label, by, step, changes: [] };
      issued.set(origin, entry);
    }
    entry.changes = compose(entry.changes, changes);
    if (origin.by === 'history') return;
    if (!done.includes(entry)) {
      done.push(entry);
      if (done.length > longest) done.shift();
    }
    if (origin.by !== 'disk') undone.length = 0;
    tell();
  };

  const takeBack = (entry: Entry): { back: Entry; left: Left[] } => {
    const origin = new EditOrigin(entry.label, 'history');
    const back: Entry = { label: entry.label, by: entry.by, changes: [], ...(entry.deed && { deed: entry.deed }) };
    issued.set(origin, back);
    return { back, left: reverse(entry.changes, origin, putBack) };
  };

  const replay = (from: Entry[], to: Entry[]): UndoOutcome => {
    open?.end();
    const skipped: string[] = [];
    const overwritten: Left[] = [];
    for (let entry = from.at(-1); entry && !entry.deed; entry = from.at(-1)) {
      from.pop();
      const { back, left } = takeBack(entry);
      overwritten.push(...left);
      if (back.changes.length > 0) {
        to.push(back);
        tell();
        return { label: entry.label, skipped, overwritten };
      }
      // An entry whose changes cancelled each other out is nobody's business.
      if (left.length > 0) skipped.push(entry.label);
    }
    tell();
    return { label: undefined, skipped, overwritten };
  };

  const lift = (way: 'undo' | 'redo'): Lifted | undefined => {
    const [from, to] = way === 'undo' ? [done, undone] : [undone, done];
    const entry = from.at(-1);
    if (!entry?.deed) return undefined;
    open?.end();
    from.pop();
    let taken: ReturnType<typeof takeBack> | undefined;
    return {
      label: entry.label,
      deed: entry.deed,
      takeBack() {
        taken = takeBack(entry);
        return { changed: taken.back.changes.length > 0, overwritten: taken.left };
      },
      settle() {
        if (taken) to.push(taken.back);
        tell();
      },
      putBack() {
        if (taken) takeBack(taken.back);
        from.push(entry);
        tell();
      },
    };
  };

  const begin = (label: string): Gesture => {
    open?.end();
    const origin = new EditOrigin(label);
    issued.set(origin, { label, by: 'person', changes: [] });
    const gesture: Gesture = {
      origin,
      get open() {
        return open === gesture;
      },
      end() {
        issued.delete(origin);
        if (open === gesture) open = undefined;
      },
    };
    open = gesture;
    return gesture;
  };

  return {
    track(document, judge) {
      if (judge) judges.set(document, judge);
      const stop = recordChanges(document, record);
      return () => {
        stop();
        for (const list of [done, undone]) {
          for (const entry of list) {
            entry.changes = entry.changes.filter((change) => change.document !== document);
            if (entry.deed?.of === document) entry.deed = undefined;
          }
          const kept = list.filter((entry) => entry.changes.length > 0 || entry.deed);
          list.splice(0, list.length, ...kept);
        }
        tell();
      };
    },
    step(label, edit, deed) {
      const gesture = begin(label);
      try {
        const result = edit(gesture.origin);
        const entry = issued.get(gesture.origin);
        if (deed && entry) {
          entry.deed = deed;
          if (!done.includes(entry)) done.push(entry);
          if (done.length > longest) done.shift();
          undone.length = 0;
          tell();
        }
        return result;
      } finally {
        gesture.end();
      }
    },
    begin,
    undo: () => replay(done, undone),
    redo: () => replay(undone, done),
    lift,
    next: (way) => new Set((way === 'undo' ? done : undone).at(-1)?.changes.map(({ document }) => document)),
    concerns: (document) => [...done, ...undone].some(({ changes }) => changes.some((change) => change.document === document)),
    get canUndo() {
      return done.length > 0;
    },
    get canRedo() {
      return undone.length > 0;
    },
    get steps() {
      return done.map(({ label, by }) => ({ label, by }));
    },
    get undone() {
      return undone.map(({ label, by }) => ({ label, by })).toReversed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
