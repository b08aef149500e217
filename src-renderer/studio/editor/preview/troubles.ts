import { z } from '../../../../engine/model/zod.ts';
import type { RunEvent, RunTicks } from '../../../workers/engine/protocol.ts';

type Fault = RunTicks['faults'][number];

/** What went wrong in a run: the same thing is one, however often it happened. */
export const Trouble = z
  .object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    file: z.string().optional(),
    line: z.number().optional(),
    column: z.number().optional(),
    entity: z.string().optional(),
    /** Of the first time. */
    tick: z.int(),
    times: z.int(),
  })
  .readonly();
export type Trouble = z.infer<typeof Trouble>;

/** Different things that are told of a run. Where more go wrong, these are the first. */
export const mostTroubles = 100;

type Once = Omit<Trouble, 'times'>;

const keyOf = ({ code, file, line, column, entity, message }: Omit<Once, 'tick'>): string =>
  JSON.stringify([code, file, line, column, entity, message]);

const ofFault = ({ tick, code, message, hint, file, line, column }: Fault): Once => ({
  severity: 'error',
  code: `run-${code.toLowerCase()}`,
  message,
  hint,
  file,
  line,
  column,
  tick,
});

/** Events that tell of something wrong which is no fault of a script's text: one that rests, and wishes that could not be met. */
const tellsOf = { ScriptDisabled: ['error', 'run-disabled'], EffectRefused: ['warning', 'run-refused'] } as const;
const isTelling = (event: RunEvent): boolean => Object.hasOwn(tellsOf, event.type);

function ofEvent({ tick, type, entity, payload }: RunEvent): Once {
  const { script, message = type } = payload as { script?: string; message?: string };
  const [severity, code] = tellsOf[type as keyof typeof tellsOf];
  return { severity, code, message, tick, ...(script !== undefined && { file: script }), ...(entity !== undefined && { entity }) };
}

/** What was known and what came since, first come first. The same list where nothing has gone wrong. */
export function withTroubles(
  known: readonly Trouble[],
  { faults, events }: { faults: readonly Fault[]; events: readonly RunEvent[] },
): readonly Trouble[] {
  if (faults.length === 0 && !events.some(isTelling)) return known;
  const all = new Map(known.map((one) => [keyOf(one), one]));
  const came = [...faults.map(ofFault), ...events.filter(isTelling).map(ofEvent)].toSorted((a, b) => a.tick - b.tick);
  for (const once of came) {
    const key = keyOf(once);
    const before = all.get(key);
    if (before || all.size < mostTroubles) all.set(key, { ...once, ...before, times: (before?.times ?? 0) + 1 });
  }
  return [...all.values()];
}

/** How often scripts failed in a run, and when first; undefined where none did. That one rests then is no failure of its own. */
export function scriptFailures(troubles: readonly Trouble[]): { times: number; tick: number } | undefined {
  const failures = troubles.filter(({ severity, code }) => severity === 'error' && code !== 'run-disabled');
  if (failures.length === 0) return undefined;
  return { times: failures.reduce((sum, { times }) => sum + times, 0), tick: Math.min(...failures.map(({ tick }) => tick)) };
}
