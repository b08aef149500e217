import type { Json } from '../../../engine/kernel/json.ts';
import type { Place, Run } from '../editor/index.ts';

export interface ConsoleLine {
  tick: number;
  kind: 'log' | 'event' | 'fault';
  title?: string;
  text: string;
  hint?: string | undefined;
  /** The entity or script that it concerns. */
  about?: string | undefined;
  place?: Place | undefined;
}

/** Everything that was said in a run, by tick; within a tick logs, then events, then faults. */
export const linesOf = ({ logs, events, faults }: Pick<Run, 'logs' | 'events' | 'faults'>): ConsoleLine[] =>
  [
    ...logs.map(({ tick, script, text }): ConsoleLine => ({ tick, kind: 'log', text, about: script })),
    ...events.map(({ tick, type, entity, payload }): ConsoleLine => ({
      tick,
      kind: 'event',
      title: type,
      text: payloadText(payload),
      about: entity,
    })),
    ...faults.map(({ tick, message, hint, file, line, column }): ConsoleLine => ({
      tick,
      kind: 'fault',
      text: message,
      hint,
      ...(file !== undefined && { place: { file, line, column } }),
    })),
  ].toSorted((a, b) => a.tick - b.tick);

/** "quantity 4, to wholesaler": a payload for people. */
export function payloadText(payload: Json): string {
  if (payload === null) return '';
  if (typeof payload !== 'object' || Array.isArray(payload)) return plain(payload);
  return Object.entries(payload)
    .map(([name, value]) => `${name} ${plain(value as Json)}`)
    .join(', ');
}

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
