import type { Announcement, CloudStatus, PublishCheck, PublishOutcome, Response } from '../../../src-main/contract/index.ts';
import type { Cell, Editor } from '../editor/index.ts';
import { createCell, derive, sameItems } from '../editor/cell.ts';
import { describeError } from '../editor/notices.ts';
import { t } from '../i18n/index.ts';
import { type Asked, asking, known, refused } from './asked.ts';

export type PublishState =
  | { at: 'idle' }
  /** Until this window's edits are saved: only what is saved can be published. */
  | { at: 'waiting' }
  /** `publish` is empty until the host has named it; `over` is the revision that was live when it began. */
  | { at: 'running'; publish: string; progress: Announcement<'publish.progress'> | undefined; over: number | undefined }
  | { at: 'finished'; outcome: PublishOutcome; over: number | undefined };

/** One window's way to a tenant: where to, how the level stands to what is live there, and a publish in progress. */
export interface Publishing {
  readonly cloud: Cell<Asked<CloudStatus>>;
  /** Those this person may see. */
  readonly tenants: Cell<readonly string[]>;
  readonly tenant: Cell<string | undefined>;
  readonly channel: Cell<string>;
  readonly check: Cell<Asked<PublishCheck>>;
  readonly state: Cell<PublishState>;
  /** Edits of this window that are not saved yet, and so would not be published. */
  readonly unsaved: Cell<number>;
  choose(tenant: string): void;
  setChannel(channel: string): void;
  /** Publishes once the edits of this window are saved; or, if they are to be left out, what is saved now. */
  publish(unsaved?: 'wait' | 'leave-out'): Promise<void>;
  /** No longer waits for edits to be saved. */
  callOff(): void;
  /** What the sheet shows when it opens: how the level stands now, unless a publish is under way. */
  open(): void;
  /** Asks again how the cloud is and how the level stands. */
  refresh(): void;
}

const settle = 400;
/** After this long without a word about a publish its state is asked for: the connection may have been gone when it was told. */
const silence = 4000;

