import { t } from '../i18n/index.ts';
import { type Cell, createCell } from './cell.ts';
import type { EditorClock } from './host/ports.ts';

export interface Notice {
  id: string;
  tone: 'plain' | 'good' | 'warn' | 'bad';
  title: string;
  text?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
}

/** Short messages to the person. What went wrong stays until it is dismissed, whatever else is said; the rest goes by itself. */
export interface Notices {
  readonly list: Cell<readonly Notice[]>;
  say: (notice: Omit<Notice, 'id'>) => void;
  /** Says an error as what happened and the next step. */
  refuse: (error: unknown) => void;
  dismiss: (id: string) => void;
  /** What assistive technology says next and nobody is shown: an answer to keys that the eye has seen. */
  readonly announced: Cell<string>;
  announce: (text: string) => void;
}

const shownFor = 6000;
/** Of those that go by themselves. */
const most = 4;

export function createNotices(clock: EditorClock): Notices {
  const list = createCell<readonly Notice[]>([]);
  let count = 0;
  const dismiss = (id: string): void => list.update((notices) => notices.filter((notice) => notice.id !== id));
  const say = (notice: Omit<Notice, 'id'>): void => {
    count += 1;
    const id = `notice-${count}`;
    list.update((notices) => {
      const next = [...notices.filter((other) => other.title !== notice.title || other.text !== notice.text), { ...notice, id }];
      const passing = next.filter(({ tone }) => tone !== 'bad').slice(-most);
      return next.filter((other) => other.tone === 'bad' || passing.includes(other));
    });
    if (notice.tone !== 'bad') clock.after(shownFor, () => dismiss(id));
  };
  const announced = createCell('');
  return {
    announced,
    announce: announced.set,
    list,
    say,
    dismiss,
    refuse: (error) => {
      const { message, hint } = describeError(error);
      say({ tone: 'bad', title: message, text: hint });
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
