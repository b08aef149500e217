import type {
  AuditRecord,
  Publication,
  Request,
  Response,
  SessionHost,
  SessionSummary,
  Verdict,
} from '../../../src-main/contract/index.ts';
import { type Cell, createCell, derive } from '../editor/cell.ts';
import type { Editor, Run } from '../editor/index.ts';
import { describeError } from '../editor/notices.ts';
import { t } from '../i18n/index.ts';
import type { Refusal } from './asked.ts';
import { type Publishing, publishingOf } from './publishing.ts';

export interface Picture {
  png?: string | undefined;
  adapter?: string | undefined;
  reason?: string | undefined;
}

/** Refusals after which nothing that was read before may be shown. */
const noLongerTheirs: ReadonlySet<string> = new Set(['forbidden', 'sign-in-ended']);

export type PhaseChange = Request<'cloud.changePhase'>['change'];
export const endSessionDialog = 'end-session';

export type Scenarios = Response<'cloud.scenarios'>['scenarios'];
/** What is live, of which a session can be started. */
type Live = Pick<Publication, 'tenant' | 'level' | 'channel' | 'packageHash'>;

/** What the Cloud panel shows of one tenant, kept current by the host's announcements. */
export interface CloudWatch {
  readonly status: Publishing['cloud'];
  /** Why what is shown may be old: the last time it was read the cloud refused. */
  readonly trouble: Cell<Refusal | undefined>;
  readonly tenant: Cell<string | undefined>;
  readonly publications: Cell<readonly Publication[]>;
  readonly sessions: Cell<readonly SessionSummary[]>;
  /** By package hash. */
  readonly pictures: Cell<Readonly<Record<string, Picture>>>;
  /** What a session can begin with, by package hash. */
  readonly scenarios: Cell<Readonly<Record<string, Scenarios>>>;
  /** What a session of it begins with: chosen, or what is previewed of it, or its first. */
  readonly scenarioOf: Cell<(live: Live) => string | undefined>;
  chooseScenario(live: Live, id: string): void;
  /** What runs a session of it: functions that it shares with others, unless somebody has chosen. */
  readonly hostOf: Cell<(live: Live) => SessionHost>;
  chooseHost(live: Live, host: SessionHost): void;
  readonly audit: Cell<{ session: string; records: readonly AuditRecord[] } | undefined>;
  /** By session; undefined while it is being replayed. */
  readonly verdicts: Cell<Readonly<Record<string, Verdict | 'replaying'>>>;
  /** The session of which it is asked whether to end it. */
  readonly ending: Cell<SessionSummary | undefined>;
  choose(tenant: string): void;
  start(live: Live): Promise<void>;
  open(session: Pick<SessionSummary, 'tenant' | 'id'>): Promise<void>;
  showAudit(session: SessionSummary): Promise<void>;
  hideAudit(): void;
  verify(session: SessionSummary): Promise<void>;
  /** Opens a session's Playground, as its players see it. */
  play(session: SessionSummary): Promise<void>;
  /** The Playground that this browser let no page be opened for. */
  readonly blocked: Cell<{ readonly session: string; readonly url: string } | undefined>;
  copyLink(session: SessionSummary): Promise<void>;
  pause(session: SessionSummary): Promise<void>;
  resume(session: SessionSummary): Promise<void>;
  /** Asks first: it is for good. */
  askToEnd(session: SessionSummary): void;
  end(): Promise<void>;
  /** Leaves it running. */
  keep(): void;
  refresh(): void;
}

/** Names what is live within its tenant. */
export const placeOf = ({ level, channel }: Pick<Publication, 'level' | 'channel'>): string => `${level} ${channel}`;
const placeInCloud = (live: Live): string => `${live.tenant} ${placeOf(live)}`;

