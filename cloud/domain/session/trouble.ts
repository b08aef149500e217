import type { ScriptTrouble, WorldTick } from '../../ports/index.ts';

/** HEAD stays small. */
const mostCharacters = 300;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What is known of faults in a session's scripts after these ticks; the same object where nothing was wrong in them. */
export function withTrouble(before: ScriptTrouble | undefined, ticks: readonly WorldTick[]): ScriptTrouble | undefined {
  let known = before;
  for (const { tick, type, payload } of ticks.flatMap(({ events }) => events)) {
    if (type !== 'ScriptFault' && type !== 'ScriptDisabled') continue;
    const { script, message, line } = payload as { script?: unknown; message?: unknown; line?: unknown };
    const name = textOf(script);
    if (type === 'ScriptDisabled') {
      if (known && !known.resting.includes(name)) known = { ...known, resting: [...known.resting, name] };
      continue;
    }
    known = {
      tick,
      script: name,
      message: textOf(message).slice(0, mostCharacters),
      ...(typeof line === 'number' && { line }),
      times: (known?.times ?? 0) + 1,
      resting: known?.resting ?? [],
    };
  }
  return known;
}
