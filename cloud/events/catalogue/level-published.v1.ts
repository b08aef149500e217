import { z } from 'zod';
import { defineEvent, Engine, Name, Person, Request, Sha256 } from './define.ts';

export const LevelPublished = defineEvent({
  type: 'LevelPublished.v1',
  area: 'publish',
  means: 'A channel of a level was moved to a revision, to a new one or back',
  idOf: '`<request>.published`',
  raisedAt: 'the board of what is live',
  shape: {
    project: Name,
    level: Name,
    channel: Name,
    revision: z.int().min(1),
    /** Highest number on the channel; above `revision` after a rollback. */
    latest: z.int().min(1),
    packageHash: Sha256,
    engine: Engine,
    publisher: Person,
    request: Request,
  },
});
