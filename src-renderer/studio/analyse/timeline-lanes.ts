import type { Clock } from '../../../engine/model/level.ts';
import type { Run } from '../editor/index.ts';
import { payloadText } from './console-lines.ts';

export interface Lane {
  name: string;
  kind: 'fault' | 'event';
  /** One entry per tick in which something happened. */
  marks: { tick: number; texts: string[] }[];
}

/** What happened in a run, one lane for each sort of event, faults first. */
export function lanesOf({ events, faults }: Pick<Run, 'events' | 'faults'>, faultsName: string): Lane[] {
  const lanes = new Map<string, Lane>();
  const add = (key: string, lane: Omit<Lane, 'marks'>, tick: number, text: string): void => {
    const known = lanes.get(key) ?? { ...lane, marks: [] };
    lanes.set(key, known);
    const last = known.marks.at(-1);
    if (last?.tick === tick) last.texts.push(text);
    else known.marks.push({ tick, texts: [text] });
  };
  for (const { tick, message } of faults) add('fault', { name: faultsName, kind: 'fault' }, tick, message);
  for (const { tick, type, entity, payload } of events) {
    add(`event ${type}`, { name: type, kind: 'event' }, tick, [entity, payloadText(payload)].filter(Boolean).join(': '));
  }
  return [...lanes.values()];
}

const turnSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const secondSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** About `count` moments of the first `ticks` ticks that a ruler names: turns, or round seconds where the level runs in those. */
export function rulerTicks(ticks: number, clock?: Clock, count = 8): number[] {
  const hz = clock?.kind === 'realtime' ? clock.hz : 1;
  const steps = clock?.kind === 'realtime' ? secondSteps.map((seconds) => seconds * hz).filter(Number.isInteger) : turnSteps;
  const step = steps.find((candidate) => ticks / candidate <= count) ?? Math.ceil(ticks / count / hz) * hz;
  return Array.from({ length: Math.floor(ticks / step) }, (_, index) => (index + 1) * step);
}
