import type { Limits } from '../../ports/index.ts';

/** What a tenant may use for which nothing else was set. */
export const defaultLimits: Limits = { sessions: 1000, players: 10_000, commandsPerSecond: 1000, dollars: '1000' };
