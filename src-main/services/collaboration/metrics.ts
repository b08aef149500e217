/** What a host of rooms has done since it started, as numbers for whoever runs it: counts and sizes, no names and no content. */
import type { CloseReason } from '../../../engine/document/index.ts';

/** Upper bounds of the histogram, in milliseconds. */
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

type ByReason = Partial<Record<CloseReason, number>>;

export interface Metrics {
  /** Updates that were admitted, and their bytes. */
  updates: number;
  updateBytes: number;
  /** Of these, how many are not on the disk yet. */
  waiting: number;
  /** Updates that were refused. */
  refused: ByReason;
  /** Connections that were closed by a room or at its door. */
  closed: ByReason;
  /** Frames handed to connections, each counted for each of them, and their bytes. */
  frames: number;
  frameBytes: number;
  /** From an update's arrival until it is on the disk and acknowledged: how many there were, how long all together, how many took at most `ms`. */
  saves: { count: number; ms: number; within: { ms: number; count: number }[] };
}

export const newMetrics = (): Metrics => ({
  updates: 0,
  updateBytes: 0,
  waiting: 0,
  refused: {},
  closed: {},
  frames: 0,
  frameBytes: 0,
  saves: { count: 0, ms: 0, within: bounds.map((ms) => ({ ms, count: 0 })) },
});

export function countSave(metrics: Metrics, ms: number): void {
  const { saves } = metrics;
  metrics.waiting -= 1;
  saves.count += 1;
  saves.ms += ms;
  for (const bound of saves.within) if (ms <= bound.ms) bound.count += 1;
}

export function countReason(counts: ByReason, reason: CloseReason): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

/** What there is now beside what has been counted. */
export interface MetricsNow extends Metrics {
  rooms: number;
  connections: number;
}

/** Prometheus' text format. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** As Prometheus reads it. */
export function metricsText(metrics: MetricsNow): string {
  const lines: string[] = [];
  const family = (
    name: string,
    type: 'gauge' | 'counter' | 'histogram',
    help: string,
    samples: readonly [suffix: string, value: number][],
  ): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(([suffix, value]) => `${name}${suffix} ${value}`));
  };
  const byReason = (counts: ByReason): [string, number][] =>
    Object.entries(counts).map(([reason, count]) => [`{reason="${reason}"}`, count]);
  const { saves } = metrics;
  family('ledgerquest_rooms', 'gauge', 'Rooms that are open.', [['', metrics.rooms]]);
  family('ledgerquest_room_connections', 'gauge', 'Connections that are in a room.', [['', metrics.connections]]);
  family('ledgerquest_room_updates_waiting', 'gauge', 'Updates that are not on the disk yet.', [['', metrics.waiting]]);
  family('ledgerquest_room_updates_total', 'counter', 'Updates that were admitted.', [['', metrics.updates]]);
  family('ledgerquest_room_update_bytes_total', 'counter', 'Bytes of these updates.', [['', metrics.updateBytes]]);
  family('ledgerquest_room_updates_refused_total', 'counter', 'Updates that were refused.', byReason(metrics.refused));
  family('ledgerquest_room_closed_total', 'counter', 'Connections that were closed by a room or at its door.', byReason(metrics.closed));
  family('ledgerquest_room_frames_total', 'counter', 'Frames handed to connections.', [['', metrics.frames]]);
  family('ledgerquest_room_frame_bytes_total', 'counter', 'Bytes of these frames.', [['', metrics.frameBytes]]);
  family('ledgerquest_room_save_seconds', 'histogram', 'From the arrival of an update until it is on the disk and acknowledged.', [
    ...saves.within.map(({ ms, count }): [string, number] => [`_bucket{le="${ms / 1000}"}`, count]),
    ['_bucket{le="+Inf"}', saves.count],
    ['_sum', saves.ms / 1000],
    ['_count', saves.count],
  ]);
  return `${lines.join('\n')}\n`;
}
