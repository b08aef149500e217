import type { DebugKind, Look, Outlook } from '../../../view/index.ts';
import { type Cell, createCell, type WritableCell } from '../cell.ts';
import type { Keepsakes } from '../host/ports.ts';
import { createKept, isFlag, isOneOf, type Kept } from '../kept.ts';

export type Tool = 'select' | 'move' | 'rotate' | 'scale';

/** Along which axes the handles stand: the world's, the entity's own, or those of what it stands in. */
export const spaces = ['world', 'local', 'parent'] as const;
export type Space = (typeof spaces)[number];

/** About what several entities turn and grow: each about itself, all about the one selected last, all about their middle. */
export const pivots = ['each', 'last', 'centre'] as const;
export type Pivot = (typeof pivots)[number];

/** What of a run can be drawn over the picture. */
export const debugKinds = ['colliders', 'contacts', 'paths', 'triggers', 'behaviours'] as const satisfies readonly DebugKind[];
const isDebug = (value: unknown): value is readonly DebugKind[] => Array.isArray(value) && value.every(isOneOf(debugKinds));

const outlooks = ['perspective', 'orthographic', 'top', 'bottom', 'front', 'back', 'right', 'left'] as const satisfies readonly Outlook[];

/** A view that somebody has put by. */
export interface Bookmark extends Look {
  outlook: Outlook;
}
export const bookmarkNumbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
export type BookmarkNumber = (typeof bookmarkNumbers)[number];
export type Bookmarks = Readonly<Partial<Record<BookmarkNumber, Bookmark>>>;

/** How far a drag goes at a time: metres, degrees, factors. */
export interface Steps {
  move: number;
  rotate: number;
  scale: number;
}

const stepLimits: Readonly<Record<keyof Steps, readonly [number, number]>> = {
  move: [0.001, 1000],
  rotate: [0.1, 180],
  scale: [0.001, 10],
};
export const stepRange = (tool: keyof Steps): { min: number; max: number } => ({ min: stepLimits[tool][0], max: stepLimits[tool][1] });

const isSteps = (value: unknown): value is Steps =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(stepLimits).every(([tool, [min, max]]) => {
    const step = (value as Record<string, unknown>)[tool];
    return typeof step === 'number' && step >= min && step <= max;
  });

/** How this person works in the viewport. Nothing of it is the level's, nobody else is affected. */
export interface Viewing {
  /** Whether drags go in steps. */
  readonly snap: WritableCell<boolean>;
  readonly steps: Kept<Steps>;
  /** What is carried lies down on what is under the pointer. */
  readonly onSurface: Kept<boolean>;
  /** ... and stands upright on it. */
  readonly upright: Kept<boolean>;
  /** What is carried meets other corners with its own. */
  readonly toVertex: WritableCell<boolean>;
  readonly space: Kept<Space>;
  readonly pivot: Kept<Pivot>;
  readonly outlook: WritableCell<Outlook>;
  readonly grid: Kept<boolean>;
  readonly counts: Kept<boolean>;
  /** Whether a run is heard while it plays. */
  readonly sound: Kept<boolean>;
  /** Lights, cameras, colliders and zones of all entities, not only of what is selected. */
  readonly helpers: Kept<boolean>;
  /** What is drawn of systems while a run is shown. */
  readonly debug: Kept<readonly DebugKind[]>;
  /** Of the level that is open, this person's own. */
  readonly bookmarks: Cell<Bookmarks>;
  putBy(number: BookmarkNumber, view: Bookmark): void;
  /** Reads what was kept for this level. */
  open(level: string): void;
}

const isBookmark = (value: unknown): value is Bookmark => {
  const { position, target, outlook } = (value ?? {}) as Partial<Record<keyof Bookmark, unknown>>;
  const isPoint = (point: unknown): boolean => Array.isArray(point) && point.length === 3 && point.every(Number.isFinite);
  return isPoint(position) && isPoint(target) && isOneOf(outlooks)(outlook);
};
const isBookmarks = (value: unknown): value is Bookmarks =>
  typeof value === 'object' && value !== null && Object.values(value).every(isBookmark);

export function createViewing(keepsakes: Keepsakes): Viewing {
  const kept = <T>(key: string, fits: (value: unknown) => value is T, initial: T): Kept<T> =>
    createKept(keepsakes, `viewport/${key}`, fits, initial);
  const bookmarks = createCell<Bookmarks>({});
  let level = '';
  return {
    snap: createCell(false),
    steps: kept<Steps>('steps', isSteps, { move: 0.5, rotate: 15, scale: 0.25 }),
    onSurface: kept('onSurface', isFlag, false),
    upright: kept('upright', isFlag, false),
    toVertex: createCell(false),
    space: kept('space', isOneOf(spaces), 'world'),
    pivot: kept('pivot', isOneOf(pivots), 'each'),
    outlook: createCell<Outlook>('perspective'),
    grid: kept('grid', isFlag, false),
    counts: kept('counts', isFlag, false),
    sound: kept('sound', isFlag, true),
    helpers: kept('helpers', isFlag, false),
    debug: kept<readonly DebugKind[]>('debug', isDebug, []),
    bookmarks,
    putBy(number, view) {
      bookmarks.update((now) => ({ ...now, [number]: view }));
      keepsakes.write(`viewport/bookmarks/${level}`, bookmarks.get());
    },
    open(next) {
      level = next;
      const stored = keepsakes.read(`viewport/bookmarks/${level}`);
      bookmarks.set(isBookmarks(stored) ? stored : {});
    },
  };
}
