import type { WhyTarget } from '../../../engine/run/why/index.ts';
import { createHistory, type FieldChange, type History, type Peer, type PresenceState, type Step } from '../../../engine/document/index.ts';
import { type Problem, withHint } from '../../../engine/model/problem.ts';
import type { Bridge, HostDescription, OpenProject, ProjectHandle, RecentProject } from '../../../src-main/contract/index.ts';
import { t } from '../i18n/index.ts';
import type { Action } from './actions/action.ts';
import { type ActionRegistry, createActionRegistry } from './actions/registry.ts';
import { type Cell, createCell, derive, sameItems, type WritableCell } from './cell.ts';
import { createDebug, type ScriptDebug } from './debug/debug.ts';
import { beginFieldGesture, type FieldGesture } from './gestures/field-gesture.ts';
import type { EditorPorts } from './host/ports.ts';
import { noteVisit, visitOf } from './visit.ts';
import { createVisibility, type Visibility } from './level/visibility.ts';
import type { LevelRef, LevelSession } from './level/level-session.ts';
import { sayDeleted } from './level/say-deleted.ts';
import { createNotices, describeError, type Notices } from './notices.ts';
import { type Assets, createAssets } from './assets/assets.ts';
import { createPreferences, type Preferences } from './preferences.ts';
import { createPreview, type Preview } from './preview/preview.ts';
import { type EditorProblem, problemKey } from './preview/run-problems.ts';
import { inTurnOf } from './in-turn.ts';
import { keepPictures } from './project/keep-picture.ts';
import { openProjectSession, type ProjectSession } from './project/project-session.ts';
import type { RecoveredCopy } from '../people/index.ts';
import { createRecoveredCopies, type RecoveredCopies } from './rooms/recovered-copies.ts';
import { sayPresence } from './rooms/say-presence.ts';
import { createSyncKeeper, type Sync } from './rooms/rooms.ts';
import { createSelection, type Selection } from './selection.ts';
import { timeText } from './time-text.ts';
import { createViewing, type Tool, type Viewing } from './viewing/viewing.ts';
import type { ViewportHandle } from './viewing/viewport-handle.ts';

export type Screen =
  | { at: 'starting' }
  | { at: 'home'; recent: readonly RecentProject[] }
  | { at: 'opening'; name: string }
  | { at: 'project' }
  | {
      at: 'failed';
      message: string;
      hint: string | undefined;
      /** The project that could not be opened. */
      project?: { handle: ProjectHandle; name: string } | undefined;
    };

export interface HistoryState {
  undo: string | undefined;
  redo: string | undefined;
  steps: readonly Step[];
  undone: readonly Step[];
}

export interface Place {
  file: string;
  line?: number | undefined;
  column?: number | undefined;
}

/** A parameter or a KPI, by its name. */
export type Pointed = { parameter: string } | { kpi: string };

