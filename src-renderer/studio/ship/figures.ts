import type { SessionHealth, SessionPulse, SessionSummary } from '../../../src-main/contract/index.ts';
import type { Tone } from '../../ui/index.ts';
import { compactText, numberText } from '../i18n/formats.ts';

/** Figures of a session in words and numbers, as every place that shows them writes them. */
export const nothing = '–';
export const isOver = ({ done, phase }: Pick<SessionHealth, 'done' | 'phase'>): boolean => done || phase === 'ended';

const fixed = (value: number, digits: number): string =>
  numberText(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const hzText = (hz: number): string => fixed(hz, 1);
export const msText = (ms: number): string => fixed(ms, 2);
export const lateText = ({ late, slices }: SessionPulse): string => numberText(slices === 0 ? 0 : late / slices, { style: 'percent' });
export const commandsText = ({ commands, span }: SessionPulse): string => fixed((commands * 1000) / span, 1);
export const pushedText = ({ pushed, span }: SessionPulse): string => compactText((pushed * 1000) / span);
/** Cents, and what is less than one in full. */
const digitsOf = (usd: number): number => (usd > 0 && usd < 0.01 ? 4 : 2);
/** What is too little for its digits is less than the least of them, and not nothing. */
export const dollarsText = (usd: string, digits = digitsOf(Number(usd))): string => {
  const least = 10 ** -digits;
  const [value, isLess] = [Number(usd), Number(usd) > 0 && Number(usd) < least / 2];
  const text = numberText(isLess ? least : value, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return isLess ? `<${text}` : text;
};

/** Enough of a session's id to tell it from others of the same minute. */
export const shortId = (id: string): string => id.slice(-6);

export const stateTones: Record<SessionSummary['state'], Tone> = {
  waiting: 'warn',
  running: 'busy',
  idle: 'idle',
  paused: 'warn',
  finished: 'good',
  ended: 'good',
  failed: 'bad',
};

/** What is wrong shows before how it stands. */
export const worryTones: Record<SessionHealth['worries'][number], Tone> = {
  parked: 'bad',
  overruns: 'warn',
  'scripts-rest': 'bad',
  'scripts-fail': 'warn',
};