export function createCloudWatch(editor: Editor): CloudWatch {
  const { bridge, notices } = editor;
  const publishing = publishingOf(editor);
  const { cloud: status } = publishing;
  const trouble = createCell<Refusal | undefined>(undefined);
  const publications = createCell<readonly Publication[]>([]);
  const sessions = createCell<readonly SessionSummary[]>([]);
  const pictures = createCell<Readonly<Record<string, Picture>>>({});
  const scenarios = createCell<Readonly<Record<string, Scenarios>>>({});
  const chosen = createCell<Readonly<Record<string, string>>>({});
  const scenarioOf = derive([scenarios, chosen, editor.level, editor.preview.scenario], (all, choice, open, previewed) => (live: Live) => {
    const wanted = [choice[placeInCloud(live)], open?.ref.id === live.level ? previewed : undefined].filter((id) => id !== undefined);
    const has = all[live.packageHash];
    return has === undefined ? wanted[0] : (wanted.find((id) => has.some((each) => each.id === id)) ?? has[0]?.id);
  });
  const hosts = createCell<Readonly<Record<string, SessionHost>>>({});
  const hostOf = derive([hosts], (all) => (live: Live) => all[placeInCloud(live)] ?? 'functions');
  const audit = createCell<{ session: string; records: readonly AuditRecord[] } | undefined>(undefined);
  const verdicts = createCell<Readonly<Record<string, Verdict | 'replaying'>>>({});
  const ending = createCell<SessionSummary | undefined>(undefined);
  const blocked = createCell<{ session: string; url: string } | undefined>(undefined);
  let reading: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const readPicture = async (tenant: string, { packageHash, thumbnail }: Publication): Promise<void> => {
    if (thumbnail.state !== 'ready' || pictures.get()[packageHash]?.png) return;
    let picture: Picture;
    try {
      picture = await bridge.invoke('cloud.thumbnail', { tenant, packageHash });
    } catch (error) {
      picture = { reason: describeError(error).message };
    }
    pictures.update((known) => ({ ...known, [packageHash]: picture }));
  };
  /** Where they cannot be read there is nothing to choose from; that the session cannot be started either is said when it is. */
  const readScenarios = async ({ tenant, level, packageHash }: Live): Promise<void> => {
    if (scenarios.get()[packageHash] !== undefined) return;
    const answer = await bridge.invoke('cloud.scenarios', { tenant, level, packageHash }).catch(() => undefined);
    if (answer) scenarios.update((known) => ({ ...known, [packageHash]: answer.scenarios }));
  };
  const read = async (): Promise<void> => {
    const now = status.get();
    const tenant = publishing.tenant.get();
    if (now.at !== 'known' || now.answer.state !== 'ready' || !tenant) return trouble.set(undefined);
    const [live, running] = await Promise.all([
      bridge.invoke('cloud.publications', { tenant }),
      bridge.invoke('cloud.sessions', { tenant }),
    ]);
    if (tenant !== publishing.tenant.get()) return;
    trouble.set(undefined);
    publications.set(live.publications);
    sessions.set(running.sessions);
    await Promise.all(live.publications.flatMap((publication) => [readPicture(tenant, publication), readScenarios(publication)]));
  };
  const forget = (): void => {
    publications.set([]);
    sessions.set([]);
    audit.set(undefined);
    blocked.set(undefined);
  };
  const tryToRead = async (): Promise<void> => {
    try {
      await read();
    } catch (error) {
      const why = describeError(error);
      // What somebody else was shown at this window is not for who is here now.
      if (noLongerTheirs.has(why.code)) forget();
      trouble.set(why);
    } finally {
      reading = undefined;
    }
  };
  /** Announcements come in bursts: one read at a time, and one more when something changed meanwhile. @returns once what is so now is shown */
  const reread = (): Promise<void> => {
    if (!reading) return (reading = tryToRead());
    next ??= reading.then(() => {
      next = undefined;
      return reread();
    });
    return next;
  };
  const refresh = (): void => void reread();
  const guarded =
    <Input>(work: (input: Input) => Promise<void>) =>
    async (input: Input): Promise<void> => {
      try {
        await work(input);
      } catch (error) {
        notices.refuse(error);
      }
    };

  /** Asked for at each press: the cloud notes to whom it was handed. */
  const linkOf = async ({ tenant, id }: SessionSummary): Promise<string> =>
    (await bridge.invoke('cloud.playersLink', { tenant, session: id })).playUrl;
  const changePhase = (change: PhaseChange) =>
    guarded(async ({ tenant, id }: SessionSummary) => {
      await bridge.invoke('cloud.changePhase', { tenant, session: id, change });
      await reread();
    });
  const endOne = changePhase('end');
  const keep = (): void => {
    ending.set(undefined);
    if (editor.dialog.get() === endSessionDialog) editor.dialog.set(undefined);
  };

  bridge.on('cloud.changed', refresh);
  bridge.on('publish.finished', refresh);
  publishing.tenant.subscribe(refresh);
  status.subscribe(refresh);
  refresh();

  return {
    status,
    trouble,
    tenant: publishing.tenant,
    publications,
    sessions,
    pictures,
    scenarios,
    scenarioOf,
    chooseScenario: (live, id) => chosen.update((all) => ({ ...all, [placeInCloud(live)]: id })),
    hostOf,
    chooseHost: (live, host) => hosts.update((all) => ({ ...all, [placeInCloud(live)]: host })),
    audit,
    verdicts,
    ending,
    pause: changePhase('pause'),
    resume: changePhase('resume'),
    askToEnd: (session) => {
      ending.set(session);
      editor.dialog.set(endSessionDialog);
    },
    end: async () => {
      const session = ending.get();
      keep();
      if (session) await endOne(session);
    },
    keep,
    refresh: () => publishing.refresh(),
    choose: (tenant) => {
      forget();
      publishing.choose(tenant);
    },
    start: guarded(async (live: Live) => {
      await readScenarios(live);
      const { tenant, level, channel } = live;
      const scenario = scenarioOf.get()(live);
      const host = hostOf.get()(live);
      await bridge.invoke('cloud.startSession', { tenant, level, channel, host, ...(scenario !== undefined && { scenario }) });
      await reread();
    }),
    open: guarded(async ({ tenant, id }: Pick<SessionSummary, 'tenant' | 'id'>) => {
      const recording = await bridge.invoke('cloud.openSession', { tenant, session: id });
      // Once is enough, unless it has gone on since or came to something else here.
      const open = editor.preview.runs.get().find((run) => isReplayOf(run, recording));
      if (open) editor.preview.show(open.id);
      const replayed = open ?? (await editor.preview.openRecording(recording));
      if (!replayed) return;
      editor.reveal.set('viewport');
      if (replayed.problem === undefined) notices.say({ tone: 'plain', title: t('cloud.opened', { session: id }) });
      else notices.say({ tone: 'bad', title: t('cloud.openedDifferent', { session: id }), text: replayed.problem });
    }),
    showAudit: guarded(async ({ tenant, id }: SessionSummary) => {
      const { records } = await bridge.invoke('cloud.audit', { tenant, session: id });
      audit.set({ session: id, records });
    }),
    hideAudit: () => audit.set(undefined),
    verify: guarded(async ({ tenant, id }: SessionSummary) => {
      verdicts.update((known) => ({ ...known, [id]: 'replaying' }));
      try {
        const verdict = await bridge.invoke('cloud.verify', { tenant, session: id });
        verdicts.update((known) => ({ ...known, [id]: verdict }));
      } catch (error) {
        verdicts.update((known) => Object.fromEntries(Object.entries(known).filter(([session]) => session !== id)));
        throw error;
      }
    }),
    play: guarded(async (session: SessionSummary) => {
      blocked.set(undefined);
      const url = linkOf(session);
      if (!(await editor.ports.openPage(url))) blocked.set({ session: session.id, url: await url });
    }),
    blocked,
    copyLink: guarded(async (session: SessionSummary) => {
      await editor.ports.clipboard.write(await linkOf(session));
      notices.say({ tone: 'good', title: t('cloud.linkCopied') });
    }),
  };
}

const isReplayOf = ({ production, hashes }: Run, { session, hashes: recorded }: Response<'cloud.openSession'>): boolean =>
  production?.tenant === session.tenant &&
  production.session === session.id &&
  hashes.length === recorded.length &&
  hashes.every((hash, at) => hash === recorded[at]);

const known = new WeakMap<Editor, CloudWatch>();

export function cloudWatchOf(editor: Editor): CloudWatch {
  let watch = known.get(editor);
  if (!watch) {
    watch = createCloudWatch(editor);
    known.set(editor, watch);
  }
  return watch;
}
