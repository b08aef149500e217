import type { PreviewCommand, RunId, RunStart } from '../../../workers/engine/protocol.ts';
import { type Cell, createCell } from '../cell.ts';
import type { EditorPorts } from '../host/ports.ts';
import type { EngineHandle } from './engine-handle.ts';
import type { Run } from './run.ts';
import { recipeOf, type RunRecipe, type RunShelf, runOf } from './shelf.ts';

/** Everything needed to make a run again. */
export interface Made {
  run: Run;
  start: RunStart;
  /** What was sent into it; those of its source's past are the source's. */
  commands: PreviewCommand[];
  /** `start` and `commands` say all of a fork too: its source is not needed. */
  whole?: true;
  /** Its place on the shelf, once it has one. */
  order?: number;
}

/** The runs of a level: all that are known, those that are kept, and what the shelf holds of them for another time. */
export interface RunBook {
  /** Kept runs, newest first. */
  readonly runs: Cell<readonly Run[]>;
  /** Runs of this window have names that no other window gives: the shelf holds those of all. */
  nextId(): RunId;
  get(id: RunId): Made | undefined;
  add(made: Made): void;
  /** Undefined where nobody knows of the run any more. */
  update(id: RunId, change: (run: Run) => Run): Run | undefined;
  /** The commands of a run up to a tick, those of the past that a fork shares among them. */
  sentTo(id: RunId, upTo?: number): PreviewCommand[];
  /** What a run went on with at a tick: before it was forked, what its source went on with. */
  packageAt(run: Run, tick: number): string;
  /** Lists the run, in place of another one unless that was pinned. */
  keep(run: Run, instead?: RunId): void;
  /** Puts a listed run on the shelf as it is now. */
  remember(id: RunId): void;
  /** Takes it from the list and the shelf. */
  remove(id: RunId): void;
  /** Lets go of it, unless it is listed or another was forked from it. */
  release(id: RunId): void;
  /** Lists what the shelf holds of this place, under the runs of now. */
  open(place: string): Promise<void>;
  /** The ids of all, which are forgotten by that. */
  close(): RunId[];
}

/** Runs that are remembered of a level beside the pinned ones. */
const rememberedRuns = 200;

export function createRunBook({
  engine,
  shelf,
  random,
  onUpdate,
}: {
  engine: EngineHandle;
  shelf: RunShelf;
  random: EditorPorts['random'];
  onUpdate: (run: Run) => void;
}): RunBook {
  const made = new Map<RunId, Made>();
  const runs = createCell<readonly Run[]>([]);
  const isListed = (id: RunId): boolean => runs.get().some((run) => run.id === id);
  const prefix = Array.from(random(6), (byte) => byte.toString(16).padStart(2, '0')).join('');
  let count = 0;
  let lastOrder = 0;
  /** Where the runs of this level are kept. */
  let place: string | undefined;

  /** What the browser refuses to keep costs a run of yesterday, never work. */
  const remember = (id: RunId): void => {
    const at = place;
    const known = made.get(id);
    if (at === undefined || !known || known.run.production || !isListed(id)) return;
    if (known.order === undefined) lastOrder += 1;
    const order = (known.order ??= lastOrder);
    const put = async (): Promise<void> => {
      const { start, commands } = known.whole ? known : await engine.call('recording', { run: id });
      const recipe = recipeOf(known.run, order, { start: { ...start }, commands: [...commands] } as Pick<RunRecipe, 'start' | 'commands'>);
      if (recipe && isListed(id)) await shelf.put(at, recipe);
    };
    void put().catch(() => {});
  };
  const takeOff = (id: RunId): void => {
    if (place !== undefined) void shelf.remove(place, id).catch(() => {});
  };

  const book: RunBook = {
    runs,
    nextId() {
      count += 1;
      return `${prefix}-${count}`;
    },
    get: (id) => made.get(id),
    add: (entry) => void made.set(entry.run.id, entry),
    update(id, change) {
      const known = made.get(id);
      if (!known) return undefined;
      const run = change(known.run);
      known.run = run;
      onUpdate(run);
      if (isListed(id)) runs.update((list) => list.map((kept) => (kept.id === id ? run : kept)));
      return run;
    },
    sentTo(id, upTo = Number.POSITIVE_INFINITY) {
      const known = made.get(id);
      if (!known) return [];
      const { from } = known.run;
      const own = known.commands.filter((command) => (command.tick ?? 0) <= upTo);
      return from ? [...book.sentTo(from.run, Math.min(from.tick, upTo)), ...own] : own;
    },
    packageAt(run, tick) {
      const source = run.from && tick < run.from.tick ? made.get(run.from.run)?.run : undefined;
      return source ? book.packageAt(source, tick) : run.package;
    },
    keep(run, instead) {
      const replaced = runs.get().filter((kept) => kept.id === instead && !kept.pinned);
      runs.update((list) => [run, ...list.filter((kept) => !replaced.includes(kept))]);
      for (const { id } of replaced) takeOff(id);
      remember(run.id);
    },
    remember,
    remove(id) {
      takeOff(id);
      runs.update((list) => list.filter((run) => run.id !== id));
    },
    release(id) {
      if (!isListed(id) && ![...made.values()].some(({ run }) => run.from?.run === id)) made.delete(id);
    },
    async open(at) {
      place = at;
      const recipes = (await shelf.load(at).catch(() => [])).toSorted((a, b) => b.order - a.order);
      if (place !== at) return;
      const spare = recipes.filter(({ pinned }) => !pinned).slice(rememberedRuns);
      for (const { id } of spare) takeOff(id);
      lastOrder = Math.max(lastOrder, recipes[0]?.order ?? 0);
      const known = recipes.filter((recipe) => !spare.includes(recipe) && !made.has(recipe.id));
      for (const recipe of known) {
        const { start, commands, order } = recipe;
        book.add({ run: runOf(recipe), start, commands, whole: true, order } as Made);
      }
      runs.update((list) => [...list, ...known.flatMap(({ id }) => made.get(id)?.run ?? [])]);
    },
    close() {
      place = undefined;
      runs.set([]);
      const ids = [...made.keys()];
      made.clear();
      return ids;
    },
  };
  return book;
}