/** Studio without a face: everything a person can do and everything there is to see, framework-free. */
export interface Editor {
  readonly bridge: Bridge;
  readonly host: Cell<HostDescription | undefined>;
  readonly screen: Cell<Screen>;
  /** True from the very first start until the person leaves that project. */
  readonly firstStart: Cell<boolean>;
  readonly project: Cell<ProjectSession | undefined>;
  readonly level: Cell<LevelSession | undefined>;
  readonly selection: Selection;
  readonly visibility: Visibility;
  readonly actions: ActionRegistry;
  readonly history: History;
  readonly steps: Cell<HistoryState>;
  /** How many presses of undo and redo wait for a step on its way, that one counted. */
  readonly stepsWaiting: Cell<number>;
  readonly sync: Cell<Sync>;
  /** Everybody else in the level's room, one entry per window. */
  readonly people: Cell<readonly Peer[]>;
  /** The session whose view of the scene this window shows, until one moves oneself. */
  readonly following: WritableCell<number | undefined>;
  readonly preview: Preview;
  readonly debug: ScriptDebug;
  /** Of the project, the level, the compiler and the run that is looked at, worst first. */
  readonly problems: Cell<readonly EditorProblem[]>;
  /** Copies that rooms could not accept, kept until they are dismissed. */
  readonly recovered: Pick<RecoveredCopies, 'list' | 'dismiss'>;
  /** True once the host no longer knows this window. */
  readonly signedOut: Cell<boolean>;
  readonly notices: Notices;
  readonly preferences: Preferences;
  readonly assets: Assets;
  readonly tool: WritableCell<Tool>;
  readonly viewing: Viewing;
  /** Name of the dialog that is open. */
  readonly dialog: WritableCell<string | undefined>;
  /** Id of the panel that is to come to the front; the layout takes it up and clears it. */
  readonly reveal: WritableCell<string | undefined>;
  /** What the person wants explained of the shown run; the panel Why answers it for the shown tick. */
  readonly question: WritableCell<WhyTarget | undefined>;
  /** A place in a file that the person wants to see; the panel that shows the file takes it up and clears it. */
  readonly place: WritableCell<Place | undefined>;
  /** A knob or a figure that the person wants to see; the panel that shows it takes it up and clears it. */
  readonly pointed: WritableCell<Pointed | undefined>;
  /** The entity whose row is being renamed. */
  readonly renaming: WritableCell<string | undefined>;
  /** Values that the person's hand holds right now. */
  readonly draft: Cell<readonly FieldChange[]>;
  readonly viewport: WritableCell<ViewportHandle | undefined>;
  readonly canEdit: Cell<boolean>;
  /** Runs an action if it may run; what goes wrong becomes a notice. Resolves when it is done. */
  do<Input>(action: Action<Input>, ...input: Input extends void ? [] : [input: Input]): Promise<void>;
  gesture(label: string): FieldGesture | undefined;
  announce(state: Partial<PresenceState>): void;
  /** "Week 15 of 36", "1.5 s of 20 s": how far what is shown has come, in the level's own unit. */
  timeText(tick: number): string;
  /** "Week 15", "1.5 s": a tick in the level's own unit, wherever a moment is named. */
  momentText(tick: number): string;
  ports: Pick<EditorPorts, 'clipboard' | 'openPage' | 'random' | 'clock' | 'keepsakes' | 'pickFiles' | 'desktop'>;
  /** Describes the host, then opens a first project or shows the recent ones. */
  start(): Promise<void>;
  openProject(handle: ProjectHandle, name: string): Promise<void>;
  /** @param template the id of a shipped one */
  createProject(template: string): Promise<void>;
  openLevel(ref: LevelRef): Promise<void>;
  /** Asks the host which levels and scripts there are. Who looks at one that is gone is led to another. */
  refreshLevels(): Promise<void>;
  /** Back to the recent projects. */
  closeProject(): Promise<void>;
  dispose(): void;
}

const firstScenario = 'typical-team';

