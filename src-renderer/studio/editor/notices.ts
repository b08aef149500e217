import { t } from '../i18n/index.ts';
import { type Cell, createCell } from './cell.ts';
import type { EditorClock } from './host/ports.ts';

export interface Notice {
  id: string;
  tone: 'plain' | 'good' | 'warn' | 'bad';
  title: string;
  text?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
  /** What it has its cause in, if that can be mended: then it is of no use any more. */
  about?: 'run' | undefined;
  /** How often it was said. */
  count: number;
}

/** Short messages to the person. What went wrong stays until it is dismissed, whatever else is said; the rest goes by itself. */
export interface Notices {
  readonly list: Cell<readonly Notice[]>;
  /** All that was said lately, the newest last, also what is dismissed or gone. */
  readonly log: Cell<readonly Notice[]>;
  say: (notice: Omit<Notice, 'id' | 'count'>) => void;
  /** The same of one that offers what may become impossible. Returns how to take it back then: listed it stays, without what it offered. */
  offer: (notice: Omit<Notice, 'id' | 'count'>) => () => void;
  /** Says an error as what happened and the next step. */
  refuse: (error: unknown) => void;
  /** Takes away what is shown about this: its cause is mended, or tried anew. It stays listed. */
  mended: (about: NonNullable<Notice['about']>) => void;
  dismiss: (id: string) => void;
  /** Forgets all of it, what is still shown too. */
  clear: () => void;
  /** What assistive technology says next and nobody is shown: an answer to keys that the eye has seen. */
  readonly announced: Cell<string>;
  announce: (text: string) => void;
}

const shownFor = 6000;
/** Of those that go by themselves. */
const most = 4;
const remembered = 50;

/** What is said again stands once, at the end, with how often. */
const joined = (notices: readonly Notice[], notice: Notice): Notice[] => {
  const isSame = ({ tone, title, text }: Notice): boolean => tone === notice.tone && title === notice.title && text === notice.text;
  const count = (notices.find(isSame)?.count ?? 0) + 1;
  return [...notices.filter((other) => !isSame(other)), { ...notice, count }];
};

export function createNotices(clock: EditorClock): Notices {
  const list = createCell<readonly Notice[]>([]);
  let count = 0;
  const dismiss = (id: string): void => list.update((notices) => notices.filter((notice) => notice.id !== id));
  const log = createCell<readonly Notice[]>([]);
  const withdraw = (id: string): void => {
    dismiss(id);
    log.update((notices) => notices.map((notice) => (notice.id === id ? { ...notice, action: undefined } : notice)));
  };
  /** What a notice offers is done once: it is not offered again, also where it is listed. */
  const once = (id: string, { label, run }: NonNullable<Notice['action']>): Notice['action'] => ({
    label,
    run: () => {
      withdraw(id);
      run();
    },
  });
  const offer: Notices['offer'] = (notice) => {
    count += 1;
    const id = `notice-${count}`;
    const said: Notice = { ...notice, id, count: 1, action: notice.action && once(id, notice.action) };
    log.update((notices) => joined(notices, said).slice(-remembered));
    list.update((notices) => {
      const next = joined(notices, said);
      const passing = next.filter(({ tone }) => tone !== 'bad').slice(-most);
      return next.filter((other) => other.tone === 'bad' || passing.includes(other));
    });
    if (notice.tone !== 'bad') clock.after(shownFor, () => dismiss(id));
    return () => withdraw(id);
  };
  const say: Notices['say'] = (notice) => void offer(notice);
  const announced = createCell('');
  return {
    announced,
    announce: announced.set,
    list,
    log,
    say,
    offer,
    dismiss,
    mended: (about) =>
      list.update((notices) =>
        notices.some((notice) => notice.about === about) ? notices.filter((notice) => notice.about !== about) : notices,
      ),
    clear: () => {
      list.set([]);
      log.set([]);
    },
    refuse: (error) => {
      const { code, message, hint } = describeError(error);
      // What was asked waited for the host, which then did not know who asked.
      if (code === 'signed-out') say({ tone: 'bad', title: t('error.signedOut'), text: t('error.signedOut.hint') });
      else say({ tone: 'bad', title: message, text: hint });
    },
  };
}

/** An error as a sentence and a next step, whichever side of the bridge it is from. */
export function describeError(error: unknown): { code: string; message: string; hint: string | undefined } {
  const parts = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  if (typeof parts['code'] === 'string' && typeof parts['message'] === 'string') {
    return { code: parts['code'], message: parts['message'], hint: typeof parts['hint'] === 'string' ? parts['hint'] : undefined };
  }
  console.error(error);
  return { code: 'internal', message: t('error.internal'), hint: t('error.internal.hint') };
}
