import { refuse } from '../../domain/refusal.ts';
import { spoiledSession } from '../../domain/session/index.ts';
import type { SessionHead, SessionRef } from '../../ports/index.ts';

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What each session's HEAD has since it was made, and what it looks like. */
const shape = {
  version: isCount,
  cmdSeq: isCount,
  cursor: isCount,
  seen: isCount,
  ticks: isCount,
  loopEpoch: isCount,
  calls: isCount,
  seats: isCount,
  beat: isCount,
  hash: isText,
  chain: isText,
  lastSlice: isText,
  loopOwner: isText,
  loop: (value) => value === 'idle' || value === 'running' || value === 'parked',
  done: (value) => typeof value === 'boolean',
  waiting: Array.isArray,
  log: Array.isArray,
  kpis: isObject,
} satisfies Partial<Record<keyof SessionHead, (value: unknown) => boolean>>;

/** Refuses a HEAD that no part of the product has written. A tenant's door may write its sessions' items, and can write anything there. */
export function checkHead(head: Readonly<Record<string, unknown>>, ref: SessionRef): SessionHead {
  const wrong = Object.entries(shape).find(([name, fits]) => !fits(head[name]));
  return wrong === undefined ? (head as unknown as SessionHead) : spoiled(ref, `its ${wrong[0]} is none`);
}

/** Refuses what stands in HEAD of a session. */
export const spoiled = (ref: SessionRef, why: string): never => refuse(spoiledSession(ref, `HEAD`, why));
