/**
 * What playing takes, in the units of the meter: counts that the embedded cloud's meter came to, locked by `test/contract/session-price.test.ts`.
 * Milliseconds are no counts: they are how long functions took on a quiet machine of two AMD EPYC cores, and nothing was tried on AWS.
 */

/** Some of the meter's counters, and how long functions were held, ms. */
export interface Taken {
  readonly calls: number;
  readonly loops: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Objects stored, and lists of them. */
  readonly puts: number;
  readonly signatures: number;
  /** Of the function that runs slices. */
  readonly sliceMs: number;
  /** Of the one that takes what players send. */
  readonly routerMs: number;
  readonly auditMs: number;
}

/** Messages: a command and its acknowledgement. What is told of it to those who watch is counted by player. */
export const messagesOfCommand = 2;
/** A segment is sealed: a list, the segment, its head, and the tenant digest's link; head and link are signed. */
export const segment = { puts: 4, signatures: 2 } as const satisfies Partial<Taken>;
/** A checkpoint of the world. */
export const checkpoint = { puts: 1 } as const satisfies Partial<Taken>;

/** In turns, where the loop sleeps until somebody sends something. */
export const turns = {
  /** A player comes: says hello, joins and takes a stage, each of which wakes the loop. */
  arrival: { calls: 8, loops: 2, readUnits: 20, writeUnits: 13, puts: 0, signatures: 0, sliceMs: 100, routerMs: 60, auditMs: 20 },
  /** Commands of those: `$join`, and the one that takes a stage. */
  commandsOfArrival: 2,
  /** Messages to and from a player who comes: hello, join and the stage, an answer to each, and the whole state. */
  messagesOfArrival: 7,
  /** A command: the router numbers it and wakes the loop, which looks, finds that others owe theirs, and sleeps; the audit's writer hears of it. */
  command: { calls: 3, loops: 1, readUnits: 6, writeUnits: 8, puts: 0, signatures: 0, sliceMs: 30, routerMs: 20, auditMs: 10 },
  /** A turn, beside its last command: the tick, its commit, the record, a checkpoint and a segment, since the loop sleeps again. */
  turn: {
    calls: 1,
    loops: 0,
    readUnits: 2,
    writeUnits: 7,
    puts: checkpoint.puts + segment.puts,
    signatures: segment.signatures,
    sliceMs: 25,
    routerMs: 0,
    auditMs: 80,
  },
} as const satisfies Record<string, Taken | number>;

/** By the clock, where one call of the loop goes on with slice after slice and is held by waiting: its time is the session's, not the slices'. */
export const clocked = {
  /** A slice: HEAD is read, committed, and recorded by the audit's writer. */
  slice: { calls: 1, loops: 0, readUnits: 3, writeUnits: 5, puts: 0, signatures: 0, sliceMs: 0, routerMs: 0, auditMs: 20 },
  command: { calls: 1, loops: 0, readUnits: 5, writeUnits: 6, puts: 0, signatures: 0, sliceMs: 0, routerMs: 50, auditMs: 0 },
} as const satisfies Record<string, Taken>;

/** On a session's own host, which commits once a second. */
export const hosted = {
  /** A commit: what was sent since the last as one segment, HEAD, and the record. */
  commit: { calls: 1, loops: 0, readUnits: 1, writeUnits: 6, puts: 0, signatures: 0, sliceMs: 0, routerMs: 0, auditMs: 20 },
} as const satisfies Record<string, Taken>;
