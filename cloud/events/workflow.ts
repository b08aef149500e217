import { z } from 'zod';
import { ScenarioProof } from './request.ts';

/** What the state machines hand to their functions. */
export const VerifyEvent = z.union([
  z.object({ op: z.literal('check'), key: z.string() }),
  z.object({ op: z.literal('prove'), key: z.string(), scenarios: z.array(z.string()).min(1) }),
  z.object({ op: z.literal('gather'), key: z.string(), parts: z.array(z.array(ScenarioProof)) }),
]);
export const LoopEvent = z.union([
  z.object({
    op: z.literal('begin'),
    tenant: z.string(),
    session: z.string(),
    seen: z.int().min(0),
    execution: z.string(),
    startedAt: z.string(),
  }),
  z.object({
    op: z.literal('slice'),
    state: z.object({
      tenant: z.string(),
      session: z.string(),
      loopEpoch: z.int(),
      slice: z.int(),
      tick: z.int(),
      origin: z.object({ tick: z.int(), at: z.number() }),
      hz: z.int().min(0).optional(),
      latency: z.enum(['turn', 'interactive', 'relaxed']).optional(),
      activeAt: z.number(),
      startedAt: z.number(),
      wait: z
        .object({
          from: z.number().optional(),
          due: z.number().optional(),
          away: z.array(z.object({ sender: z.int(), since: z.number() })).optional(),
        })
        .optional(),
    }),
  }),
  z.object({ op: z.literal('warm'), tenant: z.string(), level: z.string(), packageHash: z.string(), engine: z.string() }),
  z.object({ op: z.literal('park'), tenant: z.string(), session: z.string(), loopEpoch: z.int(), fault: z.string() }),
]);

/** A caught error, as Step Functions puts it. */
export const CaughtError = z.object({ Error: z.string(), Cause: z.string().optional() });
export const RefuseEvent = z.object({ key: z.string(), error: CaughtError });

const Target = z.object({ tenant: z.string(), level: z.string(), channel: z.string(), packageHash: z.string() });
export const PictureEvent = z.union([Target.extend({ picture: z.object({ adapter: z.string() }) }), Target.extend({ error: CaughtError })]);