export function createEditor(ports: EditorPorts, actions: readonly Action[]): Editor {
  const { bridge, clock, keepsakes } = ports;
  const host = createCell<HostDescription | undefined>(undefined);
  const screen = createCell<Screen>({ at: 'starting' });
  const firstStart = createCell(false);
  const project = createCell<ProjectSession | undefined>(undefined);
  const level = createCell<LevelSession | undefined>(undefined);
  const people = createCell<readonly Peer[]>([]);
  const draft = createCell<readonly FieldChange[]>([]);
  const hostProblems = createCell<readonly Problem[]>([]);
  const documentProblems = createCell<readonly Problem[]>([], sameItems);
  const canEdit = createCell(true);
  const selection = createSelection();
  const visibility = createVisibility(keepsakes);
  const notices = createNotices(clock);
  const history = createHistory((labels) => notices.say({ tone: 'warn', title: t('undo.lost', { labels }), text: t('undo.lost.why') }));
  const preferences = createPreferences(keepsakes);
  const assets = createAssets(ports.assets, project, notices);
  const syncKeeper = createSyncKeeper();
  const sync = derive([syncKeeper.sync, ports.signedOut, hostProblems], (rooms, out, outside): Sync => {
    if (out) return { ...rooms, state: 'signed-out' };
    const behind = outside.find(({ folder }) => folder !== undefined);
    return behind ? { ...rooms, lag: withHint(behind.message, behind.hint) } : rooms;
  });
  const copies = createRecoveredCopies(ports.recovered, ports.random);
  const preview = createPreview({
    ...ports,
    onError: (error) => {
      const { message, hint } = describeError(error);
      notices.say({ tone: 'bad', title: message, text: hint, about: 'run' });
    },
    onNote: (note) => notices.say({ tone: 'warn', about: 'run', ...note }),
    onMended: () => notices.mended('run'),
  });
  const debug = createDebug(preview, keepsakes);
  const registry = createActionRegistry(actions, preferences.bindings);
  const steps = createCell<HistoryState>({ undo: undefined, redo: undefined, steps: [], undone: [] });
  let said: PresenceState = {};
  let leaveLevel = (): void => {};
  /** A level whose room is coming back as another document; meanwhile no level is open. */
  let recovering: LevelSession | undefined;
  let leaveProject = (): void => {};
  let refreshing = Promise.resolve();

  history.subscribe(() => {
    const { steps: done, undone } = history;
    steps.set({ undo: done.at(-1)?.label, redo: undone[0]?.label, steps: done, undone });
  });
  const stopPresence = selection.keys.subscribe(() => announce({ selection: selection.keys.get().slice(0, 50) as string[] }));
  const announcements = [
    bridge.on('project.problems', ({ project: handle, problems }) => {
      if (project.get()?.handle === handle) hostProblems.set(problems as Problem[]);
    }),
    bridge.on('levels.changed', ({ project: handle }) => {
      if (project.get()?.handle === handle) void editor.refreshLevels();
    }),
  ];

  function announce(state: Partial<PresenceState>): void {
    said = { ...said, ...state };
    sayPresence(level.get()?.room, said);
  }

  const enterLevel = (session: ProjectSession, next: LevelSession): void => {
    noteVisit(ports.visit, { project: session.handle, level: next.ref.path });
    const readDocument = (): void => documentProblems.set([...session.problems.get(), ...next.problems.get()]);
    const readPeople = (): void => people.set(next.room.presence.peers());
    const readRole = (): void => canEdit.set(next.room.role !== 'viewer');
    const stops = [
      next.subscribe((change) => {
        readDocument();
        if (!change.tree) return;
        sayDeleted(editor, next, change.by);
        selection.keep((key) => next.entity(key).get() !== undefined);
      }),
      session.file.subscribe(readDocument),
      next.room.presence.subscribe(readPeople),
      next.room.subscribe(readRole),
      // The room came back as another document (a recovery): the same level, looked at afresh.
      next.room.onDocument(() => {
        leaveLevel();
        recovering = next;
        void session.reopenLevel(next).then((again) => {
          if (recovering !== next) return again.dispose();
          recovering = undefined;
          return enterLevel(session, again);
        }, notices.refuse);
      }),
    ];
    leaveLevel = () => {
      for (const stop of stops) stop();
      leaveLevel = () => {};
      selection.clear();
      people.set([]);
      preview.leave();
      level.set(undefined);
    };
    for (const own of [visibility, editor.viewing]) own.open(`${session.id}/${next.ref.id}`);
    level.set(next);
    readDocument();
    readPeople();
    readRole();
    sayPresence(next.room, said);
    preview.follow(session, next);
  };

  /** What a room refused is the person's to keep: as the file it would have been. */
  const recovered = (refused: RecoveredCopy): Promise<void> => {
    const { copy, stored } = copies.keep(refused);
    notices.say({
      tone: copy.theirs === undefined ? 'bad' : 'warn',
      title: t(copy.theirs === undefined ? 'recovered' : 'recovered.overlap', copy),
      text: `${copy.message} ${t('recovered.where')}`,
      action: { label: t('recovered.show'), run: () => editor.reveal.set('problems') },
    });
    stored.catch(() => notices.say({ tone: 'bad', title: t('recovered.notStored', copy), text: t('recovered.notStored.hint') }));
    return stored;
  };

  const enterProject = async (opened: OpenProject): Promise<void> => {
    screen.set({ at: 'opening', name: opened.name });
    const session = await openProjectSession(opened, syncKeeper.over(ports.rooms(opened.handle, recovered)), history);
    hostProblems.set(opened.problems as Problem[]);
    void copies.enter(session.id).catch(() => {});
    const visit = visitOf(ports.visit);
    const last = visit?.project === opened.handle ? session.levels.find(({ path }) => path === visit.level) : undefined;
    const [start] = session.file.get().levels;
    const first = last ?? session.levels.find(({ path }) => path === start) ?? session.levels[0];
    if (!first) {
      session.dispose();
      throw Object.assign(new Error(t('error.noLevel', { name: opened.name })), { code: 'no-level' });
    }
    const opening = await session.openLevel(first);
    leaveProject = () => {
      leaveProject = () => {};
      recovering = undefined;
      refreshing = Promise.resolve();
      const open = level.get();
      leaveLevel();
      open?.dispose();
      project.set(undefined);
      history.clear();
      session.dispose();
      void copies.enter(undefined);
      hostProblems.set([]);
      documentProblems.set([]);
    };
    debug.breakpoints.open(session.id);
    project.set(session);
    enterLevel(session, opening);
    screen.set({ at: 'project' });
  };

  const attempt = async (work: () => Promise<void>, of?: { handle: ProjectHandle; name: string }): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { message, hint } = describeError(error);
      if (project.get()) notices.refuse(error);
      else screen.set({ at: 'failed', message, hint, ...(of && { project: of }) });
    }
  };
  const refreshLevels = async (): Promise<void> => {
    const session = project.get();
    if (!session) return;
    const { levels, scripts, gone = [] } = await bridge.invoke('project.open', { project: session.handle });
    if (project.get() !== session) return;
    session.gone = gone;
    session.setLevels(levels);
    session.setScripts(scripts);
    await leaveGone(session);
    await session.openWaiting();
  };
  /** Who looks at a level that is gone is led to another, and told who took it away. */
  const leaveGone = async (session: ProjectSession): Promise<void> => {
    const gone = (level.get() ?? recovering)?.ref;
    if (!gone || session.levels.some(({ path }) => path === gone.path)) return;
    const next = session.levels.find(({ path }) => path === gone.draft?.of) ?? session.levels[0];
    if (!next) return;
    const part = session.gone.find(({ path }) => path === gone.path);
    await editor.openLevel(next);
    if (part) (await import('./files/bring-back.ts')).sayGone(editor, part, next);
    else notices.say({ tone: 'warn', title: t('level.gone', gone), text: t('level.gone.hint', next) });
  };
  /** What was said in a project is said of it: nobody reads it at home or in another. */
  const leaveForAnother = (): void => {
    leaveProject();
    notices.clear();
  };
  const showHome = async (): Promise<void> => {
    const { projects } = await bridge.invoke('project.recent', {});
    screen.set({ at: 'home', recent: projects });
  };

  const editor: Editor = {
    bridge,
    host,
    screen,
    firstStart,
    project,
    level,
    selection,
    visibility,
    actions: registry,
    history,
    steps,
    stepsWaiting: inTurnOf(history),
    sync,
    people,
    following: createCell<number | undefined>(undefined),
    preview,
    debug,
    problems: derive(
      [hostProblems, documentProblems, preview.program, preview.problems, assets.problems, sync],
      (outside, document, { problems }, replayed, shown, { kept }) =>
        mergeProblems([...replayed, ...problems, ...shown, ...document, ...outside, ...(kept ? [] : [notKept()])])
          // No file's fault, and the banner says it.
          .filter(({ code }) => code !== 'signed-out'),
    ),
    recovered: copies,
    signedOut: ports.signedOut,
    notices,
    preferences,
    assets,
    tool: createCell<Tool>('select'),
    viewing: createViewing(keepsakes),
    dialog: createCell<string | undefined>(undefined),
    reveal: createCell<string | undefined>(undefined),
    place: createCell<Place | undefined>(undefined),
    pointed: createCell<Pointed | undefined>(undefined),
    question: createCell<WhyTarget | undefined>(undefined),
    renaming: createCell<string | undefined>(undefined),
    draft,
    viewport: createCell<ViewportHandle | undefined>(undefined),
    canEdit,
    ports,
    async do<Input>(action: Action<Input>, ...input: Input extends void ? [] : [input: Input]) {
      if (!(action.when?.(editor) ?? true)) return;
      try {
        await action.run(editor, input[0] as Input);
      } catch (error) {
        notices.refuse(error);
      }
    },
    gesture(label) {
      const open = level.get();
      if (!open || !canEdit.get()) return undefined;
      return beginFieldGesture(
        {
          level: open,
          history,
          clock,
          draft,
          announce: (ghosts) => announce({ ghosts: ghosts as PresenceState['ghosts'] }),
          refuse: notices.refuse,
        },
        label,
      );
    },
    announce,
    timeText: (tick) => timeText(level.get()?.head.get().clock, tick, preview.transport.get().ticks),
    momentText: (tick) => timeText(level.get()?.head.get().clock, tick),
    start: () =>
      attempt(async () => {
        host.set(await bridge.invoke('host.describe', {}));
        const { projects } = await bridge.invoke('project.recent', {});
        const [shared] = projects;
        // A guest has come for one project.
        if (host.get()?.guestOf !== undefined && shared) return editor.openProject(shared.handle, shared.name);
        const last = projects.find(({ handle, missing }) => handle === visitOf(ports.visit)?.project && missing !== true);
        if (last) return editor.openProject(last.handle, last.name);
        // Who only looks on has nothing to begin with: what there is stands there.
        if (projects.length > 0 || host.get()?.role === 'viewer') return screen.set({ at: 'home', recent: projects });
        firstStart.set(true);
        preferences.setPreset('scenario');
        await enterProject(await bridge.invoke('project.create', { template: 'supply-chain' }));
        if (Object.hasOwn(project.get()?.file.get().scenarios ?? {}, firstScenario)) preview.chooseScenario(firstScenario);
        await preview.play();
      }),
    openProject: (handle, name) =>
      attempt(
        async () => {
          leaveForAnother();
          screen.set({ at: 'opening', name });
          await enterProject(await bridge.invoke('project.open', { project: handle }));
        },
        { handle, name },
      ),
    createProject: (template) =>
      attempt(async () => {
        leaveForAnother();
        screen.set({ at: 'opening', name: t('home.creating') });
        await enterProject(await bridge.invoke('project.create', { template }));
      }),
    openLevel: (ref) =>
      attempt(async () => {
        const session = project.get();
        if (!session || (level.get() ?? recovering)?.ref.path === ref.path) return;
        const next = await session.openLevel(ref);
        const open = level.get() ?? recovering;
        if (open === next) return;
        recovering = undefined;
        leaveLevel();
        if (open) {
          // What was done there can still be undone, unless it is gone. Nobody is to be seen there any more.
          const isThere = session.levels.some(({ path }) => path === open.ref.path);
          if (isThere && history.concerns(open.document)) await session.holdLevel(open.ref);
          open.room.setPresence({});
          session.closeLevel(open);
        }
        enterLevel(session, next);
      }),
    refreshLevels: () => {
      // One after the other: each sees what the one before it found, and tells nobody twice.
      const next = refreshing.then(() => attempt(refreshLevels));
      refreshing = next;
      return next;
    },
    closeProject: () =>
      attempt(async () => {
        firstStart.set(false);
        const pictured = takePicture();
        leaveForAnother();
        noteVisit(ports.visit, undefined);
        await pictured;
        await showHome();
      }),
    dispose() {
      leaveProject();
      stopPresence();
      for (const stop of announcements) stop();
      debug.dispose();
      assets.dispose();
      preview.dispose();
    },
  };
  const takePicture = keepPictures({ ...editor, clock });
  return editor;
}

/** Without storage of the browser's, edits that wait for a connection end with the window. */
const notKept = (): Problem => ({
  severity: 'warning',
  code: 'edits-not-kept',
  file: '',
  message: t('sync.notKept'),
  hint: t('sync.notKept.hint'),
});

/** One list without repetitions: the host compiles the same files. */
function mergeProblems(problems: readonly EditorProblem[]): readonly EditorProblem[] {
  const seen = new Map<string, EditorProblem>();
  for (const problem of problems) seen.set(problemKey(problem), problem);
  return [...seen.values()].toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}
