/**
 * One person's undo and redo, over all the rooms they have open. A step remembers, register by register, what it changed: before and after.
 * Undoing writes `before` where `after` still stands; what somebody else has since overwritten is left alone and said so. Nothing is ever
 * rolled back inside the CRDT, so nobody's work can be lost by another person's undo.
 */
import { EditOrigin } from '../origin.ts';
import type { AnyDocument } from '../documents.ts';
import { type Change, compose, type Left, leftOf, type PutBack, recordChanges, reverse } from './changes.ts';
import { createClosed } from './closed.ts';

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

/** A step with a deed that is on its way from one list to the other: it ends with `settle`, `putBack` or `drop`. */
export interface Lifted {
  readonly label: string;
  readonly deed: Deed;
  /** Takes back what it did to documents; says whether that changed anything. */
  takeBack: () => { changed: boolean; overwritten: readonly Left[] };
  /** It is done, and can be done the other way. */
  settle: () => void;
  /** It cannot be: all of it stands as before. */
  putBack: () => void;
  /** Nothing of it was left to do: it is a step no more. */
  drop: () => void;
}

interface Entry extends Step {
  changes: Change[];
  deed?: Deed | undefined;
  /** Of a step by the host. */
  step?: string | undefined;
}

export interface History {
  /**
   * Follows a document; its steps join the same list. Returns how to stop: steps that touched it lose that part, or wait until a document of
   * the same name is followed that holds what this one held.
   * @param putBack judges what undo is about to write; without it, everything may be put back.
   * @param name what it is found by when it is opened again; without it, nothing waits
   */
  track(document: AnyDocument, putBack?: PutBack, name?: string): () => void;
  /** Whether steps wait for a document of this name. */
  waits: (name: string) => boolean;
  /** Forgets all steps, those that wait too. */
  clear: () => void;
  /** One step in one call. `deed`: what was done with it beside documents, which goes back with the rest. */
  step<T>(label: string, edit: (origin: EditOrigin) => T, deed?: Deed): T;
  /** Begins a gesture: a drag, a scrub, a run of typing. An open gesture ends when another begins or undo is called. */
  begin(label: string): Gesture;
  /** Nothing where the next step has a deed: that is for `lift`. */
  undo: () => UndoOutcome;
  redo: () => UndoOutcome;
  /** Takes the next step out of its list, if it has a deed: who does the deed says how it ended. */
  lift: (way: 'undo' | 'redo') => Lifted | undefined;
  /** The documents that the next step in a direction is about. */
  next: (way: 'undo' | 'redo') => ReadonlySet<AnyDocument>;
  /** Whether a step that can be undone or redone is about a document. */
  concerns: (document: AnyDocument) => boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Oldest first, without those that wait for a closed document; `undone` are the ones redo would bring back, next first. */
  readonly steps: readonly Step[];
  readonly undone: readonly Step[];
  /** Called whenever the lists change. Returns how to stop. */
  subscribe: (listener: () => void) => () => void;
}

const longest = 500;

/** @param onLost told the labels of steps that cannot be done any more, whole or in part: a document came back as another one */
export function createHistory(onLost: (labels: readonly string[]) => void = () => {}): History {
  const done: Entry[] = [];
  const undone: Entry[] = [];
  /** On their way from one list to the other. */
  const lifted = new Set<Entry>();
  const closed = createClosed();
  const all = (): Entry[] => [...done, ...undone, ...lifted];
  const isAbout = (document: AnyDocument) => (entry: Entry) => entry.changes.some((change) => change.document === document);
  /** All of it is about documents that are closed. */
  const waits = ({ changes, deed }: Entry): boolean => !deed && changes.length > 0 && changes.every(({ document }) => closed.has(document));
  const nextOf = (list: readonly Entry[]): Entry | undefined => list.findLast((entry) => !waits(entry));
  const takeOut = (list: Entry[], entry: Entry): void => void list.splice(list.lastIndexOf(entry), 1);
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
    const isClosed = ({ document }: Change): boolean => closed.has(document);
    const left = reverse(
      entry.changes.filter((change) => !isClosed(change)),
      origin,
      putBack,
    );
    return { back, left: [...left, ...entry.changes.filter(isClosed).map((change) => leftOf(change, 'closed'))] };
  };

  const replay = (from: Entry[], to: Entry[]): UndoOutcome => {
    open?.end();
    const skipped: string[] = [];
    const overwritten: Left[] = [];
    for (let entry = nextOf(from); entry && !entry.deed; entry = nextOf(from)) {
      takeOut(from, entry);
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
    const entry = nextOf(from);
    if (!entry?.deed) return undefined;
    open?.end();
    takeOut(from, entry);
    lifted.add(entry);
    let taken: ReturnType<typeof takeBack> | undefined;
    const arrive = (list: Entry[], arrived: Entry | undefined): void => {
      lifted.delete(entry);
      if (taken) lifted.delete(taken.back);
      if (arrived) list.push(arrived);
      tell();
    };
    return {
      label: entry.label,
      deed: entry.deed,
      takeBack() {
        taken = takeBack(entry);
        lifted.add(taken.back);
        return { changed: taken.back.changes.length > 0, overwritten: taken.left };
      },
      settle: () => arrive(to, taken?.back),
      putBack() {
        if (taken) takeBack(taken.back);
        arrive(from, entry);
      },
      drop: () => arrive(from, undefined),
    };
  };

  const prune = (): void => {
    for (const list of [done, undone]) {
      const kept = list.filter((entry) => entry.changes.length > 0 || entry.deed);
      list.splice(0, list.length, ...kept);
    }
  };
  /** Steps lose what they did to a document. Returns their labels. */
  const lose = (document: AnyDocument): string[] => {
    const about = all().filter(isAbout(document));
    for (const entry of about) entry.changes = entry.changes.filter((change) => change.document !== document);
    prune();
    return about.map(({ label }) => label);
  };
  /** What steps did to the document that was closed under this name they did to this one, where it holds the same. */
  const reopen = (name: string, document: AnyDocument): void => {
    const was = closed.open(name);
    if (!was || !all().some(isAbout(was))) return;
    if (closed.holdsTheSame(was, document)) {
      for (const entry of all().filter(isAbout(was)))
        entry.changes = entry.changes.map((change) => (change.document === was ? ({ ...change, document } as Change) : change));
    } else onLost(lose(was));
    tell();
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

  const shown = (list: readonly Entry[]): Step[] => list.filter((entry) => !waits(entry)).map(({ label, by }) => ({ label, by }));

  return {
    track(document, judge, name) {
      if (judge) judges.set(document, judge);
      const stop = recordChanges(document, record);
      if (name !== undefined) reopen(name, document);
      return () => {
        stop();
        for (const entry of all()) if (entry.deed?.of === document) entry.deed = undefined;
        if (name !== undefined && all().some(isAbout(document))) closed.close(name, document);
        else lose(document);
        prune();
        tell();
      };
    },
    waits(name) {
      const document = closed.of(name);
      return document !== undefined && all().some(isAbout(document));
    },
    clear() {
      open?.end();
      for (const list of [done, undone]) list.length = 0;
      closed.clear();
      tell();
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
    next: (way) => new Set(nextOf(way === 'undo' ? done : undone)?.changes.map(({ document }) => document)),
    concerns: (document) => all().some(isAbout(document)),
    get canUndo() {
      return nextOf(done) !== undefined;
    },
    get canRedo() {
      return nextOf(undone) !== undefined;
    },
    get steps() {
      return shown(done);
    },
    get undone() {
      return shown(undone).toReversed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
