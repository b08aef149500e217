import { z } from 'zod';
import { defineEvent, Request } from './define.ts';

export const LevelRefused = defineEvent({
  type: 'LevelRefused.v1',
  area: 'publish',
  means: 'A publish or rollback was refused; nothing went live',
  idOf: '`<request>.refused`',
  raisedAt: 'the board of requests',
  shape: {
    request: Request,
    /** Of the refusal, such as `proof-differs`; its sentences stay on the board. */
    code: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  },
});
