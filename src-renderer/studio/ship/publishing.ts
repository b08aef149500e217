import type { Announcement, PublishCheck, PublishOutcome } from '../../../src-main/contract/index.ts';
import type { Cell, Editor } from '../editor/index.ts';
import { createCell } from '../editor/cell.ts';

export type PublishState =
  | { at: 'idle' }
  | { at: 'running'; publish: string; progress: Announcement<'publish.progress'> | undefined }
  | { at: 'finished'; outcome: PublishOutcome };

/** One window's way to a tenant: where to, how the level stands to what is live there, and a publish in progress. */
export interface Publishing {
  readonly tenants: Cell<readonly string[]>;
  readonly tenant: Cell<string | undefined>;
  readonly channel: Cell<string>;
  /** Undefined while it is being asked. */
  readonly check: Cell<PublishCheck | undefined>;
  readonly state: Cell<PublishState>;
  choose(tenant: string): void;
  setChannel(channel: string): void;
  publish(): Promise<void>;
  /** Asks again how the level stands. */
  refresh(): void;
}

const settle = 400;

export function createPublishing(editor: Editor): Publishing {
  const tenants = createCell<readonly string[]>([]);
  const tenant = createCell<string | undefined>(undefined);
  const channel = createCell('live');
  const check = createCell<PublishCheck | undefined>(undefined);
  const state = createCell<PublishState>({ at: 'idle' });
  let question = 0;
  let cancel = (): void => {};
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
    if (!request) return check.set(undefined);
    try {
      const answer = await editor.bridge.invoke('publish.check', request);
      if (mine === question) check.set(answer);
    } catch {
      if (mine === question) check.set(undefined);
    }
  };
  const refresh = (): void => {
    cancel();
    cancel = editor.ports.clock.after(settle, () => void ask());
  };

  const learnTenants = async (): Promise<void> => {
    try {
      const { tenants: known } = await editor.bridge.invoke('cloud.status', {});
      tenants.set(known.map(({ id }) => id));
      if (tenant.get() === undefined) tenant.set(known[0]?.id);
    } catch {
      tenants.set([]);
    }
    refresh();
  };

  editor.preview.program.subscribe(refresh);
  editor.level.subscribe(() => {
    check.set(undefined);
    state.set({ at: 'idle' });
    void learnTenants();
  });
  editor.bridge.on('cloud.changed', () => void learnTenants());
  editor.bridge.on('publish.progress', (progress) => {
    const now = state.get();
    if (now.at === 'running' && (now.publish === '' || now.publish === progress.publish)) state.set({ ...now, progress });
  });
  editor.bridge.on('publish.finished', ({ publish, outcome }) => {
    const now = state.get();
    if (now.at !== 'running') return;
    if (now.publish === publish) state.set({ at: 'finished', outcome });
    else early = { publish, outcome };
    refresh();
  });
  void learnTenants();

  return {
    tenants,
    tenant,
    channel,
    check,
    state,
    refresh,
    choose(next) {
      tenant.set(next);
      state.set({ at: 'idle' });
      check.set(undefined);
      void ask();
    },
    setChannel(next) {
      channel.set(next);
      state.set({ at: 'idle' });
      check.set(undefined);
      void ask();
    },
    async publish() {
      const request = where();
      if (!request || state.get().at === 'running') return;
      early = undefined;
      state.set({ at: 'running', publish: '', progress: undefined });
      try {
        const { publish } = await editor.bridge.invoke('publish.start', request);
        const finished = early as { outcome: PublishOutcome; publish: string } | undefined;
        const now = state.get();
        if (finished?.publish === publish) state.set({ at: 'finished', outcome: finished.outcome });
        else state.set({ at: 'running', publish, progress: now.at === 'running' ? now.progress : undefined });
      } catch (error) {
        const { code = 'failed', message, hint } = error as { code?: string; message: string; hint?: string };
        state.set({ at: 'finished', outcome: { ok: false, code, message, ...(hint !== undefined && { hint }) } });
      }
    },
  };
}

const known = new WeakMap<Editor, Publishing>();

/** The publishing of this window's editor: one, whoever asks first. */
export function publishingOf(editor: Editor): Publishing {
  let publishing = known.get(editor);
  if (!publishing) {
    publishing = createPublishing(editor);
    known.set(editor, publishing);
  }
  return publishing;
}
