import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Ids, Random, Sleep } from '../../ports/index.ts';

/** The machine's own clock, chance and patience. */
export interface SystemHost {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly sleep: Sleep['sleep'];
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** 48 bits of time and 80 of chance, in 26 letters that sort by time. */
function sortableId(now: number, chance: Uint8Array): string {
  let time = '';
  for (let left = now, digit = 0; digit < 10; digit += 1, left = Math.floor(left / 32)) time = letters[left % 32]! + time;
  return time + Array.from(chance, (byte) => letters[byte % 32]).join('');
}

export const systemHost: SystemHost = {
  clock: { now: () => Date.now() },
  ids: { next: (prefix) => `${prefix}-${sortableId(Date.now(), randomBytes(16))}` },
  random: { bytes: (n) => new Uint8Array(randomBytes(n)) },
  sleep: async (ms) => {
    if (ms > 0) await wait(ms);
  },
};