export function createPublishing(editor: Editor): Publishing {
  const { bridge, ports } = editor;
  const cloud = createCell<Asked<CloudStatus>>(asking);
  const tenants = derive([cloud], (now) => (now.at === 'known' ? now.answer.tenants.map(({ id }) => id) : []), sameItems);
  const tenant = createCell<string | undefined>(undefined);
  const channel = createCell('live');
  const check = createCell<Asked<PublishCheck>>(asking);
  const state = createCell<PublishState>({ at: 'idle' });
  const unsaved = derive([editor.sync], ({ waiting }) => waiting);
  let question = 0;
  let look = 0;
  let cancelAsk = (): void => {};
  let cancelSilence = (): void => {};
  let early: { outcome: PublishOutcome; publish: string } | undefined;

  const where = () => {
    const project = editor.project.get();
    const level = editor.level.get();
    const to = tenant.get();
    return project && level && to ? { project: project.handle, level: level.ref.id, tenant: to, channel: channel.get() } : undefined;
  };

  const ask = async (): Promise<void> => {
    const request = where();
    question += 1;
    const mine = question;
    if (!request) return check.set(asking);
    try {
      const answer = await bridge.invoke('publish.check', request);
      if (mine === question) check.set(known(answer));
    } catch (error) {
      if (mine === question) check.set(refused(error));
    }
  };
  const askSoon = (): void => {
    cancelAsk();
    cancelAsk = ports.clock.after(settle, () => void ask());
  };

  const lookAround = async (then: () => unknown = askSoon): Promise<void> => {
    look += 1;
    const mine = look;
    try {
      const status = await bridge.invoke('cloud.status', {});
      if (mine !== look) return;
      cloud.set(known(status));
      if (tenant.get() === undefined) tenant.set(status.tenants[0]?.id);
    } catch (error) {
      if (mine === look) cloud.set(refused(error));
    }
    if (mine === look) then();
  };
  const startAfresh = (): void => {
    if (state.get().at !== 'running') state.set({ at: 'idle' });
    check.set(asking);
  };

  const finish = (outcome: PublishOutcome): void => {
    cancelSilence();
    const now = state.get();
    state.set({ at: 'finished', outcome, over: 'over' in now ? now.over : undefined });
    askSoon();
  };
  const listen = (): void => {
    cancelSilence();
    cancelSilence = ports.clock.after(silence, () => void askState());
  };
  const askState = async (): Promise<void> => {
    const now = state.get();
    if (now.at !== 'running' || now.publish === '') return;
    const { publish } = now;
    const current = (): boolean => {
      const then = state.get();
      return then.at === 'running' && then.publish === publish;
    };
    let answer: Response<'publish.state'>;
    try {
      answer = await bridge.invoke('publish.state', { publish });
    } catch {
      // The connection breaks again while it is asked: there is another turn.
      if (current()) listen();
      return;
    }
    if (!current()) return;
    if (answer.state === 'running') listen();
    else finish(answer.state === 'finished' ? answer.outcome : lost('publish-forgotten'));
  };

  const start = async (): Promise<void> => {
    const request = where();
    if (!request || state.get().at === 'running') return;
    const stands = check.get();
    const over = stands.at === 'known' ? stands.answer.live?.revision : undefined;
    early = undefined;
    state.set({ at: 'running', publish: '', progress: undefined, over });
    try {
      const { publish } = await bridge.invoke('publish.start', request);
      const now = state.get();
      if (now.at === 'running') state.set({ ...now, publish });
      const finished = early as { outcome: PublishOutcome; publish: string } | undefined;
      if (finished?.publish === publish) finish(finished.outcome);
      else listen();
    } catch (error) {
      const { code, message, hint } = describeError(error);
      finish(code === 'host-gone' ? lost(code) : { ok: false, code, message, ...(hint !== undefined && { hint }) });
    }
  };

  unsaved.subscribe(() => {
    if (unsaved.get() > 0) return;
    askSoon();
    if (state.get().at === 'waiting') void start();
  });
  editor.preview.program.subscribe(askSoon);
  editor.level.subscribe(() => {
    startAfresh();
    void lookAround();
  });
  bridge.on('cloud.changed', () => void lookAround());
  bridge.on('publish.progress', (progress) => {
    const now = state.get();
    if (now.at !== 'running' || (now.publish !== '' && now.publish !== progress.publish)) return;
    state.set({ ...now, progress });
    if (now.publish !== '') listen();
  });
  bridge.on('publish.finished', ({ publish, outcome }) => {
    const now = state.get();
    if (now.at !== 'running') return;
    if (now.publish === publish) finish(outcome);
    else early = { publish, outcome };
  });
  void lookAround();

  return {
    cloud,
    tenants,
    tenant,
    channel,
    check,
    state,
    unsaved,
    refresh: () => void lookAround(ask),
    open() {
      if (state.get().at !== 'running') state.set({ at: 'idle' });
      void lookAround(ask);
    },
    choose(next) {
      tenant.set(next);
      startAfresh();
      void ask();
    },
    setChannel(next) {
      channel.set(next);
      startAfresh();
      void ask();
    },
    async publish(edits = 'wait') {
      if (!where() || state.get().at === 'running') return;
      if (edits === 'wait' && unsaved.get() > 0) state.set({ at: 'waiting' });
      else await start();
    },
    callOff() {
      if (state.get().at === 'waiting') state.set({ at: 'idle' });
    },
  };
}

/** Nobody can say any more how a publish ended; what is live can. */
const lost = (code: string): PublishOutcome => ({ ok: false, code, message: t('publish.lost'), hint: t('publish.lostHint') });

const made = new WeakMap<Editor, Publishing>();

/** The publishing of this window's editor: one, whoever asks first. */
export function publishingOf(editor: Editor): Publishing {
  let publishing = made.get(editor);
  if (!publishing) {
    publishing = createPublishing(editor);
    made.set(editor, publishing);
  }
  return publishing;
}
