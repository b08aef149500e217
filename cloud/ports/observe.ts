import type { SessionRef } from './session.ts';

/**
 * How a session did lately, by its host's clock. HEAD carries it beside what it is the authority for: nothing of it is in the world, in a
 * hash or in the audit.
 */
export interface Pulse {
  /** When it was taken, ms. */
  readonly at: number;
  /** How long it looked, ms; what follows is of that time. */
  readonly span: number;
  /** Ticks per second that were reached. */
  readonly hz: number;
  /** Ticks per second that the world has now; 0 in turns. */
  readonly due: number;
  /** Time of a tick, ms: the median, and what one in a hundred exceeds. */
  readonly p50: number;
  readonly p99: number;
  readonly slices: number;
  /** Slices that took longer than the time they stood for. */
  readonly late: number;
  /** Commands that ticks consumed. */
  readonly commands: number;
  /** Sockets that listened. */
  readonly listeners: number;
  /** Bytes pushed to players. */
  readonly pushed: number;
  /** US dollars for an hour like this, of slices and routers; in turns for sixty turns like these. Absent while nothing was billed, or no turn played. */
  readonly perHour?: string;
}

/** One thing that a function has to say. Ids are opaque and of one tenant only; names, payloads and secrets have no field. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** ISO 8601. */
  readonly at: string;
  readonly function: string;
  readonly message: string;
  readonly requestId?: string;
  readonly tenant?: string;
  readonly session?: string;
  /** W3C trace id, 32 hex. */
  readonly trace?: string;
  /** Of a refusal or a failure. */
  readonly code?: string;
  /** What it is about: an id, a path in a level, a place in code. */
  readonly where?: string;
  /** Of a span: the command, and its times in ms since 1970. */
  readonly seq?: number;
  readonly spans?: readonly Span[];
}

/** The stations of a command on its way, in the order in which it passes them. */
export const stations = ['accepted', 'slice', 'committed', 'pushed', 'audited'] as const;
export interface Span {
  readonly name: (typeof stations)[number];
  readonly from: number;
  readonly to: number;
}

/** Where a host writes what it has to say. Writing never fails the work. */
export interface Telemetry {
  /** Says that a command passed these stations. */
  spans(ref: SessionRef, command: { readonly seq: number; readonly trace: string }, spans: readonly Span[]): void;
  /** Writes a document of metrics as it is: a line in the embedded metric format. */
  metrics(document: object): void;
}

export interface LogQuery {
  readonly session?: string;
  readonly trace?: string;
  /** Only lines from this moment on, ms. */
  readonly since?: number;
}

/** Reads what functions wrote. A reader gives lines of the named tenant and nobody else's. */
export interface LogReader {
  /** By time, oldest first. */
  lines(tenant: string, query: LogQuery): AsyncIterable<LogLine>;
}
