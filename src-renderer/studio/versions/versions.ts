import type { LevelFile } from '../../../engine/model/level.ts';
import type { DamagedVersion, RestorePart, Response, Version, VersionChange, VersionDifference } from '../../../src-main/contract/index.ts';
import { type Cell, createCell, type WritableCell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { describeError } from '../editor/notices.ts';
import { undo } from '../editor/actions/index.ts';
import { t } from '../i18n/index.ts';

export interface Known {
  versions: readonly Version[];
  damaged: readonly DamagedVersion[];
}

/** How two versions differ, once the host has said so. */
export type Comparison =
  | { at: 'none' }
  | { at: 'waiting' }
  | { at: 'known'; difference: VersionDifference }
  | { at: 'refused'; message: string; hint: string | undefined };

export interface Marked {
  path: string;
  changes: readonly VersionChange[];
  before: LevelFile['entities'];
}

/** The versions of the open project as the panel shows them. */
export interface Versions {
  readonly known: Cell<Known | undefined>;
  /** The version that is looked at. */
  readonly chosen: Cell<Version | undefined>;
  /** What it is compared with: another version, or what the rooms say now. */
  readonly against: Cell<string>;
  readonly comparison: Cell<Comparison>;
  /** Which part of the History panel is in front. */
  readonly tab: WritableCell<'steps' | 'versions'>;
  /** True while a panel shows the comparison. */
  readonly looking: WritableCell<boolean>;
  /** Differences that are marked in the scene while no version is looked at: of the level at `path` from what it was `before`. */
  readonly marked: WritableCell<Marked | undefined>;
  /** Where what was removed since stood in the scene, in metres. */
  readonly stood: WritableCell<ReadonlyMap<string, readonly [number, number, number]>>;
  refresh(): Promise<void>;
  choose(version: Version | undefined): void;
  compareWith(id: string): void;
  /** Resolves when it is on the host's disk. What goes wrong becomes a notice. */
  save(name: string): Promise<void>;
  restore(version: Version, part?: RestorePart): Promise<void>;
}

/** How long the hand rests before what it did is compared. */
const settled = 200;

/** Calls back after what the rooms of the open project say has changed, by whomever, and this person's own edits are with the host. */
function followRooms(editor: Editor, changed: () => void): void {
  let stop: (() => unknown) | undefined;
  const soon = (): void => {
    stop?.();
    stop = editor.ports.clock.after(settled, () => editor.sync.get().state !== 'syncing' && changed());
  };
  const follow = <T>(source: Cell<T>, watch: (now: T) => (() => void) | undefined): void => {
    let leave = watch(source.get());
    source.subscribe(() => {
      leave?.();
      leave = watch(source.get());
      soon();
    });
  };
  follow(editor.level, (level) => level?.subscribe(soon));
  follow(editor.project, (project) => project?.file.subscribe(soon));
  editor.sync.subscribe(soon);
}

function createVersions(editor: Editor): Versions {
  const known = createCell<Known | undefined>(undefined);
  const chosen = createCell<Version | undefined>(undefined);
  const against = createCell('now');
  const comparison = createCell<Comparison>({ at: 'none' });
  const marked = createCell<Marked | undefined>(undefined);
  const looking = createCell(false);
  let round = 0;

  const handle = () => editor.project.get()?.handle;
  const compare = async (): Promise<void> => {
    const [project, version] = [handle(), chosen.get()];
    round += 1;
    const mine = round;
    if (!project || !version) return comparison.set({ at: 'none' });
    if (comparison.get().at !== 'known') comparison.set({ at: 'waiting' });
    let next: Comparison;
    try {
      const difference: Response<'versions.diff'> = await editor.bridge.invoke('versions.diff', {
        project,
        from: version.id,
        to: against.get(),
      } as never);
      next = { at: 'known', difference };
    } catch (error) {
      const { message, hint } = describeError(error);
      next = { at: 'refused', message, hint };
    }
    if (mine === round) comparison.set(next);
  };
  const refresh = async (): Promise<void> => {
    const project = handle();
    if (!project) return;
    try {
      const answer = await editor.bridge.invoke('versions.list', { project });
      if (handle() === project) known.set(answer);
    } catch (error) {
      editor.notices.refuse(error);
    }
    await compare();
  };
  const choose = (version: Version | undefined): void => {
    chosen.set(version);
    against.set('now');
    comparison.set({ at: 'none' });
    void compare();
  };
  editor.project.subscribe(() => {
    known.set(undefined);
    choose(undefined);
  });
  editor.level.subscribe(() => marked.set(undefined));
  followRooms(editor, () => {
    if (looking.get() && against.get() === 'now' && comparison.get().at !== 'none') void compare();
  });
  looking.subscribe(() => looking.get() && comparison.get().at !== 'none' && void compare());
  editor.bridge.on('versions.changed', ({ project }) => {
    if (project === handle() && known.get()) void refresh();
  });

  return {
    known,
    chosen,
    against,
    comparison,
    tab: createCell<'steps' | 'versions'>('steps'),
    looking,
    marked,
    stood: createCell<ReadonlyMap<string, readonly [number, number, number]>>(new Map()),
    refresh,
    choose,
    compareWith(id) {
      against.set(id);
      void compare();
    },
    async save(name) {
      const project = handle();
      if (!project) return;
      try {
        const saved = await editor.bridge.invoke('versions.save', { project, name });
        editor.notices.say({ tone: 'good', title: t('versions.saved', { name: saved.name ?? name }) });
        await refresh();
      } catch (error) {
        editor.notices.refuse(error);
      }
    },
    async restore(version, part) {
      const project = handle();
      if (!project) return;
      try {
        const { label } = await editor.bridge.invoke('versions.restore', { project, version: version.id, ...(part && { part }) });
        editor.notices.say({
          tone: 'good',
          title: label,
          text: t('versions.restored.how'),
          action: { label: t('action.undo'), run: () => void editor.do(undo) },
        });
        await refresh();
      } catch (error) {
        editor.notices.refuse(error);
      }
    },
  };
}

/** What a version is called: by its name, else by why it was taken. */
export const titleOf = ({ name, reason }: Version): string => name ?? t(`versions.reason.${reason}`);

const made = new WeakMap<Editor, Versions>();

export function versionsOf(editor: Editor): Versions {
  let versions = made.get(editor);
  if (!versions) {
    versions = createVersions(editor);
    made.set(editor, versions);
  }
  return versions;
}
