/** What a run told about itself that its author should know, though nothing failed: each once, with how often and since when. */
import type { Json } from '../../../engine/kernel/json.ts';
import type { SliceResult } from '../../../engine/run/index.ts';

type GameEvent = SliceResult['events'][number];
type Payload = Readonly<Record<string, Json>>;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '?');
const by = (script: Json | undefined): string => (script === undefined ? '' : `${text(script)}: `);

const sentences: Readonly<Record<string, (payload: Payload) => string>> = {
  BehaviourBudget: ({ message }) => `${text(message)} After that their calls and events fail for the rest of the tick.`,
  BehaviourEndless: ({ tree, message }) => `behaviours/${text(tree)}: ${text(message)}`,
  BehaviourMissing: ({ tree }) => `There is no tree ${text(tree)} for the entity that names it.`,
  BehaviourUnheard: ({ call }) => `No script hears the call ${text(call)} of a tree: it fails.`,
  EffectRefused: ({ script, effect, message }) => `${by(script)}${text(effect)}: ${text(message)}`,
  ScriptDisabled: ({ script, message }) => `${by(script)}${text(message)}`,
};

/** One line each, in the order in which they were first told. */
export function warningLines(events: readonly GameEvent[]): string[] {
  const found = new Map<string, { count: number; first: GameEvent }>();
  for (const event of events) {
    const { type, payload } = event;
    // A script may tell events of these names too, with anything in them.
    if (!Object.hasOwn(sentences, type) || typeof payload !== 'object' || payload === null) continue;
    const line = `${type}  ${sentences[type]!(payload as Payload)}`;
    const known = found.get(line);
    if (known) known.count += 1;
    else found.set(line, { count: 1, first: event });
  }
  return [...found].map(
    ([
      line,
      {
        count,
        first: { tick, entity },
      },
    ]) => {
      const first = `first in tick ${tick}${entity === undefined ? '' : `, ${entity}`}`;
      return `warning  ${line} (${count === 1 ? '' : `${count} times, `}${first})`;
    },
  );
}
